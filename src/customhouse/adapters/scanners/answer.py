"""Recognition from the shell: one scan file, optionally a declaration, and the answer as JSON values."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from customhouse.adapters.scanners import read
from customhouse.adapters.scanners.dicos.export import Export
from customhouse.adapters.scanners.folders import named_by
from customhouse.imaging.archive.survey import told
from customhouse.imaging.comparison import Sight, Tolerances, compare
from customhouse.imaging.model import Comparison, Declared, DeclaredContainer, DeclaredItem, Grading, PhotosRead
from customhouse.imaging.model.grading import AS_CARD
from customhouse.imaging.networks.cards import load_model
from customhouse.imaging.photos.naming import is_photo_name, parted, scan_file, stem_of
from customhouse.imaging.photos.reading import read_photos
from customhouse.imaging.reading import ScanFile, Unreadable
from customhouse.imaging.recogniser import SiteModel
from customhouse.imaging.recognition.pipeline import describe, recognise_scan
from customhouse.imaging.recognition.site_models import with_site_models
from customhouse.imaging.registry.service import read_folder
from customhouse.imaging.reporting import ThreatReport, content_hash
from customhouse.kernel.errors import Invalid
from customhouse.kernel.file_names import readable
from customhouse.kernel.malformed import first_problem
from customhouse.waybills.container_code import plain

AGREES, DISAGREES, UNREADABLE = 0, 3, 4  # exit codes; anything less sure than a contradiction is no failure
COMPARISON = TypeAdapter(Comparison)


ContainerNumber = Annotated[str, AfterValidator(lambda number: plain(number) or "")]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Quantity(_Lenient):
    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str = ""


class _Packages(_Lenient):
    kind: str = ""
    count: int | None = Field(default=None, ge=0)


class _Item(_Lenient):
    number: int = 1
    hs_code: str
    description: str = ""
    gross_mass_kg: float = Field(ge=0, allow_inf_nan=False)
    net_mass_kg: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    quantity: _Quantity | None = None
    packages: _Packages = _Packages()
    container_numbers: tuple[ContainerNumber, ...] = ()

    def declared(self) -> DeclaredItem:
        plain = self.model_dump(exclude={"quantity", "packages"})
        counted = self.quantity or _Quantity(value=0)
        return DeclaredItem(
            **plain,
            quantity=counted.value or None,
            unit=counted.unit,
            package_kind=self.packages.kind,
            package_count=self.packages.count,
        )


class _Container(_Lenient):
    number: ContainerNumber = ""
    size_type: str | None = None
    loaded: bool = True
    tare_kg: float | None = None
    seal_numbers: tuple[str, ...] = ()


class _Waybill(_Lenient):
    containers: tuple[_Container, ...] = ()


class _Lodgement(_Lenient):
    goods_items: tuple[_Item, ...] = ()
    waybill: _Waybill = _Waybill()


@dataclass(frozen=True)
class Rules:
    """What policy says on the day of a scan: the limits of findings, and what it allows of a declaration."""

    grading: Grading = AS_CARD
    allowed: Tolerances = field(default_factory=Tolerances)


AS_SHIPPED = Rules()


def recognise_file(
    path: Path,
    declared: Path | None = None,
    export: Export | None = None,
    head: Path | None = None,
    photos: Sequence[Path] = (),
    rules: Rules = AS_SHIPPED,
) -> dict[str, Any]:
    """Say what a scan shows, and whether it agrees with a declaration.

    Args:
        path: an image, a volume, a zip, or a folder with one series. A side-car of the same name beside it is read too.
        declared: a lodgement as it is posted to /api/declarations; its goods items and containers are used.
        export: what is to be written as DICOS, and where.
        head: the folder of a site head that is to look too, as if it served.
        photos: of the container, for its number; those named after the scan (`x.photo.jpg`) are read without saying.
        rules: of the policy by which findings and a declaration are judged.

    Returns:
        JSON values; `readable` says whether there is more than a `code` and a `message`.

    Raises:
        Invalid: the declaration cannot be read, or a picture is to be written as DICOS.
    """
    began_at, named = datetime.now(UTC), readable(str(path))
    models = () if head is None else (_site_model(head),)
    said = None if declared is None else _declared(declared)
    if not path.exists():
        return {"file": named, "readable": False, "code": "not_found", "message": "there is no such file or folder"}
    try:
        files = _files(path)
        own, beside = parted([scan_file(file) for file in files])
        scan = read(own)
        shown = _photos([*beside, *(ScanFile(readable(photo.name), photo, is_photo=True) for photo in photos)])
    except (Unreadable, OSError) as error:
        code = error.code if isinstance(error, Unreadable) else "not_found"
        return {"file": named, "readable": False, "code": code, "message": readable(str(error))}
    described, seen = describe(scan), replace(recognise_scan(scan, rules.grading), photos=shown)
    seen, _ = with_site_models(scan, seen, models)
    comparison, findings = None, seen.findings
    if said is not None:
        portals, number = described.portal_readings, described.container_number
        sight = Sight(described.modality, seen, number, described.weighed_kg, portal_readings=portals)
        comparison, findings = compare(said, sight, rules.allowed)
    answer: dict[str, Any] = {
        "file": named,
        "readable": True,
        **told(described, replace(seen, findings=findings)),
        "comparison": None if comparison is None else COMPARISON.dump_python(comparison, mode="json"),
        "written": [],
    }
    if export is not None:
        report = ThreatReport(
            _hash_of(files), described, described.instances, seen.recogniser, seen.version, findings,
            comparison.verdict if comparison else None, described.container_number, began_at, datetime.now(UTC),
            models=seen.models, novelty=seen.novelty, unlike=rules.grading.unlike,
        )  # fmt: skip
        answer["written"] = [readable(str(written)) for written in export.write(scan, report)]
    return answer


def _photos(photos: Sequence[ScanFile]) -> PhotosRead | None:
    """Raises `Unreadable`."""
    if not photos:
        return None
    missing = next((photo for photo in photos if not photo.path.is_file()), None)
    if missing is not None:
        raise Unreadable("not_found", f"there is no photo {missing.path}")
    with tempfile.TemporaryDirectory(prefix="customhouse-photos-") as folder:
        return read_photos(photos, Path(folder))


def _site_model(folder: Path) -> SiteModel:
    """Raises `Invalid` where the folder holds no site head."""
    read_folder(folder)
    model = load_model(next(iter(folder.glob("*.card.json"))))
    return SiteModel(model.card.name, model.card, model.path, model.sha256, challenger=False)


def exit_code(answer: dict[str, Any]) -> int:
    if not answer["readable"]:
        return UNREADABLE
    comparison = answer["comparison"]
    return DISAGREES if comparison is not None and comparison["verdict"] == "disagrees" else AGREES


def _hash_of(files: Sequence[Path]) -> str:
    hashes = []
    for file in files:
        with file.open("rb") as stream:
            hashes.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return content_hash(hashes)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [each for each in sorted(path.rglob("*")) if each.is_file() and not each.name.startswith(".")]
    if path.suffix.lower() == ".xml":
        return [path, *named_by(path)]
    beside = [path.with_suffix(ending) for ending in (".json", ".xml")]
    photos = [each for each in sorted(path.parent.iterdir()) if is_photo_name(each.name)]
    mine = [each for each in photos if stem_of(each.name) == path.stem]
    return [path, *[each for each in beside if each != path and each.exists()], *mine]


def _declared(path: Path) -> Declared:
    if not path.is_file():
        raise Invalid.one("declared", "not_found", f"there is no file {path}")
    try:
        given = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid.one("declared", "unreadable", f"{path.name} is no declaration: it is no JSON ({error})")
    if not isinstance(given, dict):
        raise Invalid.one("declared", "unreadable", f"{path.name} is no declaration: it must be one JSON object")
    try:
        lodgement = _Lodgement.model_validate(given.get("lodgement", given))
    except ValidationError as error:
        raise Invalid.one("declared", "unreadable", f"{path.name} is no declaration: {_first_fault(error)}")
    items = tuple(item.declared() for item in lodgement.goods_items)
    return Declared(items, tuple(DeclaredContainer(**each.model_dump()) for each in lodgement.waybill.containers))


def _first_fault(error: ValidationError) -> str:
    fault = first_problem(error)
    return f"{fault.field}: {fault.message}"

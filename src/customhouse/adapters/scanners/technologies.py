"""The technologies that are read, and the way to the right one by looking at the content."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from customhouse.adapters.scanners import archive, uff
from customhouse.adapters.scanners.dicom import reading as dicom
from customhouse.adapters.scanners.forms import read_form
from customhouse.adapters.scanners.forms.xml import is_xml
from customhouse.adapters.scanners.images import picture, png, sidecar, tiff
from customhouse.adapters.scanners.images.planes import RawPlane, radiograph
from customhouse.adapters.scanners.images.sidecar import SideCar
from customhouse.adapters.scanners.volumes import nifti, nrrd
from customhouse.imaging.model import Scan
from customhouse.imaging.reading import Limits, ScanFile, Unreadable

ReadPlanes = Callable[[Sequence[ScanFile], Limits], list[RawPlane]]
ReadScan = Callable[[Sequence[ScanFile], SideCar, Limits], Scan]


def _as_radiograph(read_planes: ReadPlanes, name: str) -> ReadScan:
    def read_scan(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Scan:
        return radiograph(read_planes(files, limits), sidecar, name)

    return read_scan


_png_radiograph = _as_radiograph(png.read_planes, "PNG")


def _read_png(files: Sequence[ScanFile], sidecar: SideCar, limits: Limits) -> Scan:
    """16 bits are measured, 8 bits are looked at; the two are never one scan."""
    pictures = [file for file in files if picture.is_8_bit_png(file.path)]
    if not pictures:
        return _png_radiograph(files, sidecar, limits)
    if len(pictures) < len(files):
        raise Unreadable(
            "mixed_sizes", f"{pictures[0].name} has 8 bits a pixel and others 16; post one kind at a time."
        )
    return picture.read(files, sidecar, limits)


@dataclass(frozen=True)
class Technology:
    name: str
    knows: Callable[[bytes], bool]
    read: ReadScan


READERS: tuple[Technology, ...] = (
    Technology("DICOM", dicom.is_dicom, dicom.read),  # first: a DICOM file may open like a TIFF, to be both
    Technology("TIFF", tiff.is_tiff, _as_radiograph(tiff.read_planes, "TIFF")),
    Technology("PNG", png.is_png, _read_png),
    Technology("JPEG", picture.is_jpeg, picture.read),
    Technology("NRRD", nrrd.is_nrrd, nrrd.read),
    Technology("NIfTI", nifti.is_nifti, nifti.read),
)

PICTURES = Technology("picture", picture.is_jpeg, picture.read)  # of both kinds in one post


def read_scan(files: Sequence[ScanFile], limits: Limits) -> Scan:
    """Return the scan that the files of one post hold. Raises `Unreadable` and nothing else."""
    try:
        with tempfile.TemporaryDirectory(prefix="customhouse-scan-") as folder:
            return _read(_unpacked(files, Path(folder), limits), limits)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("too_large", "The scan needs more memory than this site allows; crop, bin or split it.")
    except Exception as error:  # noqa: BLE001 - damaged files can raise anything in the parsers of others
        raise Unreadable(
            "damaged", f"The content contradicts itself ({type(error).__name__}: {error}); export it again."
        )


def _unpacked(files: Sequence[ScanFile], folder: Path, limits: Limits) -> list[ScanFile]:
    if sum(file.path.stat().st_size for file in files) > limits.post_bytes:
        raise Unreadable("too_large", f"The post is larger than {limits.post_bytes:,} bytes; split the scan.")
    found: list[ScanFile] = []
    for file in files:
        found.extend(archive.unpack(file, folder, limits) if archive.is_zip(archive.sniff(file.path)) else [file])
    if len(found) > limits.files:
        raise Unreadable("too_large", f"The post holds {len(found)} files; the limit is {limits.files}.")
    return found


def _read(files: Sequence[ScanFile], limits: Limits) -> Scan:
    if not files:
        raise Unreadable("empty", "The post holds no file; post the scan.")
    heads = {file.path: archive.sniff(file.path) for file in files}
    cars = [file for file in files if sidecar.is_sidecar(heads[file.path])]
    forms = [file for file in files if is_xml(heads[file.path])]
    if len(cars) + min(1, len(forms)) > 1:
        raise Unreadable("bad_sidecar", "The post holds several side-cars; a scan has one.")
    images = [file for file in files if file not in cars and file not in forms]
    if not images:
        raise Unreadable("empty", "The post holds a side-car and no image; post both together.")
    if forms:
        return _read_with_form(forms, images, limits)
    said = sidecar.read_sidecar(cars[0]) if cars else sidecar.SideCar.model_validate({"format": sidecar.FORMAT})
    return _read_images(images, said, limits)


def _read_with_form(forms: Sequence[ScanFile], posted: Sequence[ScanFile], limits: Limits) -> Scan:
    file, form = read_form(forms)
    shown = form.pick(file, posted)
    scan = _read_images(shown, form.sidecar(), limits)
    return form.onto(scan, [each for each in (*forms, *posted) if each not in shown and each is not file])


def _read_images(images: Sequence[ScanFile], said: SideCar, limits: Limits) -> Scan:
    heads = {file.path: archive.sniff(file.path) for file in images}
    for file in images:
        if not heads[file.path]:
            raise Unreadable("empty", f"{file.name} has no content; post it again.")
    return _technology(images, heads).read(images, said, limits)


def _technology(images: Sequence[ScanFile], heads: dict[Path, bytes]) -> Technology:
    known = [(file, _knows(heads[file.path])) for file in images]
    kinds = list(dict.fromkeys(technology for _, technology in known if technology is not None))
    unknown = [file for file, technology in known if technology is None]
    if [kind.name for kind in kinds] == ["NRRD"]:
        return kinds[0]  # beside a detached header lie voxels that are of no format by themselves
    if unknown and uff.is_uff(unknown):
        uff.refuse(unknown)
    if unknown:
        names = ", ".join(technology.name for technology in READERS)
        raise Unreadable("unknown_format", f"{unknown[0].name} is none of {names}; export it as one of them.")
    if len(kinds) > 1 and all(picture.is_picture(file.path) for file in images):
        return PICTURES
    if len(kinds) > 1:
        raise Unreadable("several_series", "The post mixes formats; post one scan in one format at a time.")
    return kinds[0]


def _knows(head: bytes) -> Technology | None:
    return next((technology for technology in READERS if technology.knows(head)), None)

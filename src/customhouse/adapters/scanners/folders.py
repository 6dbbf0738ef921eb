"""Finds the scans of an archive: which files of a folder belong together, told by their content and their names."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from pydicom import dcmread
from pydicom.dataset import Dataset

from customhouse.adapters.scanners import archive
from customhouse.adapters.scanners.dicom import reading as dicom
from customhouse.adapters.scanners.dicom.deflate import beginning
from customhouse.adapters.scanners.dicos import report
from customhouse.adapters.scanners.forms import read_form
from customhouse.adapters.scanners.forms.form import plain
from customhouse.adapters.scanners.forms.xml import is_xml
from customhouse.adapters.scanners.images import sidecar
from customhouse.adapters.scanners.volumes import nrrd
from customhouse.imaging.photos.naming import is_photo_name, stem_of
from customhouse.imaging.reading import ScanFile, Unreadable

UNFINISHED = re.compile(r"^\.|\.(part|tmp|partial|crdownload)$", re.IGNORECASE)
NO_SCANS = {"thumbs.db", "desktop.ini", "dicomdir"}  # what systems and media lay beside scans
TAGS = ["StudyInstanceUID", "SeriesInstanceUID", "Modality", "KVP", "ImageType", "SOPClassUID", "NumberOfFrames"]
VOXELS_IN = re.compile(rb"^data ?file: *(.+?)\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """The files of one scan; its name is the path of the first one, from the folder that was searched."""

    name: str
    files: tuple[Path, ...]


def scans_in(folder: Path, leave_out: Path | None = None) -> Iterator[Found]:
    """Folder after folder, in the order of names; `leave_out` is a folder below that holds no scans."""
    for place, below, names in os.walk(folder):
        here = Path(place)
        below[:] = sorted(each for each in below if not each.startswith(".") and here / each != leave_out)
        files = [here / name for name in sorted(names) if not UNFINISHED.search(name) and name.lower() not in NO_SCANS]
        for group in _groups([file for file in files if file.is_file()]):
            yield Found(group[0].relative_to(folder).as_posix(), tuple(group))


def _groups(files: Sequence[Path]) -> list[list[Path]]:
    """Each way takes what it knows from those that are left; what nobody knows is a scan by itself, to be refused."""
    heads = {file: _head(file) for file in files}
    groups: list[list[Path]] = []
    photos = [file for file in files if is_photo_name(file.name)]
    left = [file for file in files if not is_photo_name(file.name)]
    for way in (_forms, _dicom, _detached, _side_cars):
        taken = way(left, heads)
        groups += taken
        gone = {file for group in taken for file in group}
        left = [file for file in left if file not in gone]
    return sorted(_with_photos([*groups, *([file] for file in left)], photos))


def _with_photos(groups: list[list[Path]], photos: Sequence[Path]) -> list[list[Path]]:
    """Photos by the name of their scan; in a folder of one scan all are its own. One of none is refused by itself."""
    alone = []
    homes = {file.stem: group for group in reversed(groups) for file in group}
    for photo in photos:
        home = homes.get(stem_of(photo.name)) or (groups[0] if len(groups) == 1 else None)
        if home is not None:
            home.append(photo)
        else:
            alone.append([photo])
    return [*groups, *alone]


def _head(file: Path) -> bytes:
    try:
        return archive.sniff(file)
    except OSError:
        return b""  # the reader will say what is wrong with it


def _forms(left: Sequence[Path], heads: dict[Path, bytes]) -> list[list[Path]]:
    """A maker's form and the files that it names."""
    forms = [file for file in left if is_xml(heads[file])]
    beside = _keyed(heads, _plain_name)
    return [[form, *_named(form, beside)] for form in forms]


def named_by(form: Path) -> list[Path]:
    """The files beside a form that it names; none where it cannot be read, which is then said."""
    return _named(form, _keyed(form.parent.iterdir(), _plain_name))


def _plain_name(file: Path) -> str:
    return plain(file.name)


def _named(form: Path, beside: Mapping[str, Sequence[Path]]) -> list[Path]:
    """Among the files beside it, by their plain names."""
    try:
        _, said = read_form([ScanFile(form.name, form)])
    except (Unreadable, OSError):
        return []
    names = {plain(name) for name in (*said.images, *said.others)}
    return sorted(file for name in names for file in beside.get(name, ()) if file.is_file())


def _dicom(left: Sequence[Path], heads: dict[Path, bytes]) -> list[list[Path]]:
    """The views of a radiograph are one scan, a series of slices is one, two series of different energy are one."""
    series: dict[tuple[str, str], list[Path]] = {}
    first: dict[tuple[str, str], Dataset] = {}
    reports: list[tuple[str, Path]] = []
    for file in left:
        if not dicom.is_dicom(heads[file]):
            continue
        said = _said(file)
        study = str(said.get("StudyInstanceUID", "") or "")
        if report.is_report(said):
            reports.append((study, file))
            continue
        key = (study, _series(said, file))
        series.setdefault(key, []).append(file)
        first.setdefault(key, said)
    groups = _joined_by_energy(series, first)
    for study, file in reports:
        of = next((key for key in groups if study and key[0] == study), (study, file.name))
        groups.setdefault(of, []).append(file)
    cars = _by_stem(_cars(left, heads))
    beside = [*groups.values()]
    for group in beside:
        group += [car for stem in sorted({file.stem for file in group}) for car in cars.get(stem, ())]
    return beside


def _said(file: Path) -> Dataset:
    try:
        said = dcmread(beginning(file) or file, force=True, stop_before_pixels=True, specific_tags=TAGS)
        return Dataset(said)  # its elements without the file that they came from
    except Exception:  # noqa: BLE001 - damaged files can raise anything; the reader will say what is wrong with it
        return Dataset()


def _series(said: Dataset, file: Path) -> str:
    """What the object has in common with the rest of its scan; a file that names nothing has nothing in common."""
    if str(said.get("Modality", "")) not in dicom.VOLUMES:
        return "views" if said.get("StudyInstanceUID") else file.name
    alone = not said.get("SeriesInstanceUID") and int(said.get("NumberOfFrames") or 1) > 1
    return file.name if alone else str(said.get("SeriesInstanceUID", "") or "")


def _joined_by_energy(
    series: dict[tuple[str, str], list[Path]], first: dict[tuple[str, str], Dataset]
) -> dict[tuple[str, str], list[Path]]:
    groups = dict(series)
    for study in {study for study, _ in series}:
        mine = [key for key in series if study and key[0] == study and key[1] != "views"]
        if len(mine) == 2 and len({_energy(first[key]) for key in mine}) == 2:
            one, other = mine
            if len(series[one]) == len(series[other]):
                groups[one] = sorted(groups[one] + groups.pop(other))
    return groups


def _energy(said: Dataset) -> str:
    words = said.get("ImageType") or []
    word = next((str(each) for each in words if str(each) in ("HIGH ENERGY", "LOW ENERGY")), "")
    return f"{word} {said.get('KVP', '')}"


def _detached(left: Sequence[Path], heads: dict[Path, bytes]) -> list[list[Path]]:
    """A NRRD header and the file of voxels that it names."""
    by_name = {file.name: file for file in left}
    cars = _by_stem(_cars(left, heads))
    groups = []
    for file in left:
        named = VOXELS_IN.search(heads[file]) if nrrd.is_nrrd(heads[file]) else None
        voxels = by_name.get(PureWindowsPath(named[1].decode("utf-8", "replace")).name) if named else None
        if voxels is not None:
            groups.append([file, voxels, *cars.get(file.stem, ())])
    return groups


def _side_cars(left: Sequence[Path], heads: dict[Path, bytes]) -> list[list[Path]]:
    """A side-car and its images: those it names, else those of its name, else, being the only one, all there are."""
    cars = _cars(left, heads)
    known = set(cars)
    images = [file for file in left if file not in known]
    by_name, by_stem = {image.name: image for image in images}, _by_stem(images)
    groups = []
    for car in cars:
        named = _planes_of(car)
        mine = sorted(by_name[name] for name in named or () if name in by_name)
        mine = mine or by_stem.get(car.stem, [])
        if not mine and named is not None and len(cars) == 1:
            mine = images
        if mine:
            groups.append([*mine, car])
    return groups


def _cars(left: Iterable[Path], heads: dict[Path, bytes]) -> list[Path]:
    return [file for file in left if sidecar.is_sidecar(heads[file]) and file.suffix.lower() == ".json"]


def _by_stem(files: Iterable[Path]) -> dict[str, list[Path]]:
    return _keyed(files, lambda file: file.stem)


def _keyed(files: Iterable[Path], key: Callable[[Path], str]) -> dict[str, list[Path]]:
    """A folder may hold hundreds of thousands of files: it is gone through once, not once for each of them."""
    found: dict[str, list[Path]] = {}
    for file in files:
        found.setdefault(key(file), []).append(file)
    return found


def _planes_of(car: Path) -> set[str] | None:
    """The names of the files in the planes that a side-car tells of; None where it is no side-car that can be read."""
    try:
        said = sidecar.read_sidecar(ScanFile(car.name, car))
    except (Unreadable, OSError):
        return None
    return {plane.file for plane in said.planes or () if plane.file}

"""From scan files to what they show and the files that the viewer needs: the work that runs in the worker process."""

import gzip
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from customhouse.imaging.model import Box, Grading, PhotosRead, Picture, Radiograph, Recognition, Scan, Volume
from customhouse.imaging.model.grading import AS_CARD
from customhouse.imaging.networks.radiographs.looking import Overlay, added, heard
from customhouse.imaging.networks.radiographs.overlays import overlay_files
from customhouse.imaging.networks.volumes.looking import look as look_at_volume
from customhouse.imaging.painting.painter import pyramid
from customhouse.imaging.painting.scales import scales_of
from customhouse.imaging.photos.naming import parted
from customhouse.imaging.photos.opening import check
from customhouse.imaging.photos.reading import copy_name, read_photos
from customhouse.imaging.physics import picture
from customhouse.imaging.physics.radiographs import examining as radiograph
from customhouse.imaging.projection import radiographs, volumes
from customhouse.imaging.projection.library import threat
from customhouse.imaging.projection.refusing import NoPlace
from customhouse.imaging.reading import Limits, Reader, ScanFile, Unreadable
from customhouse.imaging.recogniser import (
    AS_SHIPPED,
    Artefact,
    Brief,
    Described,
    EnergyFacts,
    Insertion,
    Place,
    Projected,
    Recognised,
    Surveyed,
    ViewFacts,
    VolumeFacts,
)
from customhouse.imaging.recognition.site_models import with_site_models
from customhouse.waybills.container_code import plain

PREVIEW_PIXELS = 640
DARKEST = 4.5  # −ln T that is black in a preview
PREVIEW_HU = (-1000, 1500)
SMALLEST_LEVEL = 64


def inspect(read: Reader, files: Sequence[ScanFile], limits: Limits) -> Described:
    own, photos = _parted(files)
    check(photos)
    return describe(read(own, limits))


def _parted(files: Sequence[ScanFile]) -> tuple[list[ScanFile], list[ScanFile]]:
    own, photos = parted(files)
    if photos and not own:
        raise Unreadable("only_photos", "The post holds photos and no scan image; post them together.")
    return own, photos


def describe(scan: Scan) -> Described:
    from_file = scan.provenance
    common = Described(
        scan.modality,
        from_file.format,
        scan.subject.value,
        None,
        from_file.scanner,
        from_file.scanned_at,
        from_file.notes,
        from_file.mrn,
        instances=from_file.instances,
        operations=from_file.operations,
        reported=from_file.reported,
        portal_readings=from_file.portal_readings,
    )
    if isinstance(scan, Volume):
        z, y, x = scan.values.shape
        return replace(common, volume=VolumeFacts((z, y, x), scan.spacing_mm, scan.calibrated))
    if isinstance(scan, Picture):
        shown = tuple(_view_facts(view.name, view.colours.shape[:2]) for view in scan.views)
        return replace(common, container_number=plain(scan.container.number), views=shown)
    energies = tuple(EnergyFacts(energy.name, energy.peak_kev) for energy in scan.energies)
    views = tuple(_view_facts(view.name, view.transmission.shape[1:], energies, view.pixel_mm) for view in scan.views)
    box = scan.container
    said = replace(common, container_number=plain(box.number), weighed_kg=box.weighed_kg)
    return replace(said, views=views, painting=scales_of(scan.energies, scan.wedges))


def _view_facts(
    name: str,
    shape: tuple[int, ...],
    energies: tuple[EnergyFacts, ...] = (),
    pixel_mm: tuple[float, float] | None = None,
) -> ViewFacts:
    height, width = shape
    levels, longer = 1, max(height, width)
    while longer > SMALLEST_LEVEL:
        longer, levels = (longer + 1) // 2, levels + 1
    return ViewFacts(name, energies, width, height, levels, pixel_mm)


def recognise(
    read: Reader, files: Sequence[ScanFile], limits: Limits, folder: Path, brief: Brief = AS_SHIPPED
) -> Recognised:
    """Read, recognise, ask the site's own models too, and leave the viewer's files in `folder`."""
    own, photos = _parted(files)
    scan = read(own, limits)
    shown, copies = _photos(photos, folder)
    if isinstance(scan, Volume):
        looked = look_at_volume(scan, grading=brief.grading)
        made = _volume_artefacts(scan, looked.examined.labels, folder)
        if looked.objects is not None:
            made = (*made, _nifti("objects.nii.gz", looked.objects, scan, folder))
        seen, words = with_site_models(scan, looked.recognition, brief.models)
        return Recognised(replace(seen, photos=shown), (*made, *copies), words)
    seen, overlays = _seen(scan, brief.grading)
    seen, words = with_site_models(scan, seen, brief.models)
    made = (*_view_artefacts(scan, folder), *overlay_files(overlays, folder), *copies)
    return Recognised(replace(seen, photos=shown), made, words)


def _photos(photos: Sequence[ScanFile], folder: Path) -> tuple[PhotosRead | None, tuple[Artefact, ...]]:
    if not photos:
        return None, ()
    names = [copy_name(index) for index in range(len(photos))]
    return read_photos(photos, folder), tuple(Artefact(name, folder / name) for name in names)


def survey(read: Reader, files: Sequence[ScanFile], limits: Limits, grading: Grading = AS_CARD) -> Surveyed:
    """Read and recognise; nothing is made for a viewer."""
    own, photos = _parted(files)
    scan = read(own, limits)
    with tempfile.TemporaryDirectory(prefix="customhouse-photos-") as folder:
        shown, _ = _photos(photos, Path(folder))
    return Surveyed(describe(scan), replace(recognise_scan(scan, grading), photos=shown))


def project(
    read: Reader,
    files: Sequence[ScanFile],
    limits: Limits,
    insertion: Insertion,
    folder: Path,
    brief: Brief = AS_SHIPPED,
) -> Projected:
    """Put a threat into a copy of the scan, then recognise the copy as if it had come from the scanner."""
    own, _ = _parted(files)  # the photos are those of the scan: whoever keeps the copy has read them already
    scan, places = inserted(read(own, limits), insertion)
    return Projected(recognise(lambda _files, _limits=limits: scan, own, limits, folder, brief), places)


def inserted(scan: Scan, insertion: Insertion) -> tuple[Scan, tuple[Place, ...]]:
    """Raises `NoPlace`: nothing was measured in a picture, so nothing can be put into it either."""
    wanted = threat(insertion.threat)
    if isinstance(scan, Radiograph):
        made = radiographs.insert(scan, wanted, insertion.seed)
        return made.scan, tuple(Place(view, box) for view, box in made.boxes)
    if isinstance(scan, Volume):
        copy = volumes.insert(scan, wanted, insertion.seed)
        dz, dy, dx = scan.spacing_mm or (1.0, 1.0, 1.0)
        at = copy.box_mm
        outline = Box(round(at.x / dx), round(at.y / dy), round(at.width / dx), round(at.height / dy))
        slices = (round(at.z / dz), round((at.z + at.depth) / dz) - 1)
        return copy.scan, (Place(0, outline, at, slices),)
    raise NoPlace("A picture was made for the eye: no threat can be projected into it.")


def recognise_scan(scan: Scan, grading: Grading = AS_CARD) -> Recognition:
    """The recognition alone, for those who need no files."""
    if isinstance(scan, Volume):
        return look_at_volume(scan, grading=grading).recognition
    return _seen(scan, grading)[0]


def _seen(scan: Radiograph | Picture, grading: Grading) -> tuple[Recognition, tuple[Overlay, ...]]:
    """What physics says, and what the networks add where they can look.

    They look on a thread of their own beside physics: where a second core is idle, that costs no time.
    """
    if isinstance(scan, Picture):
        return picture.recognise(scan), ()
    with ThreadPoolExecutor(1) as aside:
        coming = aside.submit(heard, scan)
        seen = radiograph.recognise(scan)
        return added(seen, coming.result(), grading)


def _planes(scan: Radiograph | Picture) -> Iterator[list[NDArray[np.uint16]]]:
    """The planes of each view: its energies, or the three colours of a picture, stretched to 16 bit."""
    if isinstance(scan, Picture):
        for shown in scan.views:
            yield [shown.colours[..., channel].astype(np.uint16) * np.uint16(257) for channel in range(3)]
    else:
        for view in scan.views:
            yield list(view.transmission)


def _view_artefacts(scan: Radiograph | Picture, folder: Path) -> tuple[Artefact, ...]:
    made = []
    for index, whole in enumerate(_planes(scan)):
        levels = pyramid(whole, SMALLEST_LEVEL)
        for level, planes in enumerate(levels):
            path = folder / f"view{index}.level{level}"
            with path.open("wb") as sink:
                for plane in planes:
                    np.ascontiguousarray(plane, dtype="<u2").tofile(sink)
            made.append(Artefact(path.name, path, (len(planes), *planes[0].shape)))
        if index == 0:
            small = next((planes for planes in levels if max(planes[0].shape) <= PREVIEW_PIXELS), levels[-1])
            if isinstance(scan, Picture):
                made.append(_saved(np.stack([plane >> 8 for plane in small], axis=-1).astype(np.uint8), folder))
            else:
                made.append(_preview(-np.log(np.maximum(small[0], 1) / 65535) / DARKEST, folder))
    return tuple(made)


def _volume_artefacts(scan: Volume, labels: NDArray[np.uint8], folder: Path) -> tuple[Artefact, ...]:
    lowest, highest = PREVIEW_HU if scan.calibrated else (int(scan.values.min()), int(scan.values.max()) or 1)
    # Seen from the side that shows most: the brightest voxel along each ray, thinned to the preview's size.
    step = 1 + max(scan.values.shape) // PREVIEW_PIXELS
    flat = scan.values[::step, :, ::step].max(axis=1).astype(np.float32)
    return (
        _nifti("volume.nii.gz", scan.values, scan, folder),
        _nifti("labels.nii.gz", labels, scan, folder),
        _preview((flat - lowest) / max(1, highest - lowest), folder),
    )


def _preview(dark: NDArray[np.floating], folder: Path) -> Artefact:
    """An 8-bit picture for lists: air is white; it shows that there is an image, and is not for judging it."""
    return _saved(np.rint(255 * (1 - np.clip(dark, 0, 1))).astype(np.uint8), folder)


def _saved(pixels: NDArray[np.uint8], folder: Path) -> Artefact:
    path = folder / "preview.png"
    Image.fromarray(pixels).save(path, optimize=False)
    return Artefact(path.name, path)


def _nifti(name: str, voxels: NDArray[np.generic], scan: Volume, folder: Path) -> Artefact:
    """As the house keeps it: x to the left, y to the back, z to the head, in millimetres."""
    dz, dy, dx = scan.spacing_mm or (1.0, 1.0, 1.0)
    image: Any = nibabel.Nifti1Image(  # type: ignore[no-untyped-call]  # the package has no types
        voxels.transpose(2, 1, 0), np.diag([-dx, -dy, dz, 1.0])
    )
    image.header.set_xyzt_units("mm")
    path = folder / name
    with path.open("wb") as sink, gzip.GzipFile("", "wb", 1, sink, mtime=0) as packed:
        packed.write(image.to_bytes())
    return Artefact(name, path)

"""The scanner as a machine on the network: takes a scene or a parcel, makes its files, posts them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from simulators.photographer import GATE, photograph
from simulators.scanner import dicom
from simulators.scanner.files import Passage, ScanFile, ct_side_car, radiograph_files
from simulators.scanner.scenes import Load, Truth, build
from simulators.scanner.tomogram import Tomogram
from simulators.trader.desk import Filed
from simulators.trader.lodgement import Consignment
from simulators.wire import Line


@dataclass(frozen=True)
class Portal:
    """The scanners, a line for each site. One picture at a time is made: this machine has one processor."""

    lines: Mapping[str, Line]
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def pass_through(
        self, filed: Filed, consignment: Consignment, load: Load, at: datetime, photographed: str = ""
    ) -> Truth:
        """Scan a container, on its lorry or alone; with a photo where the number that is painted on it is given."""
        async with self._busy:
            files, truth = await asyncio.to_thread(_drive_through, consignment, load, at)
            if photographed:
                files.append(await asyncio.to_thread(_photo, files[0].name, photographed, load.size_type))
            await self._post(filed, files, consignment.office)
        return truth

    async def tunnel(
        self, filed: Filed, consignment: Consignment, picture: Tomogram, at: datetime, *, slices: bool = False
    ) -> None:
        """Hand over what the parcel CT has taken: as one file, or as a file a slice, as older scanners do."""
        async with self._busy:
            make = _slices if slices else _whole
            files = await asyncio.to_thread(make, consignment.lrn, picture, at)
            await self._post(filed, files, consignment.office)

    async def _post(self, filed: Filed, files: list[ScanFile], site: str) -> None:
        parts = [(file.name, file.content, file.content_type) for file in files]
        await self.lines[site].post_files("/api/scans", parts, {"mrn": filed.mrn, "site_id": site})


def _drive_through(consignment: Consignment, load: Load, at: datetime) -> tuple[list[ScanFile], Truth]:
    scene = build(load)
    passage = Passage(
        name=consignment.lrn.replace("/", "-"),
        subject="vehicle" if load.on_lorry else "container",
        container_number=consignment.container,
        size_type=load.size_type,
        tare_kg=round(scene.truth.tare_kg),
        scanned_at=at,
    )
    return radiograph_files(scene.views(), passage), scene.truth


def _photo(image: str, number: str, size_type: str) -> ScanFile:
    shot = photograph(number, size_type, GATE, seed=1)
    return ScanFile(f"{image.rpartition('.')[0]}.photo.jpg", shot.content, "image/jpeg")


def _whole(name: str, picture: Tomogram, at: datetime) -> list[ScanFile]:
    volume = dicom.multi_frame(_series(name, picture, at))
    return [ScanFile(f"{name}.dcm", volume, "application/dicom"), ct_side_car(name, at)]


def _slices(name: str, picture: Tomogram, at: datetime) -> list[ScanFile]:
    frames = dicom.single_frames(_series(name, picture, at))
    files = [ScanFile(f"{name}-{z:03d}.dcm", frame, "application/dicom") for z, frame in enumerate(frames)]
    return [*files, ct_side_car(name, at)]


def _series(name: str, picture: Tomogram, at: datetime) -> dicom.Series:
    return dicom.Series(picture.volume, (picture.voxel_mm,) * 3, name, at)

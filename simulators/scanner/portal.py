"""The scanner as a machine on the network: takes a scene or a parcel, makes its files, posts them."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from simulators.scanner import dicom
from simulators.scanner.files import Passage, ScanFile, ct_side_car, radiograph_files
from simulators.scanner.scenes import Load, Truth, build
from simulators.trader.desk import Filed
from simulators.trader.lodgement import Consignment
from simulators.wire import Line


@dataclass(frozen=True)
class Portal:
    """A scanner of one site. One picture at a time is made: the machine has one detector, and this one processor."""

    line: Line
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def pass_through(self, filed: Filed, consignment: Consignment, load: Load, at: datetime) -> Truth:
        """Scan a container, on its lorry or alone."""
        async with self._busy:
            files, truth = await asyncio.to_thread(_drive_through, consignment, load, at)
            await self._post(filed, files, consignment.office)
        return truth

    async def tunnel(self, filed: Filed, consignment: Consignment, volume: NDArray[np.int16], at: datetime) -> None:
        """Scan a parcel whose volume is known, 2 mm a voxel."""
        async with self._busy:
            files = await asyncio.to_thread(_slices, consignment, volume, at)
            await self._post(filed, files, consignment.office)

    async def _post(self, filed: Filed, files: list[ScanFile], site: str) -> None:
        parts = [(file.name, file.content, file.content_type) for file in files]
        await self.line.post_files("/api/scans", parts, {"mrn": filed.mrn, "site_id": site})


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


def _slices(consignment: Consignment, volume: NDArray[np.int16], at: datetime) -> list[ScanFile]:
    series = dicom.Series(volume, (2.0, 2.0, 2.0), consignment.lrn, at)
    picture = ScanFile(f"{consignment.lrn}.dcm", dicom.multi_frame(series), "application/dicom")
    return [picture, ct_side_car(consignment.lrn, at)]

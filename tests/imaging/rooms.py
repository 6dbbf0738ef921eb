"""An imaging room with a recogniser that works in this process, for tests of what is done with its answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.scanners import read
from customhouse.declarations.service import Declarations
from customhouse.imaging.model import Box, Marking, MarkingKind, Mass, PhotoFacts, PhotosRead
from customhouse.imaging.reading import Limits, ScanFile
from customhouse.imaging.recogniser import (
    AS_SHIPPED,
    Brief,
    Described,
    Insertion,
    Projected,
    Recognised,
    RecogniserDied,
)
from customhouse.imaging.recognition import pipeline
from customhouse.imaging.recognition.workshop import Workshop
from customhouse.imaging.registry.service import Registry
from customhouse.imaging.service import Imaging
from customhouse.kernel.database import Database
from customhouse.kernel.outbox import outbox
from customhouse.policy.service import load
from tests.declarations.builders import BOX, TRADER, make_declarations, make_item, make_lodgement, message, register
from tests.imaging.phantoms import LINAC, LINAC_6, plane, save, sidecar_bytes, tiff_bytes, transmission, wedge

POLICY = load(Path(__file__).resolve().parents[2] / "countries" / "meridia" / "policy")


@dataclass
class NearRecogniser:
    """The real readers and the real physics, without a process; dies as often as it is told to.

    Attributes:
        no_number: answers with a mass that no database gives back, as if nobody had looked after its answers.
    """

    deaths: int = 0
    no_number: bool = False
    asked: list[str] = field(default_factory=list)

    def inspect(self, files: Sequence[ScanFile]) -> Described:
        return pipeline.inspect(read, files, Limits())

    def recognise(self, files: Sequence[ScanFile], folder: Path, brief: Brief = AS_SHIPPED) -> Recognised:
        self.asked.append(files[0].name)
        if self.deaths > 0:
            self.deaths -= 1
            raise RecogniserDied("the process ended (signal SIGSEGV)")
        done = pipeline.recognise(read, files, Limits(), folder, brief)
        if self.no_number:
            done = replace(done, recognition=replace(done.recognition, mass=Mass(math.nan, math.nan, math.nan)))
        return done

    def project(
        self, files: Sequence[ScanFile], insertion: Insertion, folder: Path, brief: Brief = AS_SHIPPED
    ) -> Projected:
        return pipeline.project(read, files, Limits(), insertion, folder, brief)

    def close(self) -> None:
        pass


@dataclass
class Room:
    database: Database
    declarations: Declarations
    imaging: Imaging
    workshop: Workshop
    recogniser: NearRecogniser

    def lodge(self, gross_kg: float = 3000.0, **changes: Any) -> tuple[str, str]:
        """Lodge a container of mortar; return consignment and MRN."""
        with self.database.begin("test") as tx:
            register(tx)
            masses = {"gross_mass_kg": str(gross_kg), "net_mass_kg": str(gross_kg * 0.9)}
            item = make_item(hs_code="381600", description="Refractory mortar in bags", **masses)
            plain = make_lodgement(goods_items=[item], **changes)
            lodged = self.declarations.lodge(tx, self.declarations.read(message(plain)), TRADER)
        return lodged.consignment_id, lodged.mrn

    def news(self, kind: str) -> list[dict[str, Any]]:
        with self.database.read("test") as tx:
            rows = tx.connection.execute(outbox.select().order_by(outbox.c.position)).mappings().all()
        return [{**row["payload"], "subject": row["subject"]} for row in rows if row["kind"] == kind]


def make_room(database: Database, folder: Path) -> Room:
    declarations, recogniser = make_declarations(folder), NearRecogniser()
    blobs = FolderBlobs(folder / "blobs")
    imaging = Imaging(declarations, blobs, recogniser, POLICY, registry=Registry(blobs))
    return Room(database, declarations, imaging, Workshop(database, imaging, 0), recogniser)


def recognise_with_photo(room: Room, scan_id: str, folder: Path, *numbers: str) -> None:
    """As if these numbers had been read surely in a photo beside the scan."""
    place = Box(10, 10, 200, 30)
    read_ = [Marking(MarkingKind.CONTAINER_NUMBER, each, each, 0.97, 0, place, sure=True) for each in numbers]
    with room.database.begin("system:imaging") as tx:
        scan = room.imaging.begin(tx, scan_id)
    assert scan is not None
    done, kept = room.imaging.look(scan, folder)
    photos = PhotosRead("test", (PhotoFacts("gate.jpg", 800, 600),), tuple(read_))
    with room.database.begin("system:imaging") as tx:
        room.imaging.finish(tx, scan_id, replace(done, recognition=replace(done.recognition, photos=photos)), kept)


def container_files(folder: Path, goods_kg: float = 3000.0, number: str | None = BOX, **said: Any) -> list[ScanFile]:
    """A 20-foot container from the side, two centimetres a pixel, with this much spread over its lower half."""
    water, steel = np.zeros((160, 350)), np.zeros((160, 350))
    steel[15:145, 23:327] = 3.2
    steel[15:18, 23:327] = steel[142:145, 23:327] = 90.0
    steel[15:145, 23:30] = steel[15:145, 320:327] = 25.0
    water[70:137, 30:320] += goods_kg * 1000 / (67 * 290 * 4)
    wedges = [wedge(LINAC, LINAC_6, 0, material) for material in ("water", "steel")]
    car = sidecar_bytes(
        subject="container",
        energies=[{"name": "6 MV", "mev": 6}],
        views=[{"name": "side", "pixel_mm": [20.0, 20.0]}],
        calibration=[
            {"energy": 0, "material": each.material, "mm": each.mm, "minus_log_t": each.minus_log_t} for each in wedges
        ],
        container={"number": number, "size_type": "22G1"},
        **said,
    )
    image = tiff_bytes([plane(transmission(LINAC, LINAC_6, water, steel))])
    return [save(folder, "scan.tif", image), save(folder, "scan.json", car)]

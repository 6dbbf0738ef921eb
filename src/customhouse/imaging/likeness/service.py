"""What is asked of likeness: similar scans, the lot of a consignment, the oddest scans of a heading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customhouse.imaging.likeness import store
from customhouse.imaging.likeness.gallery import Gallery
from customhouse.imaging.likeness.spaces import FEWEST, Standing, Vectors, standings, vector_of
from customhouse.imaging.model import Declared, Modality, ScanState
from customhouse.imaging.records import KeptScan
from customhouse.kernel.transaction import Transaction

HONEST = frozenset({"clear", "conforms"})
LOOKED_AT = 400  # nearest ones that are looked up; among them some are superseded, or of the same consignment
DESCRIPTION = 200


@dataclass(frozen=True)
class Goods:
    item: int
    hs_code: str
    description: str


@dataclass(frozen=True)
class Alike:
    """A scan beside another one.

    Attributes:
        distance: 0 for the same image; comparable within one space only.
        outcome: of its review or of the examination of its goods; None where there is none yet.
    """

    scan_id: str
    consignment_id: str | None
    container_number: str | None
    received_at: datetime
    distance: float
    score: float | None
    outcome: str | None
    goods: tuple[Goods, ...]


@dataclass(frozen=True)
class Similar:
    """The nearest scans; `typical` is the middle distance to all, so that near can be told from far."""

    space: str
    compared: int
    typical: float
    items: tuple[Alike, ...]


@dataclass(frozen=True)
class Member:
    scan_id: str
    container_number: str | None
    distance: float
    deviations: float
    is_odd: bool


@dataclass(frozen=True)
class Lot:
    """The containers of one consignment with the same goods.

    Attributes:
        heading: that they are all declared as; empty where the lot is of several headings, which are not compared.
        middle: the scan that is most like the others; None where there are too few.
    """

    heading: str
    containers: int
    middle: str | None
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Likeness:
    gallery: Gallery = field(default_factory=Gallery)
    looked_at: int = LOOKED_AT

    def keep(self, tx: Transaction, scan: KeptScan) -> None:
        """Keep the vector of a recognised scan, so that others find it."""
        found = vector_of(scan.recognition, scan.modality) if scan.recognition else None
        if found is not None:
            store.insert_vector(tx.connection, scan.id, found[0], found[1].astype("<f4").tobytes())

    def note_goods(self, tx: Transaction, scan: KeptScan, declared: Declared | None) -> None:
        """Keep what is declared now for what a scan shows. The scan's row is to be written first: it is the lock."""
        items = declared.items_in(_shown(scan, declared)) if declared is not None else ()
        rows = [
            {
                "scan_id": scan.id,
                "item": item.number,
                "hs_code": item.hs_code[:10],
                "description": item.description[:DESCRIPTION],
            }
            for item in items
        ]
        store.replace_goods(tx.connection, scan.id, rows)

    def similar(self, tx: Transaction, scan: KeptScan, limit: int, heading: str | None = None) -> Similar:
        """The scans nearest to one, of other consignments; with a heading only honest ones declared as it."""
        found = vector_of(scan.recognition, scan.modality) if scan.recognition else None
        if found is None:
            return Similar("", 0, 0.0, ())
        among = None if heading is None else store.scans_declared_as(tx.connection, heading, HONEST)
        near = self.gallery.nearest(tx.connection, *found, self.looked_at, among=among, but=scan.id)
        lines = store.lines_of(tx.connection, [scan_id for scan_id, _ in near.items])
        wanted = [
            (lines[scan_id], away)
            for scan_id, away in near.items
            if scan_id in lines and _is_of_another(lines[scan_id], scan)
        ][:limit]
        return Similar(found[0], near.compared, round(near.typical, 4), _alike(tx, wanted))

    def oddest(self, tx: Transaction, code: str, limit: int) -> tuple[Alike, ...]:
        """Scans of goods of a code, the highest score first."""
        return _alike(tx, [(row, 0.0) for row in store.oddest(tx.connection, code, limit)])

    def lot(self, scans: Sequence[KeptScan], declared: Declared | None, limit: float) -> Lot:
        """Of a consignment's scans: the containers with goods of one heading, and how each stands to the others."""
        members, heading = _members(scans, declared)
        judged = standings([vector for _, _, vector in members])
        lines = [
            _member(scan_id, number, each, limit) for (scan_id, number, _), each in zip(members, judged, strict=True)
        ]
        is_enough = len(lines) >= FEWEST
        middle = min(lines, key=lambda each: each.distance).scan_id if is_enough else None
        containers = len(declared.containers) if declared is not None else 0
        ranked = sorted(lines, key=lambda each: (each.container_number or "", each.scan_id))
        return Lot(heading, containers, middle, tuple(ranked))


def _is_of_another(row: dict[str, Any], beside: KeptScan) -> bool:
    return not beside.consignment_id or row["consignment_id"] != beside.consignment_id


def _alike(tx: Transaction, found: Sequence[tuple[dict[str, Any], float]]) -> tuple[Alike, ...]:
    goods = store.goods_of(tx.connection, [row["id"] for row, _ in found])
    return tuple(
        Alike(
            row["id"],
            row["consignment_id"] or None,
            row["container_number"],
            row["received_at"],
            round(away, 4),
            row["score"],
            row["outcome"],
            tuple(Goods(each["item"], each["hs_code"], each["description"]) for each in goods.get(row["id"], ())),
        )
        for row, away in found
    )


def _members(scans: Sequence[KeptScan], declared: Declared | None) -> tuple[list[tuple[str, str, Vectors]], str]:
    """Of each container of the commonest heading, in the commonest space: its newest scan, its number, its vector."""
    newest: dict[str, tuple[str, str, Vectors, str]] = {}
    for scan in sorted(scans, key=lambda each: each.id):
        found = _vector(scan)
        number = _shown(scan, declared)
        heading = _heading(number, declared)
        if found is not None and heading and number:
            newest[number] = (scan.id, *found, heading)
    kinds = Counter((space, heading) for _, space, _, heading in newest.values())
    if not kinds:
        return [], ""
    wanted = max(kinds, key=lambda kind: (kinds[kind], kind))
    members = [(s, number, vector) for number, (s, space, vector, of) in newest.items() if (space, of) == wanted]
    return members, wanted[1]


def _shown(scan: KeptScan, declared: Declared | None) -> str | None:
    return scan.shows({each.number for each in declared.containers} if declared else ())


def _vector(scan: KeptScan) -> tuple[str, Vectors] | None:
    counts = scan.state is ScanState.RECOGNISED and scan.superseded_at is None
    if not counts or scan.recognition is None or scan.modality is Modality.CT:
        return None
    return vector_of(scan.recognition, scan.modality)


def _heading(container_number: str | None, declared: Declared | None) -> str:
    """Of a container with goods of one heading; empty for every other one."""
    if declared is None or container_number is None:
        return ""
    headings = {item.hs_code[:4] for item in declared.items_in(container_number)}
    return headings.pop() if len(headings) == 1 else ""


def _member(scan_id: str, container_number: str, each: Standing, limit: float) -> Member:
    return Member(scan_id, container_number, each.distance, each.deviations, each.deviations >= limit)

"""Likeness over HTTP: similar scans, the lot of a consignment, the oddest scans of a heading. All read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.access.model import Permission
from customhouse.imaging.likeness.service import Alike
from customhouse.imaging.model import Verdict
from customhouse.imaging.service import Imaging
from customhouse.imaging.showing.scans import Show, Shown, as_it_is

READERS = (Permission.READ_CASE, Permission.REVIEW_IMAGES)
Code = Annotated[str, Path(pattern=r"^\d{2}(\d{2}){0,4}$")]
MOST = 24
MOST_LISTED = 200


class _FromRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GoodsOut(_FromRecord):
    item: int
    hs_code: str
    description: str


class AlikeOut(_FromRecord):
    """`verdict` is that of the comparison's worst row, which stands whatever the score."""

    scan_id: str
    consignment_id: str | None
    container_number: str | None
    received_at: datetime
    distance: float
    score: float | None
    verdict: Verdict | None = None
    outcome: str | None
    goods: list[GoodsOut]


class SimilarOut(_FromRecord):
    """`distance` of an item compares with `typical`, the middle distance to all scans `compared`."""

    space: str
    compared: int
    typical: float
    items: list[AlikeOut]


class MemberOut(_FromRecord):
    scan_id: str
    container_number: str | None
    distance: float
    deviations: float
    is_odd: bool


class LotOut(_FromRecord):
    """`middle` is the scan most like the others; none where fewer than three can be compared.

    `hidden`: one of them waits for this person's own look, so nothing is told of any.
    """

    heading: str
    hidden: bool = False
    containers: int
    middle: str | None
    members: list[MemberOut]


class OddestOut(BaseModel):
    items: list[AlikeOut]


@dataclass(frozen=True)
class Eyes:
    """What one person may see of scans."""

    imaging: Imaging
    show: Show

    def shown(self, desk: Desk, scan_id: str) -> Shown:
        return self.show(desk.tx, desk.user, self.imaging.get(desk.tx, scan_id))

    def told(self, desk: Desk, found: Sequence[Alike]) -> list[AlikeOut]:
        """As they may see them: a copy that is shown in a scan's place has its own score."""
        told = []
        for each in found:
            shown = self.shown(desk, each.scan_id)
            if not (shown.hides_findings or shown.hides_opinions):
                compared = shown.scan.comparison
                score = compared.score.probability if compared and compared.score else None
                own = {"score": score, "verdict": compared.verdict if compared else None}
                told.append(AlikeOut.model_validate(each).model_copy(update=own))
        return told


def likeness_router(imaging: Imaging, guard: Guard, show: Show = as_it_is) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["imaging"], route_class=AdmittingRoute)
    eyes = Eyes(imaging, show)

    @routes.get("/scans/{scan_id}/similar")
    def read_similar(
        scan_id: str,
        heading: Annotated[str | None, Query(pattern=r"^\d{4,6}$")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 8,
        desk: Desk = guard.reads(*READERS),
    ) -> SimilarOut:
        """The past scans most like this one, nearest first; with a heading, only honest ones declared as it.

        None before this person has looked; never those that they are still to read without knowing what was said.
        """
        shown = eyes.shown(desk, scan_id)
        if shown.hides_findings:
            return SimilarOut(space="", compared=0, typical=0.0, items=[])
        found = imaging.similar(desk.tx, shown.scan, MOST, heading)
        told = SimilarOut.model_validate(found)
        return told.model_copy(update={"items": eyes.told(desk, found.items)[:limit]})

    @routes.get("/consignments/{consignment_id}/lot")
    def read_lot(consignment_id: str, desk: Desk = guard.reads(*READERS)) -> LotOut:
        """The containers of one consignment beside each other, and which of them stands out."""
        shown = {scan.id: show(desk.tx, desk.user, scan) for scan in imaging.scans_of(desk.tx, consignment_id)}
        lot = imaging.lot(desk.tx, consignment_id, [each.scan for each in shown.values()])
        if any(shown[each.scan_id].hides_findings for each in lot.members):
            return LotOut(heading=lot.heading, hidden=True, containers=lot.containers, middle=None, members=[])
        return LotOut.model_validate(lot)

    @routes.get("/headings/{code}/scans")
    def read_oddest(
        code: Code,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 60,
        desk: Desk = guard.reads(*READERS),
    ) -> OddestOut:
        """For an audit by commodity code: scans of such goods, the one most likely wrong first.

        Left out are those that this person is still to read without knowing what was found or said.
        """
        return OddestOut(items=eyes.told(desk, imaging.oddest(desk.tx, code, limit)))

    return routes

"""What recognisers said of a scan before the recognition that counts, over HTTP."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.imaging.api import READERS
from customhouse.imaging.model import Comparison, Mass
from customhouse.imaging.records import EarlierRecognition
from customhouse.imaging.service import Imaging
from customhouse.imaging.showing.answers import FindingOut
from customhouse.imaging.showing.scans import Show, as_it_is
from customhouse.kernel.reasons import Reason


class EarlierOut(BaseModel):
    number: int
    recognised_at: datetime | None
    recognised_with: str | None
    replaced_at: datetime
    mass: Mass | None
    contents: Mass | None
    findings: list[FindingOut]
    comparison: Comparison | None
    failure: Reason | None


class RecognitionsOut(BaseModel):
    """`recognised_with` signs the recognition that counts: the recogniser and its models, with their versions."""

    recognised_with: str | None
    recognised_at: datetime | None
    earlier: list[EarlierOut]


def earlier_router(imaging: Imaging, guard: Guard, show: Show = as_it_is) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["imaging"], route_class=AdmittingRoute)

    @routes.get("/scans/{scan_id}/recognitions", response_model_by_alias=True)
    def read_recognitions(scan_id: str, desk: Desk = guard.reads(*READERS)) -> RecognitionsOut:
        """What signed the recognition of a scan, and what was said of it by those before, newest first.

        Nothing of them as long as policy wants an own look first, or a copy is shown in its place.
        """
        scan = imaging.get(desk.tx, scan_id)
        shown = show(desk.tx, desk.user, scan)
        # Of a copy nothing was said before: whoever sees the original's history would know the copy by it.
        hidden = shown.hides_findings or shown.scan is not scan
        earlier = [] if hidden else [_out(each) for each in imaging.earlier(desk.tx, scan_id)]
        return RecognitionsOut(recognised_with=scan.recognised_with, recognised_at=scan.recognised_at, earlier=earlier)

    return routes


def _out(each: EarlierRecognition) -> EarlierOut:
    seen = each.recognition
    findings = [
        vars(finding) | {"class": None if finding.material is None else finding.material.word}
        for finding in each.findings
    ]
    return EarlierOut(
        number=each.number,
        recognised_at=each.recognised_at,
        recognised_with=each.recognised_with,
        replaced_at=each.replaced_at,
        mass=seen.mass if seen else None,
        contents=seen.contents if seen else None,
        findings=[FindingOut.model_validate(finding) for finding in findings],
        comparison=each.comparison,
        failure=each.failure,
    )

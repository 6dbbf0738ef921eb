"""A code looked at over HTTP: the chapters it stands in, examples of it, and what such goods look like."""

from fastapi import APIRouter, Query
from pydantic import BaseModel

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.commodities.api import READERS, CommoditiesOut
from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.model import Appearance, Family, Span, UnitMass
from customhouse.commodities.appearance.table import table
from customhouse.commodities.describing_api import EvidenceOut, evidence_out
from customhouse.commodities.descriptions import Descriptions
from customhouse.commodities.origins import Origins
from customhouse.kernel.errors import NotFound


class ClassOut(BaseModel):
    """A commodity class of the recogniser, and the share of goods that travel so."""

    code: str
    name: str
    weight: float


class PartOut(BaseModel):
    """A row of the table of appearances, how likely the goods are of it, and where its figures come from."""

    code: str
    goods: str
    weight: float
    reason: str
    source: str
    reviewed: str


class AppearanceOut(BaseModel):
    """Densities are in g/cm³, as packed and of the materials themselves; shares are of the mass."""

    code: str
    density: Span
    solid_density: tuple[float, float]
    shares: dict[Family, Span]
    effective_z: Span
    classes: list[ClassOut]
    packing: list[str]
    unit_masses: list[UnitMass]
    per_package: tuple[float, float] | None
    holds_metal: bool
    is_uniform: bool
    bulk: str
    parts: list[PartOut]


class ExamplesOut(BaseModel):
    items: list[EvidenceOut]
    next_cursor: str | None = None


def looking_router(descriptions: Descriptions, origins: Origins, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/commodities", tags=["commodities"])
    commodities = descriptions.commodities

    @routes.get("/chapters")
    def list_chapters(_user: User = guard.admits(*READERS)) -> CommoditiesOut:
        """Where a tree of the nomenclature begins."""
        found = commodities.nomenclature.children("", commodities.latest)
        return CommoditiesOut(items=list(found), edition=commodities.latest)

    @routes.get("/{code}/examples")
    def list_examples(
        code: str, limit: int = Query(default=12, ge=1, le=50), desk: Desk = guard.reads(*READERS)
    ) -> ExamplesOut:
        """Texts that were labelled with this code or one below it; goods cleared here are shown to officers only."""
        whole = desk.user.may(Permission.READ_CASE)
        found = descriptions.examples(commodities.describe(code).code, limit, whole=whole)
        return ExamplesOut(items=evidence_out(found, origins.within(desk.tx)))

    @routes.get("/{code}/appearance")
    def read_appearance(code: str, _user: User = guard.admits(*READERS)) -> AppearanceOut:
        """What goods of this code should look like on a scan."""
        known = commodities.describe(code)
        return appearance_out(known.code)

    return routes


def appearance_out(code: str) -> AppearanceOut:
    """Raises `NotFound` for a code of which the table of appearances says nothing."""
    found = appearance_of(code)
    if found is None:
        raise NotFound(f"Nothing is known of how goods of {code[:10]} look.")
    return AppearanceOut(
        code=code,
        classes=_classes(found),
        shares=dict(found.shares),
        packing=list(found.packing),
        unit_masses=list(found.unit_masses),
        bulk=found.bulk.value,
        parts=_parts(found),
        **{name: getattr(found, name) for name in _ALIKE},
    )


_ALIKE = ("density", "solid_density", "effective_z", "per_package", "holds_metal", "is_uniform")


def _classes(found: Appearance) -> list[ClassOut]:
    known = table().classes
    return [ClassOut(code=code, name=known[code].name, weight=weight) for code, weight in found.classes.items()]


def _parts(found: Appearance) -> list[PartOut]:
    return [
        PartOut(
            code=part.row.code,
            goods=part.row.goods,
            weight=part.weight,
            reason=part.row.reason,
            source=part.row.source.title,
            reviewed=part.row.reviewed,
        )
        for part in found.parts
    ]

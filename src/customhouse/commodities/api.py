"""Lookups in the Harmonized System, over HTTP."""

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import Guard
from customhouse.access.model import Permission, User
from customhouse.commodities.model import Commodity
from customhouse.commodities.service import Commodities

READERS = (Permission.LODGE, Permission.READ_CASE)
EDITION = Query(default=None, max_length=12)


class CommoditiesOut(BaseModel):
    items: list[Commodity]
    edition: str
    next_cursor: str | None = None


class CommodityOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    code: str
    text: str
    edition: str
    path: list[Commodity]
    children: list[Commodity]


def router(commodities: Commodities, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/commodities", tags=["commodities"])

    @routes.get("")
    def search_commodities(
        q: str = Query(min_length=1, max_length=100),
        edition: str | None = EDITION,
        _user: User = guard.admits(*READERS),
    ) -> CommoditiesOut:
        found = commodities.search(q, edition)
        return CommoditiesOut(items=list(found), edition=edition or commodities.latest)

    @routes.get("/{code}")
    def describe_commodity(
        code: str, edition: str | None = EDITION, _user: User = guard.admits(*READERS)
    ) -> CommodityOut:
        return CommodityOut.model_validate(commodities.describe(code, edition))

    return routes

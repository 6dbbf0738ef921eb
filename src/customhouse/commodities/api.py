"""Lookups in the Harmonized System, over HTTP."""

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.commodities.model import Commodity
from customhouse.commodities.service import Commodities

READERS = (Permission.LODGE, Permission.READ_CASE)
EDITION = Query(default=None, max_length=12)


class CommoditiesOut(BaseModel):
    items: list[Commodity]
    edition: str
    next_cursor: str | None = None


class NamedOut(BaseModel):
    """`source` and `row` say where a text is from."""

    model_config = ConfigDict(from_attributes=True)
    code: str
    text: str
    language: str
    source: str
    row: str


class BecameOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    code: str
    since: str
    source: str


class CodeTextsOut(BaseModel):
    """What imported sources say of a code: its name in each language, the codes below it, what took its place."""

    texts: list[NamedOut]
    below: list[NamedOut]
    became: list[BecameOut]


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

    @routes.get("/{code}/siblings")
    def list_siblings(code: str, edition: str | None = EDITION, _user: User = guard.admits(*READERS)) -> CommoditiesOut:
        """What else stands under the same parent, the code itself among it."""
        found = commodities.siblings(code, edition)
        return CommoditiesOut(items=list(found), edition=edition or commodities.latest)

    @routes.get("/{code}/texts")
    def read_code_texts(
        code: str,
        language: str = Query(default="en", pattern="^[a-z]{2}$"),
        desk: Desk = guard.reads(*READERS),
    ) -> CodeTextsOut:
        """`language` is that of the codes below; the code's own texts come in every language there is."""
        return CodeTextsOut(
            texts=[NamedOut.model_validate(each) for each in commodities.texts(desk.tx, code)],
            below=[NamedOut.model_validate(each) for each in commodities.below(desk.tx, code, language)],
            became=[BecameOut.model_validate(each) for each in commodities.became(desk.tx, code)],
        )

    return routes

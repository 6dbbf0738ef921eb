"""Lookups for those who fill in a waybill: places and countries."""

from fastapi import APIRouter, Query
from pydantic import BaseModel

from customhouse.access.guard import Guard
from customhouse.access.model import Permission, User
from customhouse.waybills.places import Country, Place
from customhouse.waybills.service import Waybills

READERS = (Permission.LODGE, Permission.READ_CASE)


class PlacesOut(BaseModel):
    """`checked_against` names the list, so that nobody takes a check of form for a check of existence."""

    items: list[Place]
    checked_against: str
    next_cursor: str | None = None


class CountriesOut(BaseModel):
    items: list[Country]
    next_cursor: str | None = None


def router(waybills: Waybills, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["waybills"])
    places = waybills.places

    @routes.get("/places")
    def search_places(q: str = Query(min_length=1, max_length=60), _user: User = guard.admits(*READERS)) -> PlacesOut:
        return PlacesOut(items=list(places.search(q, 20)), checked_against=places.source)

    @routes.get("/countries")
    def list_countries(_user: User = guard.admits(*READERS)) -> CountriesOut:
        return CountriesOut(items=list(places.countries()))

    return routes

"""What anybody may know: which house this is. In the demo, and only there, its accounts."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

import customhouse
from customhouse.access.demo import PASSWORD, PEOPLE
from customhouse.access.guard import Guard
from customhouse.access.model import Role
from customhouse.kernel.clock import Clock
from customhouse.policy.country import CountryPack


class DemoAccount(BaseModel):
    user_name: str
    password: str
    role: Role
    display_name: str


class AboutOut(BaseModel):
    name: str
    version: str
    country: str
    languages: list[str]
    hs_edition: str
    currency: str
    map_bounds: list[float]
    demo: bool
    demo_accounts: list[DemoAccount]
    now: datetime


class HealthOut(BaseModel):
    status: str


def about_router(guard: Guard, clock: Clock, country: CountryPack, *, demo: bool) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["about"])
    accounts = [
        DemoAccount(user_name=who.name, password=PASSWORD, role=who.role, display_name=who.display_name)
        for who in PEOPLE
        if demo
    ]

    @routes.get("/about", dependencies=[guard.public()])
    def about() -> AboutOut:
        bounds = country.bounds
        return AboutOut(
            name="Customhouse",
            version=customhouse.__version__,
            country=country.name,
            languages=list(country.languages),
            hs_edition=country.hs_edition,
            currency=country.currency.code,
            map_bounds=[bounds.west, bounds.south, bounds.east, bounds.north],
            demo=demo,
            demo_accounts=accounts,
            now=clock.now(),
        )

    @routes.get("/health", dependencies=[guard.public()])
    def health() -> HealthOut:
        return HealthOut(status="ok")

    return routes

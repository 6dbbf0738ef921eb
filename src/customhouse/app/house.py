"""Everything that runs, built once from the settings, floor by floor."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter

from customhouse.access.api import session_router, users_router
from customhouse.access.guard import Guard
from customhouse.access.service import Access
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.bus.jetstream import JetStreamBus
from customhouse.adapters.bus.memory import MemoryBus
from customhouse.adapters.nomenclature.geography import currencies, geography
from customhouse.adapters.nomenclature.hs import harmonized_system
from customhouse.command.about_api import about_router
from customhouse.command.basemap_api import basemap_router
from customhouse.commodities.api import router as commodities_router
from customhouse.commodities.service import Commodities
from customhouse.declarations.api import router as declarations_router
from customhouse.declarations.checking import CodeLists
from customhouse.declarations.service import Declarations
from customhouse.enterprises.api import router as enterprises_router
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.bus import Bus
from customhouse.kernel.database import Database
from customhouse.kernel.events import Subscription
from customhouse.policy.api import router as policy_router
from customhouse.policy.country import CountryPack, load_country
from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import load
from customhouse.settings import Settings
from customhouse.waybills.api import router as waybills_router
from customhouse.waybills.service import Waybills


@dataclass
class House:
    settings: Settings
    country: CountryPack
    policy: PolicyPackage
    database: Database
    blobs: FolderBlobs
    bus: Bus
    access: Access
    guard: Guard
    declarations: Declarations
    routers: list[APIRouter] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)

    @classmethod
    def build(cls, settings: Settings) -> "House":
        """Raises `HouseError` when the country pack or its policy is unfit."""
        database, access = Database(settings.database), Access()
        country = load_country(settings.country_folder)
        guard = Guard(database, access)
        policy = load(country.policy_folder)
        blobs = FolderBlobs(settings.data / "blobs")

        nomenclature, enterprises = harmonized_system(), Enterprises()
        commodities, waybills = Commodities(nomenclature), Waybills(geography(country))
        lists = CodeLists(nomenclature, waybills.places, currencies([country.currency.code]), country.code)
        declarations = Declarations(lists, enterprises, waybills, blobs)
        return cls(
            settings=settings,
            country=country,
            policy=policy,
            database=database,
            blobs=blobs,
            bus=JetStreamBus(settings.nats_url) if settings.nats_url else MemoryBus(),
            access=access,
            guard=guard,
            declarations=declarations,
            routers=[
                session_router(access, guard, database, secure_cookie=settings.https),
                users_router(access, guard),
                about_router(guard, database.clock, country, demo=settings.demo),
                policy_router(policy, guard),
                enterprises_router(enterprises, guard),
                commodities_router(commodities, guard),
                waybills_router(waybills, guard),
                declarations_router(declarations, guard),
                basemap_router(guard, country.folder / "basemap"),
            ],
            subscriptions=[*declarations.subscriptions()],
        )


def site_secret(folder: Path) -> bytes:
    """What makes this site's random draws unforeseeable: made once, readable by the server alone."""
    path = folder / "site.secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()

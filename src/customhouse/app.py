"""The only place where things are wired: settings → adapters → services → routes → the running server."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from fastapi import APIRouter, FastAPI

import customhouse
from customhouse.access.api import session_router, users_router
from customhouse.access.guard import Guard
from customhouse.access.service import Access
from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.bus.jetstream import JetStreamBus
from customhouse.adapters.bus.memory import MemoryBus
from customhouse.kernel.bus import Bus
from customhouse.kernel.database import Database
from customhouse.kernel.events import Subscription
from customhouse.kernel.http import Edge, Pages, answer_errors
from customhouse.kernel.relay import Delivery, Relay
from customhouse.policy.country import CountryPack, load_country
from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import load
from customhouse.settings import Settings

BODY_LIMIT = 8 << 20
UPLOADS = ("/api/scans", "/api/declarations/files", "/api/journeys")


@dataclass
class House:
    """Everything that runs, built once from the settings."""

    settings: Settings
    database: Database
    blobs: FolderBlobs
    bus: Bus
    country: CountryPack
    policy: PolicyPackage
    access: Access
    guard: Guard
    routers: list[APIRouter] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)

    @classmethod
    def build(cls, settings: Settings) -> "House":
        """Raises `HouseError` when the country pack or its policy is unfit."""
        database, access = Database(settings.database), Access()
        country = load_country(settings.country_folder)
        house = cls(
            settings=settings,
            database=database,
            blobs=FolderBlobs(settings.data / "blobs"),
            bus=JetStreamBus(settings.nats_url) if settings.nats_url else MemoryBus(),
            country=country,
            policy=load(country.policy_folder),
            access=access,
            guard=Guard(database, access),
        )
        house.routers += [
            session_router(access, house.guard, database, secure_cookie=settings.https),
            users_router(access, house.guard),
        ]
        return house


def create_app(house: House) -> FastAPI:
    """The web application over a built house; its lifespan starts and stops what runs beside it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        relay = Relay(house.database, house.bus)
        house.bus.start(house.subscriptions, Delivery(house.database))
        relay.start()
        yield
        relay.stop()
        house.bus.stop()
        house.database.close()

    app = FastAPI(
        title="Customhouse", version=customhouse.__version__, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.house = house
    answer_errors(app)
    for router in house.routers:
        app.include_router(router)
    upload_limit = house.settings.max_upload_mb << 20
    app.add_middleware(Edge, body_limit=BODY_LIMIT, upload_limit=upload_limit, uploads=UPLOADS)
    if house.settings.web_folder.is_dir():
        app.mount("/", Pages(house.settings.web_folder))
    return app


def configure_logs(*, json: bool, path: Path | None = None) -> None:
    """Log to `path`, or to standard error; as JSON lines, or for people to read."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("a", encoding="utf-8", buffering=1) if path else sys.stderr
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    logging.basicConfig(stream=stream, level=logging.WARNING, force=True)

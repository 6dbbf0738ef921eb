"""The web application over a built house: routes, strict edge, and what runs beside it while it serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import customhouse
from customhouse.app.house import House
from customhouse.kernel.http import Edge, Pages, answer_errors
from customhouse.kernel.relay import Delivery, Relay

BODY_LIMIT = 8 << 20
UPLOADS = ("/api/scans", "/api/declarations/files", "/api/journeys")


def create_app(house: House) -> FastAPI:
    """Build the application; its lifespan starts and stops the relay, the devices' port and the workers."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        relay = Relay(house.database, house.bus)
        house.bus.start(house.subscriptions, Delivery(house.database))
        relay.start()
        yield
        relay.stop()
        house.bus.stop()
        house.database.close()

    version = customhouse.__version__
    app = FastAPI(title="Customhouse", version=version, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.house = house
    answer_errors(app)
    for router in house.routers:
        app.include_router(router)
    upload_limit = house.settings.max_upload_mb << 20
    app.add_middleware(Edge, body_limit=BODY_LIMIT, upload_limit=upload_limit, uploads=UPLOADS)
    if house.settings.web_folder.is_dir():
        app.mount("/", Pages(house.settings.web_folder))
    return app

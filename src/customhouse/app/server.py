"""The web application over a built house: routes, strict edge, and what runs beside it while it serves."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

from anyio import to_thread
from fastapi import FastAPI

import customhouse
from customhouse.adapters.scanners.watched_folder import WatchedFolder
from customhouse.adapters.seal_devices.gateway import Gateway
from customhouse.app.clockwork import Clockwork
from customhouse.app.house import House
from customhouse.app.routes import routers_of
from customhouse.declarations.intake import MAX_FILE
from customhouse.imaging.intake import Intake
from customhouse.kernel.http import Edge, Pages, answer_errors
from customhouse.kernel.relay import Delivery, Relay
from customhouse.seals.model import Observation
from customhouse.sourcing.intake import MAX_FILE as MAX_REFERENCE
from customhouse.waybills.documents.reading import MAX_BYTES as LARGEST_DOCUMENT

# A JSON body is read whole, and before anybody knows who sends it.
BODY_LIMIT = 8 << 20
SHEET_LIMIT = MAX_FILE + (1 << 20)
SEALING_LIMIT = 12 << 20  # a photograph of 8 MiB as base64, and the sealing
REFERENCE_LIMIT = MAX_REFERENCE + (1 << 20)
THREADS = 64  # more than all the requests that the guard lets work at once, so that none waits for a thread in vain


class Runner(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


def create_app(house: House) -> FastAPI:
    """Build the application; its lifespan starts and stops the relay, the devices' port and the workers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            try:
                await _open(house, running)
            except Exception as error:
                app.state.why_not = error  # for the command line, which says it in words
                raise
            yield

    version = customhouse.__version__
    # The description of the API is for those who have the program (`customhouse openapi`), not for strangers.
    app = FastAPI(title="Customhouse", version=version, lifespan=lifespan, openapi_url=None)
    app.state.house = house
    answer_errors(app)
    for router in routers_of(house):
        app.include_router(router)
    larger = {
        "/api/scans": house.settings.max_upload_mb << 20,
        "/api/declarations/files": SHEET_LIMIT,
        "/api/waybills/documents": LARGEST_DOCUMENT + (1 << 20),
        "/api/journeys": SEALING_LIMIT,
        "/api/sources": REFERENCE_LIMIT,
    }
    app.add_middleware(Edge, body_limit=BODY_LIMIT, larger=larger)
    if house.settings.web_folder.is_dir():
        app.mount("/", Pages(house.settings.web_folder))
    return app


async def _open(house: House, running: AsyncExitStack) -> None:
    """In this order all starts, in the other it stops: who makes news stops before who carries it."""
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    running.callback(house.database.close)
    await to_thread.run_sync(house.furnish)
    house.bus.start(house.subscriptions, Delivery(house.database))
    running.callback(house.bus.stop)
    beside: list[Runner] = [Relay(house.database, house.bus), Clockwork(house), house.workshop, house.projector]
    beside += [house.librarian, *_watchers(house), house.shelf]
    for runner in beside:
        runner.start()
        running.push_async_callback(to_thread.run_sync, runner.stop)
    await to_thread.run_sync(house.take_jobs)
    gateway = Gateway(_recorder(house))
    await gateway.start(house.settings.device_host, house.settings.device_port)
    running.push_async_callback(gateway.stop)
    await running.enter_async_context(house.feed.running())


def _recorder(house: House) -> Callable[[Sequence[Observation]], None]:
    """The gateway's sink: a batch of reports is one transaction."""

    def record(batch: Sequence[Observation]) -> None:
        with house.database.begin("system:seal-gateway") as tx:
            house.seals.record(tx, batch)

    return record


def _watchers(house: House) -> list[WatchedFolder]:
    folder = house.settings.watched_folder
    return [WatchedFolder(folder, Intake(house.database, house.imaging).take)] if folder else []

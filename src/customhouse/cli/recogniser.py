"""`customhouse recogniser`: recognises scans for the servers of a cluster, taking jobs from their bus."""

import signal
import threading
from contextlib import ExitStack
from typing import Annotated

import structlog
import typer

from customhouse.app.house import House
from customhouse.app.logs import configure_logs
from customhouse.cli.archive import cores
from customhouse.cli.opening import opened
from customhouse.cli.speaking import fail, plain_errors
from customhouse.kernel.relay import Delivery
from customhouse.settings import Settings

log = structlog.get_logger()


def recogniser(
    workers: Annotated[
        int | None,
        typer.Option(help="Scans at once, each in a process of its own; as many as cores if left out.", min=1),
    ] = None,
) -> None:
    """Recognise scans for the servers that share this database, data folder and NATS server.

    As many of these as you like, on as many machines, share the work. One that dies loses nothing: its scan is given
    to another. SIGTERM and Ctrl-C end it; the scan in hand goes back.
    """
    with plain_errors():
        settings = Settings()
        if not settings.nats_url:
            fail(
                "there are no jobs to take without a shared bus: name it in CUSTOMHOUSE_NATS_URL. A server without one "
                "has recognisers of its own, CUSTOMHOUSE_RECOGNISER_WORKERS of them"
            )
        configure_logs(json=settings.log_json)
        with opened(settings):
            pass  # the house opens its own; here it is only seen to be fit
        hands = workers or cores()
        # The index of goods descriptions is loaded where there is one; to prepare one is the servers' work.
        mine = {"recogniser_workers": hands, "prepare_goods_index": False}
        _work(House.build(settings.model_copy(update=mine)), hands)


def _work(house: House, hands: int) -> None:
    """Until told to stop."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    with ExitStack() as running:
        running.callback(house.database.close)
        house.bus.start([], Delivery(house.database))
        running.callback(house.bus.stop)
        house.shelf.look()  # so that the first scan is compared by the same words as all others
        house.shelf.start()
        running.callback(house.shelf.stop)
        running.callback(house.workshop.stop)
        house.take_jobs()
        log.info("recogniser_takes_jobs", workers=hands)
        told.wait()
        log.info("recogniser_stops")

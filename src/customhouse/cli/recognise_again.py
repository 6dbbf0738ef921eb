"""`customhouse imaging recognise-again`: stored scans, by what recognises today; what was said before stays kept."""

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from customhouse.app.house import House
from customhouse.cli import INTERRUPTED
from customhouse.cli.archive import RateColumn, cores
from customhouse.cli.opening import opened
from customhouse.cli.speaking import FAILED, WRONG_USAGE, console, errors, fail, plain_errors, print_json
from customhouse.imaging.recognition.again import Again, Outcome, Wanted
from customhouse.imaging.service import ACTOR
from customhouse.imaging.today import today
from customhouse.kernel.errors import HouseError
from customhouse.settings import Settings

TOLD = 20  # failures that are named at the terminal
ORDERED_AT_ONCE = 200

Failures = list[dict[str, str]]


def recognise_again(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only scans received on this day (UTC) or later.")
    ] = None,
    model: Annotated[str, typer.Option(help="Only scans that today's version of this model has not looked at.")] = "",
    workers: Annotated[
        int | None, typer.Option(help="Scans at once, each in a process; as many as cores if left out.", min=1, max=256)
    ] = None,
    queue: Annotated[
        bool, typer.Option("--queue", help="Leave the work to the recognisers of the cluster, and end at once.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Recognise stored scans again that were recognised by an earlier version than today's.

    What was said before stays kept. Where the answer changes it is announced: risk is assessed anew, and a case that
    is closed may open again. Ctrl-C is safe, and the same command goes on.
    """
    with plain_errors():
        settings = Settings()
        if queue and not settings.nats_url:
            fail(
                "--queue needs the bus of a cluster: name it in CUSTOMHOUSE_NATS_URL, or leave --queue out", WRONG_USAGE
            )
        with opened(settings):
            pass  # the house opens its own; here it is only seen to be fit
        hands = workers or cores()
        mine = {"recogniser_workers": hands, "prepare_goods_index": False}
        house = House.build(settings.model_copy(update=mine))
        wanted = Wanted(since.replace(tzinfo=UTC) if since else None, model)
        with ExitStack() as running:
            running.callback(house.database.close)
            code = _go(house, wanted, hands, queue=queue, as_json=as_json)
    raise typer.Exit(code)


def _go(house: House, wanted: Wanted, hands: int, *, queue: bool, as_json: bool) -> int:
    again = Again(house.database, house.imaging)
    with house.database.read(ACTOR) as tx:
        due = again.due(tx, wanted)
    said: dict[str, Any] = {"recognised_by": str(today()), "due": len(due)}
    if queue:
        for at in range(0, len(due), ORDERED_AT_ONCE):
            with house.database.begin(ACTOR) as tx:
                again.order(tx, due[at : at + ORDERED_AT_ONCE])
        _tell(said | {"ordered": len(due)}, as_json)
        return 0
    house.shelf.look()  # so that scans are compared by the same words as in the server
    counted, failures, interrupted = _work_off(house, again, due, hands)
    _tell(said | {each.value: counted[each] for each in Outcome} | {"failures": failures}, as_json)
    if interrupted:
        errors.print(f"Stopped. The same command goes on: {len(due) - counted.total()} scans are left.")
        return INTERRUPTED
    return FAILED if failures else 0


def _work_off(house: House, again: Again, due: Sequence[str], hands: int) -> tuple[Counter[Outcome], Failures, bool]:
    """All that is due, by so many hands; also whether it was stopped before its end."""
    counted, failures, interrupted = Counter[Outcome](), Failures(), False
    columns = (TextColumn("Recognising again"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, disable=not sys.stderr.isatty()) as bars, ThreadPoolExecutor(hands) as pool:
        task = bars.add_task("", total=len(due))
        asked: dict[Future[tuple[Outcome, str]], str] = {pool.submit(again.recognise, each): each for each in due}
        try:
            for done in as_completed(asked):
                outcome, why = _ended(done)
                counted[outcome] += 1
                if outcome is Outcome.FAILED:
                    failures.append({"scan_id": asked[done], "message": why})
                bars.advance(task)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            house.imaging.recogniser.close()
    return counted, failures, interrupted


def _ended(done: Future[tuple[Outcome, str]]) -> tuple[Outcome, str]:
    """How it went with one scan; what nobody foresaw is a failure of this one, and no end of the others."""
    try:
        return done.result()
    except HouseError as error:
        return Outcome.FAILED, error.message
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the scan
        first = next(iter(str(error).splitlines()), "")
        return Outcome.FAILED, f"{type(error).__name__}: {first}".removesuffix(": ")


def _tell(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return print_json(said)
    told = f"{said['due']} scans were recognised by something else than {said['recognised_by']}."
    console.print(told, soft_wrap=True)
    if "ordered" in said:
        console.print(f"{said['ordered']} are ordered; the recognisers of the cluster do them in their turn.")
        return None
    console.print(f"{said['replaced']} recognised again, {said['known']} by somebody else meanwhile.")
    for each in said["failures"][:TOLD]:
        console.print(f"✗ {each['scan_id']}: {each['message']}", markup=False, highlight=False, soft_wrap=True)
    if said["failures"]:
        console.print(f"{len(said['failures'])} failed; what was said of them before stays in force.")
    return None

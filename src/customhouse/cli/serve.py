"""`customhouse serve`, `migrate` and what an operator or a builder needs beside them."""

import importlib
import resource
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from customhouse.app.connection import HttpConnection
from customhouse.app.house import House
from customhouse.app.logs import configure_logs
from customhouse.app.server import create_app
from customhouse.cli.opening import opened, upgraded
from customhouse.cli.speaking import FAILED, WRONG_USAGE, console, fail, plain_errors, print_json
from customhouse.commodities.stop_words import load_stop_words
from customhouse.imaging.grading import check_fits as imaging_fits
from customhouse.kernel.errors import Invalid, Problem
from customhouse.policy.country import load_country
from customhouse.policy.service import Checked, check, load
from customhouse.risk.judgement import check_fits as risk_fits
from customhouse.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def serve(
    migrations: Annotated[bool, typer.Option("--migrate", help="Bring the database up to date first.")] = False,
) -> None:
    """Run the server: web pages and API, the seal devices' port, recogniser workers."""
    with plain_errors():
        settings = Settings()
        configure_logs(json=settings.log_json)
        if migrations:
            upgraded(settings)
        with opened(settings):
            pass  # the house opens its own; here it is only seen to be fit
        run(settings)


def run(settings: Settings) -> None:
    """Serve until told to stop. Also what the demo runs."""
    _allow_many_connections()
    app = create_app(House.build(settings))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=30,
            server_header=False,
            http=HttpConnection,
        )
    )
    with suppress(KeyboardInterrupt, SystemExit):  # a stop is an ordinary end; uvicorn's own codes are not ours
        server.run()
    if not server.started:
        raise getattr(app.state, "why_not", None) or OSError(f"cannot listen on {settings.host}:{settings.port}")


def _allow_many_connections() -> None:
    """Each seal holds a connection all day; the usual limit of 1,024 open files is too few for a country's."""
    wanted = 16_384
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def migrate(as_json: AsJson = False) -> None:
    """Bring the database's tables up to date; safe to run again."""
    with plain_errors():
        before, after = upgraded(Settings())
    if as_json:
        print_json({"before": before, "after": after})
    else:
        console.print(f"The database was at {before or 'nothing'}, it is at {after}.")


def check_policy(as_json: AsJson = False) -> None:
    """Load the country pack, check its policy and run the policy's own tests."""
    with plain_errors():
        folder = Settings().country_folder
        found = _fitting(check(folder / "policy"), folder / "policy")
        load_country(folder)
        load_stop_words(folder)
    if as_json:
        print_json(_plain(found))
    else:
        _say_checked(found)
    if not found.passed:
        raise typer.Exit(FAILED)


def _fitting(found: Checked, folder: Path) -> Checked:
    """With what the rooms that use a sound policy find wrong in it."""
    if found.problems:
        return found
    policy, problems = load(folder), list[Problem]()
    for fits in (risk_fits, imaging_fits):
        try:
            fits(policy)
        except Invalid as wrong:
            problems += wrong.problems
    return replace(found, problems=tuple(problems))


def _plain(found: Checked) -> dict[str, Any]:
    problems = [vars(problem) for problem in found.problems]
    tests = [{"name": v.trial.name, "place": v.trial.place, "failure": v.failure} for v in found.verdicts]
    return {"passed": found.passed, "hash": found.hash, "problems": problems, "tests": tests}


def _say_checked(found: Checked) -> None:
    failed = [verdict for verdict in found.verdicts if not verdict.passed]
    wrong = [f"{problem.field}: {problem.message}" for problem in found.problems]
    for line in wrong + [f"{verdict.trial.place}: {verdict.trial.name}: {verdict.failure}" for verdict in failed]:
        console.print(f"✗ {line}", markup=False, highlight=False, soft_wrap=True)
    if not found.problems:
        passed = len(found.verdicts) - len(failed)
        console.print(f"policy {found.hash[:12]}: {passed} of {len(found.verdicts)} tests pass")


def openapi() -> None:
    """Print the API's description (OpenAPI 3.1), from which the pages' typed client is made."""
    with plain_errors(), tempfile.TemporaryDirectory() as folder:
        house = House.build(Settings(data=Path(folder), database_url="sqlite://", nats_url=""))
        print_json(create_app(house).openapi())
        house.database.close()


def bench(
    only: Annotated[str, typer.Option(help="Run only the benchmarks whose name contains this.")] = "",
    minutes: Annotated[float, typer.Option(help="How long the demo plays while its memory is watched.", min=0)] = 10,
    bags: Annotated[int, typer.Option(help="CT bags of the frozen set, others in proportion; 400 is all.", min=1)] = 24,
    objects: Annotated[int, typer.Option(help="Single objects in CT; 300 is all.", min=1)] = 60,
    as_json: AsJson = False,
) -> None:
    """Measure and print tables; results are written to benchmarks/results. Needs the repository.

    The usual numbers of CT volumes give a small look. Each volume looked at is kept, and counted again by the next run.
    """
    try:
        runner = importlib.import_module("benchmarks.run")
    except ModuleNotFoundError:
        fail("benchmarks are part of the repository, not of the installed package: run this from a clone")
    if not any(only in name for name in runner.BENCHMARKS):
        fail(f"there is no benchmark {only}; there is {', '.join(runner.BENCHMARKS)}", WRONG_USAGE)
    runner.main(only=only, as_json=as_json, minutes=minutes, ct=(bags, objects))

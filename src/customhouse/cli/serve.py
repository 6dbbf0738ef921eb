"""`customhouse serve`, `migrate` and what an operator or a builder needs beside them."""

import importlib
import resource
from typing import Annotated

import typer
import uvicorn

from customhouse.app import House, HttpConnection, configure_logs, create_app
from customhouse.cli.speaking import console, fail, plain_errors, print_json
from customhouse.kernel.database import Database
from customhouse.kernel.migrations import pending, upgrade
from customhouse.policy.service import check
from customhouse.settings import Settings, shipped

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def serve(
    migrations: Annotated[bool, typer.Option("--migrate", help="Bring the database up to date first.")] = False,
) -> None:
    """Run the server: web pages and API, the seal devices' port, recogniser workers."""
    settings = Settings()
    configure_logs(json=settings.log_json)
    with plain_errors():
        database = Database(settings.database)
        if migrations:
            upgrade(database, shipped("migrations"))
        elif pending(database, shipped("migrations")):
            fail("the database is older than this program: run `customhouse migrate` (or serve --migrate)")
        database.close()
        run(settings)


def run(settings: Settings) -> None:
    """Serve until told to stop. Also what the demo runs."""
    _allow_many_connections()
    app = create_app(House.build(settings))
    uvicorn.run(
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


def _allow_many_connections() -> None:
    """Each seal holds a connection all day; the usual limit of 1,024 open files is too few for a country's."""
    wanted = 16_384
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def migrate(as_json: AsJson = False) -> None:
    """Bring the database's tables up to date; safe to run again."""
    settings = Settings()
    with plain_errors():
        before, after = upgrade(Database(settings.database), shipped("migrations"))
    if as_json:
        print_json({"before": before, "after": after})
    else:
        console.print(f"The database was at {before or 'nothing'}, it is at {after}.")


def check_policy(as_json: AsJson = False) -> None:
    """Load the country pack's policy and run its tests."""
    with plain_errors():
        found = check(Settings().country_folder / "policy")
    if as_json:
        print_json({"passed": found.passed, "hash": found.hash, "problems": [vars(p) for p in found.problems]})
    for problem in found.problems:
        console.print(f"✗ {problem.field}: {problem.message}", markup=False, highlight=False)
    failed = [verdict for verdict in found.verdicts if not verdict.passed]
    if not as_json:
        for verdict in failed:
            console.print(f"✗ {verdict}", markup=False, highlight=False)
        console.print(
            f"policy {found.hash[:12]}: {len(found.verdicts) - len(failed)} of {len(found.verdicts)} tests pass"
        )
    if not found.passed:
        raise typer.Exit(1)


def openapi() -> None:
    """Print the API's description (OpenAPI 3.1), from which the pages' typed client is made."""
    print_json(create_app(House.build(Settings(database_url="sqlite://"))).openapi())


def bench(
    only: Annotated[str, typer.Option(help="Run only the benchmarks whose name contains this.")] = "",
    as_json: AsJson = False,
) -> None:
    """Measure and print tables; results are written to benchmarks/results. Needs the repository."""
    try:
        runner = importlib.import_module("benchmarks.run")
    except ModuleNotFoundError:
        fail("benchmarks are part of the repository, not of the installed package: run this from a clone")
    runner.main(only=only, as_json=as_json)

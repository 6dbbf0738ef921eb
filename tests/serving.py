"""A whole server as its own process, on a fresh data folder and free ports, for journeys and browsers."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from customhouse.access.demo import PASSWORD, PEOPLE, open_accounts
from customhouse.access.service import Access
from customhouse.kernel.database import Database
from customhouse.kernel.migrations import upgrade
from customhouse.settings import shipped
from tests.conftest import SHARED, free_port

STARTS_WITHIN_S = 60.0


@dataclass
class Server:
    """`kill` and `start` again keep the data: what a power cut does."""

    folder: Path
    database_url: str
    port: int
    device_port: int
    extra: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def accounts(self) -> Path:
        return self.folder / "accounts.json"

    def prepare(self) -> None:
        """Tables and the demo's accounts."""
        database = Database(self.database_url)
        upgrade(database, shipped("migrations"))
        with database.begin("system:demo") as tx:
            tokens = open_accounts(tx, Access())
        database.close()
        users = {person.name: PASSWORD for person in PEOPLE}
        self.accounts.write_text(json.dumps({"users": users, "tokens": tokens}), encoding="utf-8")

    def start(self) -> None:
        environment = {
            **os.environ,
            "CUSTOMHOUSE_DATA": str(self.folder),
            "CUSTOMHOUSE_DATABASE_URL": self.database_url,
            "CUSTOMHOUSE_PORT": str(self.port),
            "CUSTOMHOUSE_DEVICE_PORT": str(self.device_port),
            "CUSTOMHOUSE_DEMO": "true",
            **self.extra,
        }
        with (self.folder / "server.log").open("ab") as log:
            command = [sys.executable, "-m", "customhouse", "serve"]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_S
        with httpx.Client(base_url=self.url, timeout=2) as client:  # one for all questions: to make one takes long
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError):
                    if client.get("/api/health").status_code == 200:
                        return
                if self.process is not None and self.process.poll() is not None:
                    raise RuntimeError(f"the server ended at once:\n{self.log()}")
                time.sleep(0.1)
        raise TimeoutError(f"the server does not answer:\n{self.log()}")

    def kill(self) -> None:
        """As a power cut: no time to tidy up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self) -> None:
        for client in self.clients:
            client.close()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=20)

    def log(self) -> str:
        path = self.folder / "server.log"
        return path.read_text(encoding="utf-8", errors="replace")[-4000:] if path.exists() else ""

    def client(self, user_name: str) -> httpx.Client:
        """Logged in as a demo person, or as a machine by its token."""
        accounts: dict[str, Any] = json.loads(self.accounts.read_text(encoding="utf-8"))
        client = httpx.Client(base_url=self.url, timeout=30)
        self.clients.append(client)
        if token := accounts["tokens"].get(user_name):
            client.headers["Authorization"] = f"Bearer {token}"
            return client
        answer = client.post("/api/session", json={"user_name": user_name, "password": PASSWORD})
        answer.raise_for_status()
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    def play_border(self, *arguments: str, seconds: float = 300) -> str:
        """Let the simulators play the whole script as fast as the server takes it; return what they said."""
        command = [sys.executable, "-m", "simulators.border", "--url", self.url, "--accounts", str(self.accounts)]
        command += ["--device-port", str(self.device_port), "--data", str(SHARED)]
        command += ["--corridors", str(shipped("countries") / "meridia" / "corridors"), *arguments]
        played = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:] + self.log()
        return played.stdout


# What chance decides in a shipped country, and tests leave to chance only where they say so.
BY_CHANCE = {
    "tip_share_percent": "0",
    "second_reading_percent": "0",
    "second_reading_lane_percent": "0",
    "second_reading_value": "1000000000",
}


def country_pack(folder: Path, **values: str) -> Path:
    """The demo's country with these values of `imaging.<name>`, and nothing else left to chance."""
    pack = folder / "country"
    shutil.copytree(shipped("countries") / "meridia", pack, dirs_exist_ok=True)
    path = pack / "policy" / "parameters" / "imaging.yaml"
    text = path.read_text(encoding="utf-8")
    for name, value in {**BY_CHANCE, **values}.items():
        text, changed = re.subn(rf"(?ms)^({name}:.*?value: )[^,]+", rf"\g<1>{value}", text, count=1)
        assert changed, f"the pack has no imaging.{name}"
    path.write_text(text, encoding="utf-8")
    return pack


@contextmanager
def serving(folder: Path, database_url: str | None = None, **extra: str) -> Iterator[Server]:
    """Start a server; stop it at the end, whatever happened."""
    folder.mkdir(parents=True, exist_ok=True)
    if "CUSTOMHOUSE_COUNTRY" not in extra:
        extra["CUSTOMHOUSE_COUNTRY"] = str(country_pack(folder))
    url = database_url or f"sqlite:///{folder}/customhouse.sqlite"
    server = Server(folder, url, free_port(), free_port(), extra)
    server.prepare()
    server.start()
    try:
        yield server
    finally:
        server.stop()

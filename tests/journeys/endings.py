"""The border played once against a whole server, and what each of its scenarios came to, asked of the public API."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from customhouse.settings import shipped
from simulators.scenarios import SCENARIOS, End
from tests.conftest import SHARED
from tests.serving import Server

# The longest scenario lets a seal surface, fall silent again and come back: more than three minutes.
PATIENCE_S = 270.0
TOLD = {
    "released": ("goods.released",),
    "reopened": ("goods.released", "consignment.reopened"),
    "detained": ("goods.detained",),
}


@dataclass(frozen=True)
class Ending:
    """What the house says of a consignment now."""

    state: str = ""
    lane: str = ""
    alarms: dict[str, dict[str, Any]] = field(default_factory=dict)
    scans: tuple[dict[str, Any], ...] = ()
    gate: tuple[dict[str, Any], ...] = ()
    timeline: tuple[dict[str, Any], ...] = ()
    drawn: bool = False

    @property
    def verdicts(self) -> set[str]:
        return {scan["comparison"]["verdict"] for scan in self.scans if scan.get("comparison")}

    @property
    def findings(self) -> set[str]:
        return {finding["kind"] for scan in self.scans for finding in scan["findings"]}

    @property
    def kinds(self) -> list[str]:
        return [entry["kind"] for entry in self.timeline]

    def is_told(self, end: End) -> bool:
        """News reaches the timeline a moment after what it tells of has happened."""
        retracted = ["alarm.retracted"] if "retracted" in dict(end.alarms).values() else []
        return {*retracted, *TOLD.get(self.state, ())} <= set(self.kinds)

    def is_that_of(self, end: End) -> bool:
        return (
            self.state in end.states
            # One consignment in a hundred is drawn at random for an examination, whatever its lane would be.
            and (end.lane in (None, self.lane) or self.drawn)
            and all(self.alarms.get(rule, {}).get("state") == state for rule, state in end.alarms)
            and self.is_told(end)
            and all(scan["state"] in ("recognised", "failed") for scan in self.scans)
            and (end.verdict is None or end.verdict in self.verdicts)
            and (end.finding is None or end.finding in self.findings)
            and (end.gate is None or end.gate in {reading["outcome"] for reading in self.gate})
        )


@dataclass
class Border:
    """The simulators at work on one server."""

    server: Server
    playing: "subprocess.Popen[bytes]"
    told: Path
    duty: httpx.Client

    @classmethod
    def open(cls, server: Server, *arguments: str) -> "Border":
        command = [sys.executable, "-m", "simulators.border", "--url", server.url, "--pace", "fast"]
        command += ["--accounts", str(server.accounts), "--device-port", str(server.device_port)]
        command += ["--corridors", str(shipped("countries") / "meridia" / "corridors"), "--data", str(SHARED)]
        told = server.folder / "border.log"
        with told.open("wb") as log:
            playing = subprocess.Popen([*command, *arguments], stdout=log, stderr=log, env=os.environ.copy())
        return cls(server, playing, told, server.client("duty"))

    def close(self) -> None:
        self.playing.send_signal(signal.SIGINT)
        self.playing.wait(timeout=20)
        self.duty.close()

    def end_of(self, name: str) -> Ending:
        """Wait until a scenario has come to its end as written, or for long enough; say what it has come to."""
        [scenario] = [each for each in SCENARIOS if each.name == name]
        deadline, ending = time.monotonic() + PATIENCE_S, Ending()
        while time.monotonic() < deadline:
            ending = self._look(name)
            if ending.is_that_of(scenario.end):
                return ending
            time.sleep(1.0)
        raise AssertionError(f"{name} came to {self._brief(ending)}, not to {scenario.end}\n{self.told.read_text()}")

    def _look(self, name: str) -> Ending:
        found = self._get("/api/declarations", q=f"-{name}")["items"]
        mine = [item for item in found if item["lrn"].partition("-")[2] == name]
        if not mine:
            return Ending()
        consignment = mine[0]["consignment_id"]
        case = self.duty.get(f"/api/consignments/{consignment}")
        if case.status_code == 404:
            return Ending()
        journeys = self._get("/api/journeys", consignment_id=consignment)["items"]
        scans = self._get("/api/scans", consignment_id=consignment)["items"]
        readings = self._get("/api/gate-readings")["items"]
        assessments = self._get(f"/api/consignments/{consignment}/assessments")["items"]
        return Ending(
            state=case.json()["state"],
            lane=case.json()["lane"],
            alarms={alarm["rule"]: alarm for journey in journeys for alarm in journey["alarms"]},
            scans=tuple(self._get(f"/api/scans/{scan['id']}") for scan in scans),
            gate=tuple(reading for reading in readings if reading["consignment_id"] == consignment),
            drawn=any(item["drawn_at_random"] for item in assessments),
            timeline=tuple(self._get(f"/api/consignments/{consignment}/timeline")["items"]),
        )

    def _get(self, path: str, **query: str) -> Any:
        return self.duty.get(path, params=query).raise_for_status().json()

    @staticmethod
    def _brief(ending: Ending) -> str:
        alarms = {rule: alarm["state"] for rule, alarm in ending.alarms.items()}
        gate = [(reading["outcome"], [reason["code"] for reason in reading["reasons"]]) for reading in ending.gate]
        return (
            f"{ending.state}/{ending.lane}, alarms {alarms}, scans {ending.verdicts} {ending.findings},"
            f" gate {gate}, timeline {ending.kinds}"
        )

"""The folder that a survey of an archive writes: `results.jsonl`, a line for each scan, `run.json`, `summary.json`."""

import fcntl
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from customhouse.imaging.model.grading import WORST_FIRST, Severity
from customhouse.kernel.errors import Conflict
from customhouse.kernel.file_names import readable

LINES, RUN, SUMMARY = "results.jsonl", "run.json", "summary.json"
RAISED = (Severity.HIGH, Severity.MEDIUM)  # the worst of a scan: an analyst looks at it
TRIED_AGAIN = {"recogniser_died"}  # may have been the fault of that day, not of the scan


@dataclass(frozen=True)
class Job:
    """One scan of an archive: its name there, its files, and a stamp that changes when they do."""

    name: str
    files: tuple[Path, ...]
    stamp: str


@dataclass
class Tally:
    """What a summary counts."""

    readable: int = 0
    unreadable: list[dict[str, str]] = field(default_factory=list)
    modalities: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    raised: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, line: dict[str, Any]) -> None:
        self.seconds += line["seconds"]
        if not line["readable"]:
            self.unreadable.append({key: line[key] for key in ("file", "code", "message")})
            return
        self.readable += 1
        self.modalities[line["scan"]["modality"]] += 1
        self.severities.update(finding["severity"] for finding in line["findings"])
        self.labels.update(finding["label"] for finding in line["findings"] if finding["label"])
        worst = min((each for each in line["findings"] if each["severity"] in RAISED), key=_by_severity, default=None)
        if worst is not None:
            told = {"file": line["file"], "severity": worst["severity"], "message": worst["reason"]["text"]}
            self.raised.append(told)

    def plain(self) -> dict[str, Any]:
        severities = (*WORST_FIRST, Severity.INFO)
        return {
            "scans": self.readable + len(self.unreadable),
            "readable": self.readable,
            "unreadable": self.unreadable,
            "raised": sorted(self.raised, key=lambda each: (_by_severity(each), each["file"])),
            "modalities": dict(self.modalities),
            "findings": {each.value: self.severities[each] for each in severities if self.severities[each]},
            "labels": dict(self.labels),
            "worker_seconds": round(self.seconds, 3),
        }


def _by_severity(told: Mapping[str, Any]) -> int:
    return RAISED.index(told["severity"])


class Results:
    """One run writes into a folder at a time. A line is whole or not there, whatever ends the run."""

    def __init__(self, folder: Path, made_by: str, archive: Path, *, resume: bool) -> None:
        """Raises `Conflict` where the folder holds other results, or another run writes there."""
        self.folder, self.tally = folder, Tally()
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._guard = (folder / RUN).open("a+", encoding="utf-8")
        try:
            self._claim(made_by, archive, resume)
            self._lines = (folder / LINES).open("ab", buffering=0)
        except BaseException:
            self._guard.close()
            raise

    def _claim(self, made_by: str, archive: Path, resume: bool) -> None:
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(f"Another run writes into {self.folder}; wait for its end, or name another folder by --out.")
        self._guard.seek(0)
        said = self._guard.read()
        mine = {"archive": str(archive.resolve()), "recognised_by": made_by}
        if (self.folder / LINES).exists() and not resume:
            raise Conflict(f"{self.folder} holds results already: go on by --resume, or name another folder by --out.")
        if said and _parsed(said) != mine and (self.folder / LINES).exists():
            was = _parsed(said)
            raise Conflict(
                f"{self.folder} holds results of {was.get('archive')} by {was.get('recognised_by')}, "
                f"this is {mine['archive']} by {made_by}: name another folder by --out."
            )
        self._guard.truncate(0)
        self._guard.write(json.dumps(mine, indent=1) + "\n")
        self._guard.flush()

    def left(self, jobs: Sequence[Job]) -> list[Job]:
        """What is still to be done. Lines that are whole, final and of unchanged files stay; the others are dropped.

        They stay in a new file, which takes the old one's place at once.
        """
        path, side = self.folder / LINES, self.folder / f"{LINES}.part"
        stamps, done = {job.name: job.stamp for job in jobs}, set[str]()
        with side.open("wb") as kept:
            for line in _whole_lines(path):
                is_final = line.get("code") not in TRIED_AGAIN and line["file"] not in done
                if is_final and stamps.get(line["file"]) == line["stamp"]:
                    done.add(line["file"])
                    self.tally.add(line)
                    kept.write(_packed(line))
            kept.flush()
            os.fsync(kept.fileno())
        self._lines.close()
        side.replace(path)
        self._lines = path.open("ab", buffering=0)
        return [job for job in jobs if job.name not in done]

    def add(self, line: dict[str, Any]) -> None:
        """On disk when this returns. A power cut in the middle leaves a part of a line, which resuming cuts off."""
        packed = _packed(line)
        with self._lock:
            self.tally.add(line)
            while packed:
                packed = packed[self._lines.write(packed) :]
            os.fsync(self._lines.fileno())

    def close(self, **facts: Any) -> dict[str, Any]:
        """Write the summary; `facts` are added to it. Returns it."""
        summary = {**self.tally.plain(), **facts}
        side = self.folder / f"{SUMMARY}.part"
        side.write_text(readable(json.dumps(summary, indent=1, ensure_ascii=False)) + "\n", encoding="utf-8")
        side.replace(self.folder / SUMMARY)
        self._lines.close()
        self._guard.close()
        return summary


def _packed(line: dict[str, Any]) -> bytes:
    # A reader's words may hold a name; in JSON, what is no character may stand as it is escaped.
    return (readable(json.dumps(line, ensure_ascii=False)) + "\n").encode()


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        for raw in lines:
            found = _parsed(raw.decode("utf-8", "replace")) if raw.endswith(b"\n") else {}
            if {"file", "stamp", "seconds", "readable"} <= found.keys():
                yield found


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

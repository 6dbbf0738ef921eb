"""Recognises an archive: scan after scan by several workers, a line of JSON for each, whatever ends it in between."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from customhouse.imaging.archive.results import Job, Results
from customhouse.imaging.model import Finding, Grading, Recognition
from customhouse.imaging.model.grading import AS_CARD
from customhouse.imaging.photos.naming import scan_file
from customhouse.imaging.reading import Unreadable
from customhouse.imaging.recogniser import Described, RecogniserDied, Surveyor

DESCRIBED, RECOGNITION = TypeAdapter(Described), TypeAdapter(Recognition)
FINDINGS = TypeAdapter(tuple[Finding, ...])
CLASSES = ("air", "light_organic", "organic", "inorganic", "metal", "dense")
TRIES = 2  # a worker may have been ended for what another one did


def stamp_of(files: Sequence[Path]) -> str:
    """Sizes and times of change: to hash a whole archive would take as long as to recognise it."""
    facts = []
    for file in files:
        with suppress(OSError):
            stat = file.stat()
            facts.append(os.fsencode(f"{file.name} {stat.st_size} {stat.st_mtime_ns}"))  # a name need not be UTF-8
    return sha256(b"\n".join(facts)).hexdigest()[:16]


def told(described: Described, recognition: Recognition) -> dict[str, Any]:
    """What a scan is and shows, as JSON values; materials by their words."""
    findings = FINDINGS.dump_python(recognition.findings, mode="json")
    for finding in findings:
        material = finding.pop("material")
        finding["class"] = None if material is None else CLASSES[material]
    return {
        "scan": DESCRIBED.dump_python(described, mode="json", exclude={"painting"}),
        "recognition": RECOGNITION.dump_python(recognition, mode="json", exclude={"findings"}),
        "findings": findings,
    }


class Survey:
    """Threads that each wait on a worker process. What is bad with a scan is its answer, and stops nothing."""

    def __init__(
        self, surveyor: Surveyor, results: Results, workers: int, heard: Callable[[], None], grading: Grading = AS_CARD
    ) -> None:
        """`heard` is called after each line, by the thread that wrote it."""
        self._surveyor, self._results, self._heard, self._grading = surveyor, results, heard, grading
        self._threads = [threading.Thread(target=self._work, name=f"survey-{n}", daemon=True) for n in range(workers)]
        self._taking = threading.Lock()
        self._stopping = threading.Event()
        self._jobs: Iterator[Job] = iter(())
        self._fault: BaseException | None = None

    def run(self, jobs: Sequence[Job]) -> None:
        """Returns when all are done. Raises what a thread met that is no scan's fault, as a full disk."""
        self._jobs = iter(jobs)
        for thread in self._threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in self._threads):
                for thread in self._threads:
                    thread.join(timeout=0.1)  # short, so that Ctrl-C is heard
        finally:
            self._stopping.set()
            self._surveyor.close()
            for thread in self._threads:
                thread.join(timeout=10)
        if self._fault is not None:
            raise self._fault

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                with self._taking:
                    job = next(self._jobs, None)
                if job is None:
                    return
                line = self._line(job)
                if line is not None:
                    self._results.add(line)
                    self._heard()
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits, which raises it
            self._fault = error
            self._stopping.set()

    def _line(self, job: Job) -> dict[str, Any] | None:
        """None where we were stopped on it: it is not done, and nothing is said of it."""
        began = time.monotonic()
        said = self._answer(job)
        if said is None:
            return None
        about = {"file": job.name, "files": len(job.files), "stamp": job.stamp}
        return {**about, **said, "seconds": round(time.monotonic() - began, 3)}

    def _answer(self, job: Job) -> dict[str, Any] | None:
        files, death = [scan_file(file) for file in job.files], ""
        for _ in range(TRIES):
            try:
                seen = self._surveyor.survey(files, self._grading)
                return {"readable": True, **told(seen.described, seen.recognition)}
            except Unreadable as refusal:
                return _refused(refusal.code, refusal.message)
            except RecogniserDied as died:
                death = str(died)
                if self._stopping.is_set():
                    return None
        return _refused("recogniser_died", f"The recogniser ended on this scan {TRIES} times ({death}).")


def _refused(code: str, message: str) -> dict[str, Any]:
    return {"readable": False, "code": code, "message": message}

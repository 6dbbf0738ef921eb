"""`customhouse recognise DIR --workers N`: a whole archive, scan after scan, with progress, taken up where it ended."""

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from customhouse.app.recognisers import READER
from customhouse.cli import INTERRUPTED
from customhouse.cli.recognise_telling import printable
from customhouse.cli.speaking import UNREADABLE, WRONG_USAGE, console, errors, fail, print_json
from customhouse.imaging.archive.results import LINES, SUMMARY, Job, Results
from customhouse.imaging.model import Grading
from customhouse.imaging.model.grading import WORST_FIRST, Severity
from customhouse.imaging.today import today
from customhouse.kernel.file_names import readable

LISTED = 20  # scans and bad files that are named at the terminal; the summary names all


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Archive:
    """What a person asked for: the folder, and how it is to be worked through."""

    folder: Path
    out: Path
    workers: int
    memory_mb: int
    resume: bool
    grading: Grading

    @property
    def recognised_by(self) -> str:
        """What signs the results: other limits make other findings."""
        return ", ".join(part for part in (str(today()), str(self.grading)) if part)

    @classmethod
    def asked(
        cls, folder: Path, out: Path | None, workers: int | None, memory_mb: int, *, resume: bool, grading: Grading
    ) -> "Archive":
        """Ends the command with words where there is nothing to work through."""
        if not folder.is_dir():
            fail(f"{folder} is no folder: --workers, --out and --resume are for a folder of scans", WRONG_USAGE)
        place = out or folder.resolve().with_name(f"{folder.resolve().name}.recognised")
        if place.exists() and not place.is_dir():
            fail(f"{place} is a file: name a folder by --out", WRONG_USAGE)
        return cls(folder, place, workers or cores(), memory_mb, resume, grading)


def recognise_archive(archive: Archive, as_json: bool) -> int:
    """Work through it; return the exit code."""
    # The readers of scan files are loaded by this command alone.
    from customhouse.adapters.recogniser.worker import ProcessRecogniser  # noqa: PLC0415 - as said above
    from customhouse.imaging.archive.survey import Survey  # noqa: PLC0415 - the same

    jobs = _jobs(archive)
    if not jobs:
        fail(f"there are no files in {archive.folder}")
    results = Results(archive.out, archive.recognised_by, archive.folder, resume=archive.resume)
    left, began, interrupted = results.left(jobs), time.monotonic(), False
    with _bar(len(jobs), len(jobs) - len(left)) as heard:
        workers = min(archive.workers, max(1, len(left)))
        recogniser = ProcessRecogniser(READER, memory_mb=archive.memory_mb, workers=workers, quiet=True)
        try:
            Survey(recogniser, results, workers, heard, archive.grading).run(left)
        except KeyboardInterrupt:
            interrupted = True
        except BaseException:
            results.close(finished=False)
            raise
    facts = {"finished": not interrupted, "workers": workers, "recognised_by": archive.recognised_by}
    summary = results.close(
        **facts,
        **_rate(len(left), time.monotonic() - began),
        worker_peak_mb=round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    )
    if as_json:
        print_json(summary)
    else:
        _tell(summary, archive)
    if interrupted:
        errors.print(f"Stopped. The same command with --resume goes on: {len(jobs) - summary['scans']} scans are left.")
        return INTERRUPTED
    return UNREADABLE if summary["unreadable"] else 0


def _jobs(archive: Archive) -> list[Job]:
    from customhouse.adapters.scanners.folders import scans_in  # noqa: PLC0415 - loaded by this command alone
    from customhouse.imaging.archive.survey import stamp_of  # noqa: PLC0415 - the same

    jobs: list[Job] = []
    with errors.status("Looking for scans…") as status:
        for found in scans_in(archive.folder.resolve(), leave_out=archive.out.resolve()):
            jobs.append(Job(readable(found.name), found.files, stamp_of(found.files)))
            status.update(f"Looking for scans: {len(jobs):,} found")
    return jobs


def _rate(done: int, seconds: float) -> dict[str, Any]:
    return {"seconds": round(seconds, 1), "scans_per_minute": round(done / seconds * 60, 1) if done else 0.0}


class RateColumn(ProgressColumn):
    """Scans a minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed * 60:,.0f} a minute" if task.speed else "")


@contextmanager
def _bar(total: int, done: int) -> Iterator[Any]:
    columns = (TextColumn("Recognising"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, disable=not sys.stderr.isatty(), speed_estimate_period=120) as bars:
        task = bars.add_task("", total=total, completed=done)
        yield lambda: bars.advance(task)


def _tell(summary: dict[str, Any], archive: Archive) -> None:
    bad = summary["unreadable"]
    rate = f"{summary['scans_per_minute']:g} a minute by {summary['workers']} workers"
    console.print(f"{summary['readable']} scans recognised, {len(bad)} could not be read; {rate}.")
    severities = (*WORST_FIRST, Severity.INFO)
    table = Table("findings", *(each.value for each in severities))
    table.add_row("", *(str(summary["findings"].get(each, 0)) for each in severities))
    console.print(table)
    _list([f"! {each['severity']:6}  {each['file']}: {each['message']}" for each in summary["raised"]], archive)
    _list([f"✗ {each['file']}: {each['message']} [{each['code']}]" for each in bad], archive)
    console.print(f"A line for each scan: {archive.out / LINES}", soft_wrap=True)


def _list(lines: list[str], archive: Archive) -> None:
    for line in lines[:LISTED]:
        console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
    if len(lines) > LISTED:
        console.print(f"… and {len(lines) - LISTED} more, in {archive.out / SUMMARY}", soft_wrap=True)

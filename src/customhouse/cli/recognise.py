"""`customhouse recognise`: what a scan shows, or a whole archive, and whether it agrees with what was declared."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from customhouse.cli.archive import Archive, recognise_archive
from customhouse.cli.recognise_telling import render
from customhouse.cli.speaking import WRONG_USAGE, console, fail, plain_errors, print_json
from customhouse.imaging.comparison.allowed import allowed_by
from customhouse.imaging.grading import check_fits, grading_by
from customhouse.policy.package import PolicyPackage
from customhouse.policy.service import load
from customhouse.settings import Settings


def recognise(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    file: Annotated[
        Path, typer.Argument(help="Image, volume, zip, or folder with one series; a side-car is read too.")
    ],
    declared: Annotated[
        Path | None, typer.Option(help="A lodgement as JSON, as it is posted to /api/declarations.")
    ] = None,
    tdr: Annotated[
        Path | None, typer.Option(help="Write the findings there as a DICOS Threat Detection Report.")
    ] = None,
    dicos: Annotated[
        Path | None, typer.Option(help="Write the scan into this folder as DICOS images, which the report refers to.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Work through a folder of scans with so many processes.", min=1, max=256)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a line of JSON for each scan; beside the archive if left out.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an earlier run over it ended.")] = False,
    memory_mb: Annotated[
        int, typer.Option("--memory-mb", help="Address space that a process may take, in MiB.", min=512)
    ] = 3072,
    head: Annotated[
        Path | None, typer.Option("--model", help="Folder of a site head, as `imaging adapt` wrote it, to look too.")
    ] = None,
    photo: Annotated[
        list[Path] | None, typer.Option("--photo", help="A photograph of the container, for its number; repeatable.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--at", formats=["%Y-%m-%d"], help="Judge by the policy of this day (UTC); today if left out."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Say what a scan shows: materials, objects, mass; and hold it against a declaration.

    With --workers, --out or --resume: work through a whole folder of scans, and its sub-folders. Exit codes: 0 read,
    and nothing disagrees · 3 the image disagrees with what was declared · 4 the file, or one of the archive's, cannot
    be read · 130 stopped by Ctrl-C.
    """
    if workers is not None or out is not None or resume:
        if declared or tdr or dicos or photo or head:
            fail("--declared, --photo, --tdr, --dicos and --model are for a single scan", WRONG_USAGE)
        with plain_errors():
            grading = grading_by(_policy(), _moment(day))
            asked = Archive.asked(file, out, workers, memory_mb, resume=resume, grading=grading)
            code = recognise_archive(asked, as_json)
        raise typer.Exit(code)
    _recognise_one(file, declared, (tdr, dicos), head, photo or (), day, as_json=as_json)


def _recognise_one(  # noqa: PLR0913 - what was asked for, as it was asked for
    file: Path,
    declared: Path | None,
    export: tuple[Path | None, Path | None],
    head: Path | None,
    photos: Sequence[Path],
    day: datetime | None,
    *,
    as_json: bool,
) -> None:
    # The codecs and the physics of images are loaded by this command alone: in the server they would cost memory.
    from customhouse.adapters.scanners.answer import Rules, exit_code, recognise_file  # noqa: PLC0415 - as said above
    from customhouse.adapters.scanners.dicos.export import Export  # noqa: PLC0415 - as said above

    with plain_errors():
        policy, at = _policy(), _moment(day)
        rules = Rules(grading_by(policy, at), allowed_by(policy, at)) if declared else Rules(grading_by(policy, at))
        answer = recognise_file(file, declared, Export(*export), head, photos, rules)
    if as_json:
        print_json(answer)
    else:
        console.print(render(answer))
    raise typer.Exit(exit_code(answer))


def _policy() -> PolicyPackage:
    policy = load(Settings().country_folder / "policy")
    check_fits(policy)
    return policy


def _moment(day: datetime | None) -> datetime:
    return datetime.now(UTC) if day is None else day.replace(tzinfo=UTC)

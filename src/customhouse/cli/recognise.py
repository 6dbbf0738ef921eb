"""`customhouse recognise`: what a scan shows, and whether it agrees with what was declared."""

from pathlib import Path
from typing import Annotated

import typer

from customhouse.cli.speaking import console, plain_errors, print_json


def recognise(
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
    head: Annotated[
        Path | None, typer.Option("--model", help="Folder of a site head, as `imaging adapt` wrote it, to look too.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Say what a scan shows: materials, objects, mass; and hold it against a declaration.

    Exit codes: 0 read, and nothing disagrees · 3 the image disagrees with
    what was declared · 4 the file cannot be read.
    """
    # The codecs and the physics of images are loaded by this command alone: in the server they would cost memory.
    from customhouse.adapters.scanners.answer import exit_code, recognise_file, render  # noqa: PLC0415 - as said above
    from customhouse.adapters.scanners.dicos.export import Export  # noqa: PLC0415 - as said above

    with plain_errors():
        answer = recognise_file(file, declared, Export(tdr, dicos), head)
    if as_json:
        print_json(answer)
    else:
        console.print(render(answer))
    raise typer.Exit(exit_code(answer))

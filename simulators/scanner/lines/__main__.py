"""`python -m simulators.scanner.lines SEED... --out DIR`: pictures of line scans, and their files where asked for."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from simulators.scanner.bags.catalogue import SPLITS
from simulators.scanner.files import ScanFile
from simulators.scanner.lines.files import as_dicos, as_tiff
from simulators.scanner.lines.sample import make_pallet, make_sample
from simulators.scanner.lines.sheet import sheet


def main(
    seeds: Annotated[list[int], typer.Argument(help="One load a seed.")],
    out: Annotated[Path, typer.Option(help="Folder for the pictures; it is made.")],
    split: Annotated[str, typer.Option(help=f"One of {', '.join(SPLITS)}.")] = "train",
    pallet: Annotated[bool, typer.Option(help="Stack small pallets instead of packing bags.")] = False,
    tiff: Annotated[bool, typer.Option(help="Write raw TIFF with side-car too.")] = False,
    dicos: Annotated[bool, typer.Option(help="Write DICOS DX with side-car too.")] = False,
) -> None:
    """Pack and scan parcels behind one tube, and draw each view: grey, in material colours, and the truth."""
    if split not in SPLITS:
        raise typer.BadParameter(f"choose one of {', '.join(SPLITS)}", param_hint="--split")
    if any(seed < 0 for seed in seeds):
        raise typer.BadParameter("seeds are whole numbers from 0", param_hint="SEEDS")
    out.mkdir(parents=True, exist_ok=True)
    for seed in track(seeds, description="Scanning"):
        name = f"{'pallet-' if pallet else ''}{split}-{seed}"
        sample = (make_pallet if pallet else make_sample)(seed, split)
        sheet(sample).save(out / f"{name}.png")
        if tiff:
            _write(as_tiff(sample, name), out / f"{name}-tiff")
        if dicos:
            _write(as_dicos(sample, name), out / f"{name}-dicos")


def _write(files: list[ScanFile], folder: Path) -> None:
    """A folder a format, so that each can be posted as it is."""
    folder.mkdir(exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)


if __name__ == "__main__":
    typer.run(main)

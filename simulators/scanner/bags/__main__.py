"""`python -m simulators.scanner.bags SEED... --out DIR`: pictures of bags, and their files where asked for."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from simulators.scanner.bags.catalogue import SPLITS
from simulators.scanner.bags.files import as_volume_file
from simulators.scanner.bags.montage import montage
from simulators.scanner.bags.sample import make_sample


def main(
    seeds: Annotated[list[int], typer.Argument(help="One bag a seed.")],
    out: Annotated[Path, typer.Option(help="Folder for the pictures; it is made.")],
    split: Annotated[str, typer.Option(help=f"One of {', '.join(SPLITS)}.")] = "train",
    voxel_mm: Annotated[float, typer.Option(min=1.0, max=10.0, help="Side of a voxel.")] = 2.5,
    dicom: Annotated[bool, typer.Option(help="Write the volumes as DICOM CT too.")] = False,
) -> None:
    """Pack and scan bags, and draw them: slices at both energies and the truth in colours."""
    if split not in SPLITS:
        raise typer.BadParameter(f"choose one of {', '.join(SPLITS)}", param_hint="--split")
    if any(seed < 0 for seed in seeds):
        raise typer.BadParameter("seeds are whole numbers from 0", param_hint="SEEDS")
    out.mkdir(parents=True, exist_ok=True)
    for seed in track(seeds, description="Scanning"):
        sample = make_sample(seed, split, voxel_mm=voxel_mm)
        montage(sample).save(out / f"{split}-{seed}.png")
        if dicom:
            as_volume_file(sample, out, f"{split}-{seed}")


if __name__ == "__main__":
    typer.run(main)

"""What coarser numbers do to the trained first network for CT, and to all that is said after it.

`python -m benchmarks.ct.precision [--cache DIR] [--bags N]`: the same bags by the shipped network in single precision,
in bf16 where the processor has it, and in 8-bit integers; Dice, the words of the networks behind it, CPU seconds.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.ct.look import found, on_grid, scan_of, truth
from benchmarks.ct.measures import auroc, dice_of, mean_dice, sums_of, worst
from benchmarks.ct.recognition import cache_of
from customhouse.imaging.networks.cards import MODELS, Model, shipped
from customhouse.imaging.networks.engine import gpu_hindrance, open_network
from customhouse.imaging.networks.volumes.looking import SEGMENTS, answers
from customhouse.imaging.networks.volumes.segments import Gridded, Segments, segment, tiles
from simulators.scanner.bags import shapes
from training.bags import CHOOSING, Kept, fill, kept
from training.ct.classes import OBJECTS

BAGS = 12  # of each split kept for choosing: what decides what ships is never the frozen evaluation
QUANTISED_BY = 6  # tiles of other bags, whose ranges the integers take over
FORMS = ("fp32", "bf16", "int8")
DATA = f"simulated bags of the splits {' and '.join(CHOOSING)}; simulated alone, no real image"


@dataclass(frozen=True)
class Form:
    """The shipped models, the first of them in one precision."""

    name: str
    models: Mapping[str, Model]

    @classmethod
    def of(cls, name: str, folder: Path, samples: list[dict[str, NDArray[Any]]]) -> "Form":
        """Raises `ImportError` where the integers' packages are not installed."""
        folder = folder / name
        shutil.copytree(MODELS, folder)
        card = folder / f"{SEGMENTS}.card.json"
        said = json.loads(card.read_bytes())
        said["preparation"]["lowest_precision"] = "bf16" if name == "bf16" else "fp32"
        card.write_text(json.dumps(said), encoding="utf-8")
        if name == "int8":
            _quantise(MODELS / f"{SEGMENTS}.onnx", folder / f"{SEGMENTS}.onnx", samples)
        return cls(name, shipped(folder))


def _quantise(whole: Path, target: Path, samples: list[dict[str, NDArray[Any]]]) -> None:
    """Convolutions alone: what counts attenuation before them must stay exact."""
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static  # noqa: PLC0415 - optional
    from onnxruntime.quantization.shape_inference import quant_pre_process  # noqa: PLC0415 - the same

    class Samples(CalibrationDataReader):
        def __init__(self) -> None:
            self.left = list(samples)

        def get_next(self) -> Any:
            return self.left.pop() if self.left else None

    prepared = target.with_suffix(".prepared.onnx")
    quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
    told = {"quant_format": QuantFormat.QDQ, "per_channel": True, "op_types_to_quantize": ["Conv"]}
    quantize_static(str(prepared), str(target), Samples(), **told)
    prepared.unlink()


def bags_of(cache: Path, count: int) -> list[Kept]:
    for split in CHOOSING:
        for _ in track(fill(cache, split, "bag", count, 1), f"making bags of {split}", count, transient=True):
            pass
    return [bag for split in CHOOSING for bag in kept(cache, split)[:count]]


def samples_of(bags: list[Kept], pitch_mm: float) -> Iterator[dict[str, NDArray[Any]]]:
    """The first whole tile of each."""
    for bag in bags:
        grid = Gridded.of(scan_of(bag), pitch_mm)
        (taken, _, _), *_ = tiles(grid.high.shape)
        fields = (np.pad(each[taken], _missing(each[taken].shape, taken)) for each in (grid.high, grid.low))
        high, low = (each[None, None] for each in fields)
        yield {"high": high, "low": low, "both": np.ones((1, 1, 1, 1, 1), np.float32)}


def _missing(shape: tuple[int, ...], taken: tuple[slice, ...]) -> list[tuple[int, int]]:
    return [(0, part.stop - part.start - size) for part, size in zip(taken, shape, strict=True)]


def looked(form: Form, bag: Kept) -> tuple[dict[str, Any], Segments]:
    """What is kept of one bag as one precision shows it."""
    planes, scan, network = np.asarray(bag.planes), scan_of(bag), open_network(form.models[SEGMENTS].path)
    grid = Gridded.of(scan, float(form.models[SEGMENTS].card.preparation["pitch_mm"]))
    begun = time.process_time()
    seen = segment(network, grid)
    spent, labels = time.process_time() - begun, on_grid(planes[2], grid)
    sums = [
        np.bincount(each.ravel(), minlength=len(OBJECTS)).tolist()
        for each in (labels[labels == seen.label], seen.label, labels)
    ]
    said = found(answers(scan, form.models), planes)
    return {"sums": sums, "cpu_s": spent, "worst": worst(said), "raised": any(each["raised"] for each in said)}, seen


def measured(forms: list[Form], bags: list[Kept]) -> dict[str, Any]:
    """By form. `alike` is the share of voxels, air left out, whose class is that of the first form."""
    rows: dict[str, list[dict[str, Any]]] = {form.name: [] for form in forms}
    for bag in track(bags, "looking at bags in each precision"):
        first: Segments | None = None
        for form in forms:
            row, seen = looked(form, bag)
            first = first or seen
            filled = (first.label > 0) | (seen.label > 0)
            row["alike"] = float((first.label == seen.label)[filled].mean()) if filled.any() else 1.0
            rows[form.name].append(row | {"holds": bool(truth(bag))})
    return {name: _figures(each, rows[forms[0].name]) for name, each in rows.items()}


def _figures(rows: list[dict[str, Any]], first: list[dict[str, Any]]) -> dict[str, Any]:
    sums = [row["sums"] for row in rows]
    yes, no = ([row["worst"] for row in rows if row["holds"] == holds] for holds in (True, False))
    return {
        "threats": mean_dice(sums_of(sums)).said,
        "all": float(np.mean(list(dice_of(sums_of(sums).sum(0)).values()))),
        "alike": float(np.mean([row["alike"] for row in rows])),
        "auroc": auroc(yes, no).said,
        "bags": len(rows),
        "otherwise": sum(row["raised"] != other["raised"] for row, other in zip(rows, first, strict=True)),
        "cpu_s": float(np.mean([row["cpu_s"] for row in rows])),
    }


def main(cache: Path | None = None, count: int = BAGS) -> dict[str, Any]:
    console, bags, forms = Console(width=140), bags_of(cache or cache_of(shapes.find()), count + QUANTISED_BY), []
    chosen, others = parted(bags, count)
    with tempfile.TemporaryDirectory() as name:
        samples = list(samples_of(others, float(shipped()[SEGMENTS].card.preparation["pitch_mm"])))
        for precision in FORMS:
            lacking = _lacking(precision)
            if lacking:
                console.print(f"left out: {precision} ({lacking})")
            else:
                forms.append(Form.of(precision, Path(name), samples))
        result = measured(forms, chosen)
    table = Table("first network in", "Dice of threats", "of all classes", "voxels named alike", "AUROC of bags")
    table.add_column("bags told otherwise")
    table.add_column("CPU a volume")
    table.title = "The trained networks for CT, the first of them in coarser numbers"
    for form in forms:
        row = result[form.name]
        dice, area = (
            f"{row[key]['value']:.3f} ({row[key]['low']:.2f}–{row[key]['high']:.2f})" for key in ("threats", "auroc")
        )
        table.add_row(
            form.name,
            dice,
            f"{row['all']:.3f}",
            f"{row['alike']:.2%}",
            area,
            f"{row['otherwise']} of {row['bags']}",
            f"{row['cpu_s']:.2f} s",
        )
    console.print(table)
    console.print(
        f"Data: {DATA}; {len(chosen)} bags. 95 % intervals over bags; told otherwise: stopped or not, as shipped."
    )
    return {"claim": "precision of the first network for CT", "data": DATA, "forms": result}


def parted(bags: list[Kept], count: int) -> tuple[list[Kept], list[Kept]]:
    """Those that are looked at, and those of `tune` whose ranges the integers take over."""
    each = len(bags) // len(CHOOSING)
    return [bag for first in range(0, len(bags), each) for bag in bags[first : first + count]], bags[count:each]


def _lacking(form: str) -> str:
    """What is missing for a form; nothing where it can be measured."""
    wanted = {"fp32": (), "bf16": ("openvino",), "int8": ("onnx", "openvino")}[form]
    absent = [name for name in wanted if find_spec(name) is None]
    if absent:
        return f"{' and '.join(absent)} not installed"
    if form == "bf16" and not _has_bf16():
        return "this processor has none, or the network runs on a GPU"
    return ""


def _has_bf16() -> bool:
    import openvino  # noqa: PLC0415 - optional, and slow to import

    return bool(gpu_hindrance()) and "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--bags", type=int, default=BAGS)
    asked = parser.parse_args(sys.argv[1:])
    main(asked.cache, asked.bags)

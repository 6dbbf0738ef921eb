"""How well the radiograph network reads simulated containers that it was never shown anything like.

The frozen set is the split `evaluation` of simulators/scanner/loads, seeds 0 to 1,499: seeds, goods, packing styles and
scanners that the training lacks. `--part 0.2` looks at the first fifth of it. What was looked at is kept, and not
looked at again while the model is the same.

    python -m benchmarks.recognition_radiograph --part 1.0
"""

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks import radiograph_figures, radiograph_plots, radiograph_tables
from benchmarks.radiograph_cases import CHANGES, Case, case_of, lot_of
from customhouse.imaging.networks.cards import Figure, Model, write_card
from customhouse.imaging.networks.radiograph_hidden import hidden_of
from customhouse.imaging.networks.radiographs import shipped_model
from training.cargo_scans import sample_of

FROZEN = 1500
PIXEL_MM = 12.0
LOTS, LOT_SIZE = 60, 6
CHANGED = 40  # containers of which changed copies are looked at
USUAL_PART = 0.1
RESULTS = Path(__file__).parent / "results"
Bins = tuple[tuple[float, float, int], ...]
DATA = "simulated containers (split `evaluation`: goods, packing styles and scanners that the training lacks)"


def looked_at(model: Model, seeds: Sequence[int], kept: Path) -> list[Case]:
    found = []
    for seed in track(seeds, "Looking at containers…"):
        path = kept / f"{seed:05d}.pickle"
        if path.exists():
            found.append(pickle.loads(path.read_bytes()))
            continue
        case = case_of(sample_of(seed, "evaluation", PIXEL_MM), seed, model)
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(case))
        part.rename(path)
        found.append(case)
    return found


def changed(model: Model, count: int) -> dict[str, list[Case]]:
    """The same containers as other scanners would show them."""
    cases: dict[str, list[Case]] = {name: [] for name, _ in CHANGES}
    for seed in track(range(count), "Changing containers…"):
        sample = sample_of(seed, "evaluation", PIXEL_MM)
        for name, change in CHANGES:
            cases[name].append(case_of(sample, seed, model, change))
    return cases


def into_cards(model: Model, watching: Model, figures: Sequence[Figure], hidden_bins: Bins) -> None:
    """Figures of what is hidden into the card of the network that tells it, all others into the first network's.

    With them goes how often something was hidden, by how probable it was called: on packing that no limit was set on.
    """
    hidden = [figure for figure in figures if figure.name.startswith(radiograph_tables.HIDDEN)]
    others = [figure for figure in figures if figure not in hidden]
    pairs = ((model, others), (watching, hidden)) if watching is not model else ((model, [*figures]),)
    for each, own in pairs:
        before = tuple(figure for figure in each.card.figures if "`evaluation`" not in figure.data)
        card = replace(each.card, figures=(*own, *before))
        if each is watching and watching is not model:
            words = f"the probability that something is hidden, {own[0].data}"
            card = replace(card, reliability=hidden_bins, reliability_of=words)
        write_card(card, each.path.parent)


def main(part: float = USUAL_PART, *, into_card: bool = False) -> dict[str, Any]:
    model = shipped_model()
    console = Console()
    if model is None:
        console.print("There is no radiograph network to measure: python -m training.train_radiograph makes one.")
        return {"claim": "radiograph network", "data": DATA, "results": {}}
    count = max(1, round(FROZEN * part))
    watching = hidden_of(model) or model
    kept = RESULTS / "cases" / "-".join(dict.fromkeys((model.sha256[:12], watching.sha256[:12])))
    kept.mkdir(parents=True, exist_ok=True)
    cases = looked_at(model, range(count), kept)
    others = changed(model, max(4, round(CHANGED * min(1.0, part * 5))))
    seeds = range(max(4, round(LOTS * min(1.0, part * 2))))
    lots = [lot_of(seed, LOT_SIZE, PIXEL_MM, model) for seed in track(seeds, "Looking at lots…")]
    results, tables = radiograph_tables.measured(cases, others, lots, watching.card)
    for table in tables:
        console.print(table)
    console.print(f"Data: {count} of {FROZEN} {DATA}; model {model.label}. Intervals of 95 %, over containers.")
    if into_card:
        figures = radiograph_figures.figures_of(results, f"{count} {DATA}")
        into_cards(model, watching, figures, results["calibration"]["hidden_bins"])
    radiograph_plots.draw(results, RESULTS, console)
    return {"claim": "radiograph network", "data": DATA, "count": count, "model": model.label, "results": results}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--part", type=float, default=USUAL_PART)
    asked.add_argument("--into-card", action="store_true", help="keep the figures in the model's card")
    told = asked.parse_args()
    main(told.part, into_card=told.into_card)

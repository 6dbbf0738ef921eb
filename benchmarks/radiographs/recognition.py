"""How well the radiograph network reads simulated containers that it was never shown anything like.

The frozen set is the split `evaluation` of simulators/scanner/loads, seeds 0 to 1,499: seeds, goods, packing styles and
scanners that the training lacks. `--part 0.2` looks at the first fifth of it. What was looked at is kept, and not
looked at again while the model is the same.

    python -m benchmarks.radiographs.recognition --part 1.0
"""

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.radiographs import curves as robustness
from benchmarks.radiographs import figures as for_cards
from benchmarks.radiographs import further as unmet
from benchmarks.radiographs import plots
from benchmarks.radiographs import tables as tabled
from benchmarks.radiographs import unlike as strangers
from benchmarks.radiographs.cases import Case, case_of, kept, lot_of
from customhouse.imaging.networks.cards import Figure, Model, write_card
from customhouse.imaging.networks.radiographs.emptiness import emptiness_of
from customhouse.imaging.networks.radiographs.hidden import hidden_of
from customhouse.imaging.networks.radiographs.looking import shipped_model
from customhouse.imaging.physics import VERSION
from training.cargo_scans import sample_of

FROZEN = 1500
PIXEL_MM = 12.0
LOTS, LOT_SIZE = 60, 6
CHANGED = 12  # containers of which changed copies are looked at
UNLIKE = 12  # images of each set that is unlike the training
FURTHER = 6  # containers of each find that training never showed
USUAL_PART = 0.1
RESULTS = Path(__file__).parents[1] / "results"
Bins = tuple[tuple[float, float, int], ...]
DATA = "simulated containers (split `evaluation`: goods, packing styles and scanners that the training lacks)"


def looked_at(model: Model, seeds: Sequence[int], folder: Path) -> list[Case]:
    return [
        kept(folder / f"{seed:05d}.pickle", lambda n=seed: case_of(sample_of(n, "evaluation", PIXEL_MM), n, model))
        for seed in track(seeds, "Looking at containers…")
    ]


def folder_of(model: Model, watching: Model) -> Path:
    """Cases of other models or physics, or of which less was noted, are not counted with those of today.

    A card may bring the same network's words to another scale: its version counts too.
    """
    by = (VERSION, model.label, watching.label, Case.__module__, *(field.name for field in fields(Case)))
    noted = hashlib.sha256(" ".join(by).encode()).hexdigest()[:6]
    return RESULTS / "cases" / "-".join(dict.fromkeys((model.sha256[:12], watching.sha256[:12], noted)))


def into_cards(model: Model, watching: Model, figures: Sequence[Figure], hidden_bins: Bins) -> None:
    """Figures of what is hidden into the card of the network that tells it, all others into the first network's.

    With them goes how often something was hidden, by how probable it was called: on packing that no limit was set on.
    """
    hidden = [figure for figure in figures if figure.name.startswith(tabled.HIDDEN)]
    others = [figure for figure in figures if figure not in hidden]
    pairs = ((model, others), (watching, hidden)) if watching is not model else ((model, [*figures]),)
    for each, own in pairs:
        card = replace(each.card, figures=(*own, *learned_of(each)))
        if each is watching and watching is not model:
            words = f"the probability that something is hidden, {own[0].data}"
            card = replace(card, reliability=hidden_bins, reliability_of=words)
        write_card(card, each.path.parent)


def learned_of(model: Model) -> tuple[Figure, ...]:
    """The figures that its training left in the card."""
    return tuple(figure for figure in model.card.figures if "`evaluation`" not in figure.data)


def main(
    part: float = USUAL_PART,
    *,
    changed: int = CHANGED,
    unlike: int = UNLIKE,
    further: int = FURTHER,
    into_card: bool = False,
) -> dict[str, Any]:
    """`changed` containers are looked at under other conditions, `unlike` images of each set that is unlike, and
    `further` containers of each find that training never showed.
    """
    model = shipped_model()
    console = Console(width=180)
    if model is None:
        console.print("There is no radiograph network to measure: python -m training.radiographs.train makes one.")
        return {"claim": "radiograph network", "data": DATA, "results": {}}
    count = max(1, round(FROZEN * part))
    watching = hidden_of(model) or model
    folder = folder_of(model, watching)
    cases = looked_at(model, range(count), folder)
    seeds = range(max(4, round(LOTS * min(1.0, part * 2))))
    lots = [
        kept(folder / f"lot-{seed}.pickle", lambda n=seed: lot_of(n, LOT_SIZE, PIXEL_MM, model))
        for seed in track(seeds, "Looking at lots…")
    ]
    levels = robustness.changed(model, changed, PIXEL_MM, folder)
    strange = strangers.looked_at(model, unlike, PIXEL_MM, folder)
    finds = unmet.looked_at(model, further, PIXEL_MM, folder)
    trees = emptiness_of(model)
    results, tables = tabled.measured(cases, lots, watching.card, trees)
    for name, (got, more) in {
        "robustness": robustness.curves(levels),
        "unlike": strangers.unlike(strange, cases, model),
        "further": unmet.further(finds, cases, watching.card),
    }.items():
        results[name] = got
        tables += more
    for table in tables:
        console.print(table)
    console.print(f"Data: {count} of {FROZEN} {DATA}; model {model.label}. Intervals of 95 %, over containers.")
    if into_card:
        figures = for_cards.figures_of(results, f"{count} {DATA}")
        into_cards(model, watching, figures, results["calibration"]["bins_hidden"])
        if trees is not None:
            own = for_cards.emptiness_figures(results["whole"], f"{count} {DATA}")
            write_card(replace(trees.card, figures=(*own, *learned_of(trees))), trees.path.parent)
    plots.draw(results, RESULTS, console)
    return {"claim": "radiograph network", "data": DATA, "count": count, "model": model.label, "results": results}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--part", type=float, default=USUAL_PART)
    asked.add_argument("--changed", type=int, default=CHANGED, help="containers looked at under other conditions")
    asked.add_argument("--unlike", type=int, default=UNLIKE, help="images of each set that is unlike the training")
    asked.add_argument(
        "--further", type=int, default=FURTHER, help="containers of each find that training never showed"
    )
    asked.add_argument("--into-card", action="store_true", help="keep the figures in the model's card")
    told = asked.parse_args()
    main(told.part, changed=told.changed, unlike=told.unlike, further=told.further, into_card=told.into_card)

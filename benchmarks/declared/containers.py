"""At five false alarms in a hundred: the share of false declarations caught by words, by the image, and by both.

Containers of the evaluation split (packing styles, scanners and seeds that nothing was learned from), each declared
truly and in several false ways. Beside it: by how much both beat either alone, how right the probabilities are, and how
often the odd container of a lot is named. What was recognised is kept, and not recognised again by the same recogniser.

    python -m benchmarks.declared.containers --containers 235 --lots 24
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.declared.consignments import (
    CONTAINERS,
    HONEST,
    KINDS,
    PIXEL_MM,
    Case,
    cases,
    numbered_scan_of,
    read_descriptions,
    recogniser,
    scanned,
)
from benchmarks.declared.consignments import (
    DATA as SIMULATED,
)
from benchmarks.declared.plots import ALLOWED, draw
from benchmarks.goods.measures import Share, reliability
from benchmarks.radiographs.cases import kept
from benchmarks.radiographs.measures import Measured, resampled
from customhouse.imaging.adaptation.measures import auc_between, curve_of
from customhouse.imaging.comparison import Tolerances, compare
from customhouse.imaging.comparison.scoring.score import Weights, score_of, shipped
from customhouse.imaging.comparison.scoring.terms import IMAGE, LOGISTICS, TERMS, TEXT
from customhouse.imaging.likeness.spaces import standings, vector_of
from customhouse.imaging.model import Modality, Verdict
from customhouse.imaging.recognition.pipeline import recognise_scan
from simulators.scanner.loads.sample import make_lot

DATA = f"{SIMULATED}; evaluation split: held-out packing styles, scanners and seeds"
TOGETHER = "both"
Ways = Mapping[str, frozenset[str]]
WAYS: Ways = {
    "text only": frozenset({TEXT}),
    "image only": frozenset({IMAGE}),
    TOGETHER: frozenset({TEXT, IMAGE}),
    "both and weighbridge (a third drove over one)": frozenset({TEXT, IMAGE, LOGISTICS}),
}
ANCHOR = "Published anchors give no such figures (Che et al. 2018 rank HS codes by image; AJNA compares masses)."
LOT = 6
FULL, FULL_LOTS = 235, 24  # containers and lots that the documented figures rest on
USUAL, USUAL_LOTS = 40, 4  # some ten minutes where nothing was recognised before
RESULTS = Path(__file__).parents[1] / "results"
KEPT = RESULTS / "seen"
ODD_FROM = Tolerances().odd_doubtful

Numbers = NDArray[np.float64]


Values = dict[str, float | None]


def probabilities(measured: Sequence[Values], groups: frozenset[str], weights: Weights) -> Numbers:
    """With every other group's terms as if they were not seen, at even odds."""
    names = {term.__name__ for group, term in TERMS if group in groups}
    told = []
    for values in measured:
        kept = {name: value if name in names else None for name, value in values.items()}
        told.append(score_of(kept, 0.5, weights).probability)
    return np.array(told)


def kinds_of(found: Sequence[Case]) -> list[str]:
    """The falsehoods among them, in the order in which tables tell them."""
    present = dict.fromkeys(case.kind for case in found if case.kind != HONEST)
    return [*(kind for kind in KINDS if kind in present), *(kind for kind in present if kind not in KINDS)]


def caught(found: Sequence[Case], scores: Numbers) -> dict[str, Any]:
    """Share of each kind above the score that one honest declaration in twenty exceeds."""
    honest = np.array([case.kind == HONEST for case in found])
    limit = float(np.quantile(scores[honest], 1 - ALLOWED, method="higher"))
    above = scores > limit
    rows: dict[str, Any] = {"limit": round(limit, 4), "false_alarms": share_of(above[honest])}
    for kind in kinds_of(found):
        own = np.array([case.kind == kind for case in found])
        rows[kind] = share_of(above[own]) | {"auc": round(auc_between(scores[own], scores[honest]), 3)}
    wrong = ~honest
    return rows | {"all": share_of(above[wrong]) | {"auc": round(auc_between(scores[wrong], scores[honest]), 3)}}


def share_of(hits: NDArray[np.bool_]) -> dict[str, Any]:
    share = Share(int(hits.sum()), len(hits))
    return {"n": len(hits), "share": round(float(hits.mean()), 3) if len(hits) else None, "interval": share.interval}


def by_rules(found: Sequence[Case], allowed: Tolerances | None = None) -> dict[str, Any]:
    """What the verdicts alone say, without a score: doubtful or worse is an alarm."""
    against = (Verdict.DOUBTFUL, Verdict.DISAGREES)
    spoken = np.array([compare(c.declared, c.sight, allowed or Tolerances())[0].verdict in against for c in found])
    kinds = np.array([case.kind for case in found])
    rows = {kind: share_of(spoken[kinds == kind]) for kind in kinds_of(found)}
    return {"false_alarms": share_of(spoken[kinds == HONEST])} | rows | {"all": share_of(spoken[kinds != HONEST])}


def calibration(found: Sequence[Case], scores: Numbers) -> dict[str, Any]:
    """Expected calibration error at even odds: honest and false ones drawn equally often."""
    wrong = np.array([case.kind != HONEST for case in found], float)
    dice = np.random.default_rng(5)
    honest, false = np.flatnonzero(wrong == 0), np.flatnonzero(wrong == 1)
    drawn = np.concatenate([dice.choice(honest, 4000), dice.choice(false, 4000)])
    error, bins = reliability(scores[drawn], wrong[drawn])
    return {"error": round(float(error), 3), "bins": bins}


def margins(found: Sequence[Case], weights: Weights) -> dict[str, Measured]:
    """The share of false declarations that both catch beyond what each catches alone; bootstrapped over containers."""
    measured = [case.values() for case in found]
    scores = {way: probabilities(measured, WAYS[way], weights) for way in ("text only", "image only", TOGETHER)}
    wrong = np.array([case.kind != HONEST for case in found])
    seeds = sorted({case.seed for case in found})
    own = [np.array([n for n, case in enumerate(found) if case.seed == seed]) for seed in seeds]

    def ahead(some: NDArray[np.intp], way: str) -> float:
        drawn = np.concatenate([own[n] for n in some])
        return _caught_of(scores[TOGETHER][drawn], wrong[drawn]) - _caught_of(scores[way][drawn], wrong[drawn])

    alone = [way for way in scores if way != TOGETHER]
    return {way: resampled(len(seeds), lambda some, w=way: ahead(some, w)) for way in alone}


def _caught_of(scores: Numbers, wrong: NDArray[np.bool_]) -> float:
    if wrong.all() or not wrong.any():
        return float("nan")
    limit = np.quantile(scores[~wrong], 1 - ALLOWED, method="higher")
    return float((scores[wrong] > limit).mean())


Standing = tuple[Any, bool, str]  # a container's vector, whether something is hidden in it, its goods


def _lot(seed: int, odd: bool, split: str) -> list[Standing]:
    vectors = []
    for sample in make_lot(seed, LOT, odd, split=split, pixel_mm=PIXEL_MM):
        found = vector_of(recognise_scan(numbered_scan_of(sample)), Modality.RADIOGRAPH)
        assert found is not None
        vectors.append((found[1], bool(sample.truth.hidden), sample.truth.items[0].code if sample.truth.items else ""))
    return vectors


def lots(count: int, folder: Path, split: str = "evaluation") -> dict[str, Any]:
    """Lots of six, every second with an odd one: other goods, or something hidden."""
    highest, odd_named, is_odd = [], [], []
    for seed in track(range(1, count + 1), "lots"):
        odd = seed % 2 == 0
        path = folder / f"lot-{split}-{seed}.{recogniser()}.pickle"
        vectors = kept(path, lambda n=seed, o=odd: _lot(n, o, split))
        judged = [each.deviations for each in standings([vector for vector, _, _ in vectors])]
        highest.append(max(judged))
        is_odd.append(odd)
        if odd:
            codes = [code for _, _, code in vectors]
            strange = [n for n, (_, hidden, code) in enumerate(vectors) if hidden or codes.count(code) == 1]
            odd_named.append(int(np.argmax(judged)) in strange)
    top, odd_lots = np.array(highest), np.array(is_odd)
    return {
        "lots": count,
        "auc": round(auc_between(top[odd_lots], top[~odd_lots]), 3),
        "odd_found": share_of(top[odd_lots] >= ODD_FROM),
        "false_alarms": share_of(top[~odd_lots] >= ODD_FROM),
        "right_container_named": share_of(np.array(odd_named)),
    }


def curve(found: Sequence[Case], scores: Numbers) -> dict[str, list[float]]:
    """Of false declarations of every kind: the share caught over the share of honest ones called false."""
    told = curve_of(scores, np.array([case.kind != HONEST for case in found]))
    return {"false_alarms": told.false_alarms.tolist(), "caught": told.detections.tolist()}


def by_weights(
    found: Sequence[Case], weights: Weights, ways: Ways = WAYS, allowed: Tolerances | None = None
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What is caught, how right the probabilities are, and the whole curve, by what is looked at.

    Ends the program where there is nothing to compare: few scans may all hide something, or all be declared truly.
    """
    honest = sum(case.kind == HONEST for case in found)
    if honest in {0, len(found)}:
        told = f"Of {len(found)} declarations {honest} are honest"
        raise SystemExit(f"{told}: shares need honest and false ones. Ask for more scans.")
    measured = [case.values(allowed) for case in found]
    results: dict[str, Any] = {}
    right: dict[str, Any] = {}
    curves: dict[str, Any] = {}
    for way, groups in ways.items():
        scores = probabilities(measured, groups, weights)
        results[way], right[way], curves[way] = caught(found, scores), calibration(found, scores), curve(found, scores)
    return results, right, curves


def main(containers: int = USUAL, lots_of: int = USUAL_LOTS, folder: Path = KEPT) -> dict[str, Any]:
    weights = shipped()
    seeds = track(range(1, containers + 1), "containers")
    found = list(cases(scanned(CONTAINERS, "evaluation", seeds, folder), read_descriptions()))
    results: dict[str, Any] = {"verdicts, no score": by_rules(found)}
    scored, right, curves = by_weights(found, weights)
    results |= scored
    ahead = margins(found, weights)
    seen = lots(lots_of, folder) if lots_of else None
    print_caught(results, right, kinds_of(found))
    _print_lots(seen)
    print_margins(ahead, "containers")
    if containers < FULL or lots_of < FULL_LOTS:
        print(f"Only {containers} containers and {lots_of} lots: the documented figures rest on {FULL} and {FULL_LOTS} "
              f"(--containers {FULL} --lots {FULL_LOTS}).")  # fmt: skip
    print(f"Weights {weights.name} {weights.version}; recogniser {recogniser()}. {len(found)} declarations.")
    print(f"Data: {DATA}. Shares with 95 % intervals. {ANCHOR}")
    told = {
        "claim": "false declarations caught at 5 % false alarms",
        "data": DATA,
        "containers": containers,
        "weights": f"{weights.name} {weights.version}",
        "recogniser": recogniser(),
        "results": results,
        "calibration": right,
        "curves": curves,
        "margins": {way: margin.plain() for way, margin in ahead.items()},
        "lots": seen,
    }
    draw(told, RESULTS, Console())
    return told


def print_caught(results: dict[str, Any], right: dict[str, Any], kinds: Sequence[str]) -> None:
    table = Table("evidence", "false alarms", *kinds, "all", "calibration error", title="Caught, simulated")
    for way, got in results.items():
        cells = [_cell(got[name]) for name in ("false_alarms", *kinds, "all")]
        table.add_row(way, *cells, f"{right[way]['error']:.3f}" if way in right else "–")
    Console(width=170).print(table)


def print_margins(ahead: dict[str, Measured], things: str) -> None:
    for way, margin in ahead.items():
        value, low, high = (100 * part for part in (margin.value, margin.low, margin.high))
        more = f"{value:.0f} ({low:.0f} to {high:.0f}) in a hundred more than {way}"
        print(f"Both catch {more}, over {margin.count} {things}.")


def _print_lots(seen: dict[str, Any] | None) -> None:
    if seen is not None:
        print(f"Odd one of a lot of {LOT} ({seen['lots']} lots, simulated), from {ODD_FROM:g} deviations:")
        print(f"  found {_cell(seen['odd_found'])}, honest lots named odd {_cell(seen['false_alarms'])}")
        print(f"  AUC {seen['auc']}; the right container stands out most in {_cell(seen['right_container_named'])}")


def _cell(share: dict[str, Any]) -> str:
    if share["share"] is None:
        return "–"
    low, high = share["interval"]
    return f"{100 * share['share']:.0f} % ({100 * low:.0f}–{100 * high:.0f}), {share['n']}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--containers", type=int, default=USUAL)
    parser.add_argument("--lots", type=int, default=USUAL_LOTS)
    parser.add_argument("--folder", type=Path, default=KEPT, help="keeps what was recognised")
    asked = parser.parse_args()
    main(asked.containers, asked.lots, asked.folder)

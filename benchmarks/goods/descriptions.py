"""What is told of goods descriptions: candidates, fit, vagueness, calibration, speed; baselines on the same texts.

UK terms: a fifth held out; real parcels: half held out; grouped by their stemmed words, so that a text and its near
twins stand on one side only, across files too. Everything is learned from the other side.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.goods import baselines
from benchmarks.goods.measures import Share, at_coverage, auc_interval, reliability, within
from benchmarks.goods.texts import FOLDER, Case, Split, chinese, in_language, nomenclature, split
from customhouse.adapters.embedding.fuse import fuse
from customhouse.commodities.language.index import GoodsIndex, own_texts
from customhouse.commodities.language.model import Example, Level, Reading, StopWord, Thresholds
from customhouse.commodities.language.retrieval.normalising import key, words
from customhouse.commodities.trade_names import trade_names
from customhouse.imaging.adaptation.measures import auc_between

DATA = "HS 2022, trade names, CN 2023, TARIC, UK curated terms and real parcels; see docs/concepts/goods-language.md"
THRESHOLDS = Thresholds()
AIMS = {"terms": (72.0, 93.0), "parcels": (48.0, 70.0)}  # per cent at heading, first and among five
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
COVERAGE = (0.2, 0.4, 0.6, 0.8, 1.0)
FOREIGN = (("cn", "fr"), ("cn", "de"), ("cn", "nl"), ("taric", "es"))
FOREIGN_TEXTS = 300
HYBRID, VOTES = "hybrid of fixed weights", 20  # rows that vote


def say(text: str) -> None:
    print(f"goods: {text}", file=sys.stderr, flush=True)


def ranked(readings: Sequence[Reading], level: Level) -> list[list[str]]:
    return [[candidate.code for candidate in reading.at(level)] for reading in readings]


def row_of(found: dict[Level, list[list[str]]], cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    row = {}
    for level, codes in found.items():
        truth = [case.code[: level.digits] for case in cases]
        row[level.value] = {f"top{most}": within(codes, truth, most).plain() for most in (1, 5)}
    return row


def ours(index: GoodsIndex, cases: Sequence[Case]) -> tuple[dict[str, dict[str, Any]], list[Reading]]:
    readings = index.read_many([case.text for case in cases], THRESHOLDS)
    return row_of({level: ranked(readings, level) for level in Level}, cases), readings


def others(rows: Sequence[Example], cases: dict[str, list[Case]]) -> dict[str, dict[str, Any]]:
    """Each baseline over the same rows and tests; BM25 over the nomenclature's own texts besides."""
    texts = [case.text for some in cases.values() for case in some]
    spoken, codes = [row.text for row in rows], [row.code for row in rows]
    installed = [row for row in rows if row.source == "nomenclature"]
    by_name: dict[str, tuple[Any, Sequence[Example]]] = {
        "BM25 on HS texts": (baselines.bm25([row.text for row in installed]), installed),
        "BM25": (baselines.bm25(spoken), rows),
        "char TF-IDF kNN": (baselines.letters(spoken), rows),
    }
    if (embedding := fuse()) is not None:
        by_name["FUSE kNN"] = (baselines.meaning(spoken, embedding), rows)
        heard = (by_name[name][0] for name in ("BM25", "char TF-IDF kNN", "FUSE kNN"))
        by_name[HYBRID] = (baselines.hybrid(list(zip((1, 0.5, 0.5), heard, strict=True))), rows)
    found: dict[str, dict[Level, list[list[str]]]] = {}
    for name, (score, of) in by_name.items():
        say(name)
        votes = VOTES if name == HYBRID else 0
        codes_of = [row.code for row in of]
        by_digits = baselines.nearest(score, codes_of, texts, [level.digits for level in Level], votes=votes)
        found[name] = {level: by_digits[level.digits] for level in Level}
    for name in ("ComplementNB", "LinearSVC"):
        say(name)  # subheadings have too few texts each, and a model of 5,600 classes would not fit
        found[name] = {
            level: baselines.trained(name, spoken, [code[: level.digits] for code in codes], texts)
            for level in (Level.CHAPTER, Level.HEADING)
        }
    return {name: _by_set(levels, cases) for name, levels in found.items()}


def _by_set(levels: dict[Level, list[list[str]]], cases: dict[str, list[Case]]) -> dict[str, Any]:
    told, at = {}, 0
    for name, some in cases.items():
        told[name] = row_of({level: codes[at : at + len(some)] for level, codes in levels.items()}, some)
        at += len(some)
    return told


def misdeclared(index: GoodsIndex, cases: Sequence[Case]) -> dict[str, np.ndarray[Any, Any]]:
    """Scores of the right heading, and of a wrong one of anywhere, of the same chapter, and the likeliest of all."""
    dice, headings = np.random.default_rng(5), index.library.tree.headings
    scores: dict[str, list[float]] = {"right": [], "anywhere": [], "same chapter": [], "likeliest": []}
    told = index.read_many([case.text for case in cases], THRESHOLDS, limit=2)
    for case, reading in zip(cases, told, strict=True):
        own = case.code[:4]
        neighbours = [code for code in headings if code[:2] == own[:2] and code != own]
        strangers = [code for code in (headings[n] for n in dice.integers(len(headings), size=3)) if code != own]
        asked = {"right": own, "anywhere": strangers[0]}
        if neighbours:
            asked["same chapter"] = neighbours[int(dice.integers(len(neighbours)))]
        tempting = [candidate.code for candidate in reading.headings if candidate.code != own]
        if tempting:
            asked["likeliest"] = tempting[0]
        fits = index.fits(case.text, list(asked.values()), THRESHOLDS)
        for name, fit in zip(asked, fits, strict=True):
            scores[name].append(fit.score)
    return {name: np.array(values) for name, values in scores.items()}


def fit_figures(index: GoodsIndex, cases: dict[str, list[Case]], developed: dict[str, list[Case]]) -> dict[str, Any]:
    """The threshold for 5 % false alarms is read from the development texts and applied to the test texts."""
    figures: dict[str, Any] = {}
    for name, some in cases.items():
        threshold = float(np.quantile(misdeclared(index, developed[name])["right"], 0.05))
        found = misdeclared(index, some)
        alarms = int((found["right"] < threshold).sum())
        figures[name] = {"threshold": threshold, "false_alarms": Share(alarms, len(some)).plain()}
        for wrong in ("anywhere", "same chapter", "likeliest"):
            low, high = auc_interval(found["right"], found[wrong])
            figures[name][wrong] = {
                "auc": round(auc_between(found["right"], found[wrong]), 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "caught": Share(int((found[wrong] < threshold).sum()), len(found[wrong])).plain(),
            }
    return figures


def confidence(readings: Sequence[Reading], cases: Sequence[Case]) -> dict[str, Any]:
    figures = {}
    for level in Level:
        first = [(reading.at(level)[:1] or (None,))[0] for reading in readings]
        said = np.array([found.confidence if found else 0.0 for found in first])
        right = np.array(
            [bool(found) and found.code == case.code[: level.digits] for found, case in zip(first, cases, strict=True)]
        ).astype(float)
        error, table = reliability(said, right)
        figures[level.value] = {
            "calibration_error": round(error, 4),
            "reliability": table,
            "accuracy_at_coverage": at_coverage(said, right, COVERAGE),
        }
    return figures


def foreign(index: GoodsIndex) -> dict[str, Any]:
    """Other languages asked of an English index. The EU's texts are translations of rows in it: an upper bound."""
    figures = {}
    dice = np.random.default_rng(3)
    known = set(index.library.tree.headings)
    for source, language in FOREIGN:
        said = [e for e in in_language(source, language) if len(e.code) >= 8 and e.code[:4] in known]
        some = [said[n] for n in sorted(dice.choice(len(said), FOREIGN_TEXTS, replace=False))]
        cases = [Case(e.text.split(" › ")[-1] if source == "taric" else e.text, e.code) for e in some]
        cases = [case for case in cases if words(case.text.casefold())]
        figures[f"{language} ({source})"] = ours(index, cases)[0]
    figures["zh (own list, zero-shot)"] = in_chinese(index)
    return figures


def in_chinese(index: GoodsIndex) -> dict[str, Any]:
    own = chinese()
    readings = index.read_many([case.text for case in own], THRESHOLDS)
    return row_of({level: ranked(readings, level) for level in (Level.CHAPTER, Level.HEADING)}, own)


def vagueness(index: GoodsIndex, cases: dict[str, list[Case]]) -> dict[str, Any]:
    """Against texts that a publisher holds for vague, which are noisy; no stop words are given but six plain ones."""
    stop_words = [StopWord(term, "en", "2023-03-01") for term in ("general cargo", "parts", "goods", "samples", "gift")]
    vague = [example.text for example in in_language("vague", "en")][::4]
    caught = Share(sum(index.vagueness(text, stop_words).is_vague for text in vague), len(vague))
    figures: dict[str, Any] = {"recall": caught.plain()}
    for name, some in cases.items():
        held = Share(sum(index.vagueness(case.text, stop_words).is_vague for case in some), len(some))
        precision = caught.hits / max(caught.hits + held.hits * caught.of / held.of, 1)
        figures[name] = {"held_for_vague": held.plain(), "precision_at_even_numbers": round(precision, 4)}
    long = [case for case in cases["terms"] if len(case.text.split()) >= 3]
    refused = [case for case in long if index.vagueness(case.text, stop_words).is_vague]
    figures["terms of three words and more that are refused"] = Share(len(refused), len(long)).plain()
    return figures


def speed(folder: Path, cases: dict[str, list[Case]]) -> dict[str, Any]:
    texts = json.dumps([case.text for some in cases.values() for case in some][:1000])
    figures = {}
    for way in ("lexical", "meaning") if fuse() else ("lexical",):
        command = [sys.executable, "-m", "benchmarks.goods.speed", str(folder), way]
        run = subprocess.run(
            command, env={**os.environ, **ONE_CORE}, input=texts, capture_output=True, text=True, check=True
        )
        figures[way] = json.loads(run.stdout)
    return figures


def build(parts: Split) -> tuple[GoodsIndex, float]:
    began = time.process_time()
    index = GoodsIndex.build([*trade_names("en"), *parts.index], nomenclature(), fuse())
    return index, round(time.process_time() - began, 1)


def untwinned(cases: dict[str, list[Case]]) -> dict[str, list[Case]]:
    """Those whose words are no trade name's: the names were written apart from the lists, but name the same goods."""
    named = {key(example.text) for example in trade_names("en")}
    return {name: [case for case in some if key(case.text) not in named] for name, some in cases.items()}


def without_meaning(index: GoodsIndex) -> GoodsIndex:
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        return GoodsIndex.load(Path(folder) / "index", None)


def show_candidates(rows: dict[str, dict[str, Any]]) -> None:
    for name in AIMS:
        count = next(iter(rows.values()))[name]["heading"]["top1"]["n"]
        table = Table(
            "method", *(level.value for level in Level), title=f"{name}, n={count}: first [95 %] / among five"
        )
        for method, sets in rows.items():
            table.add_row(method, *(_cell(sets[name].get(level.value)) for level in Level))
        Console().print(table)


def _cell(found: dict[str, Any] | None) -> str:
    if found is None:
        return "–"
    first, five = found["top1"], found["top5"]
    interval = f"{100 * first['low']:.0f}–{100 * first['high']:.0f}"
    return f"{100 * first['share']:.1f} [{interval}] / {100 * five['share']:.1f}"


def show_rest(results: dict[str, Any]) -> None:
    table = Table("other languages, English index", *(level.value for level in Level))
    for language, row in results["foreign"].items():
        table.add_row(language, *(_cell(row.get(level.value)) for level in Level))
    Console().print(table)
    for title in ("no_trade_name_repeats", "drawn_row_by_row", "fit", "vagueness", "speed", "build_cpu_s", "rows"):
        print(f"{title}: {json.dumps(results[title], indent=1)}")
    table = Table("confidence", "level", "calibration error", *(f"{share:.0%} surest right" for share in COVERAGE))
    for name, levels in results["confidence"].items():
        for level, told in levels.items():
            shares = (f"{100 * right:.1f}" for right in told["accuracy_at_coverage"].values())
            table.add_row(name, level, f"{told['calibration_error']:.3f}", *shares)
    Console().print(table)


def main(*, with_baselines: bool = True) -> dict[str, Any]:
    if not FOLDER.is_dir():
        print(f"goods: skipped, there is no {FOLDER}")
        return {"claim": "what is told of goods descriptions", "data": DATA, "skipped": f"no {FOLDER.name} folder"}
    parts = split()
    say("building")
    index, build_s = build(parts)
    lexical = without_meaning(index)
    alone = GoodsIndex.build([], nomenclature(), fuse())
    installed = GoodsIndex.build(trade_names("en", "zh"), nomenclature(), fuse())
    rows: dict[str, dict[str, Any]] = {}
    if with_baselines:
        own = own_texts(index.library.tree)
        rows |= others([*own, *trade_names("en"), *parts.index], parts.test)
    readings: dict[str, list[Reading]] = {}
    for method, one in (
        ("the nomenclature alone", alone),
        ("as installed, lexical", without_meaning(installed)),
        ("as installed: nomenclature and trade names", installed),
        ("ours, lexical", lexical),
        ("ours, with meaning", index),
    ):
        say(method)
        rows[method] = {}
        for name, cases in parts.test.items():
            rows[method][name], readings[name] = ours(one, cases)
    say("texts that no trade name repeats")
    strange = untwinned(parts.test)
    twinless = {
        method: {name: ours(one, cases)[0] | {"of": len(parts.test[name])} for name, cases in strange.items()}
        for method, one in (("as installed", installed), ("ours, with meaning", index))
    }
    say("plain split")
    plain = split(row_by_row=True)
    unparted = {name: ours(build(plain)[0], cases)[0] for name, cases in plain.test.items() if name == "parcels"}
    say("fit")
    develop = split(develop=0.15)
    developed, _ = build(develop)
    results: dict[str, Any] = {
        "candidates": rows,
        "no_trade_name_repeats": twinless,
        "drawn_row_by_row": unparted,
        "fit": {
            "with meaning": fit_figures(developed, parts.test, develop.development),
            "lexical": fit_figures(without_meaning(developed), parts.test, develop.development),
        },
        "confidence": {name: confidence(readings[name], cases) for name, cases in parts.test.items()},
        "foreign": foreign(index) | {"zh (own list, as installed)": in_chinese(installed)},
        "vagueness": vagueness(index, parts.test),
        "build_cpu_s": build_s,
        "rows": dict(index.sources),
    }
    both = [reading for some in readings.values() for reading in some]
    results["confidence"]["both"] = confidence(both, [case for some in parts.test.values() for case in some])
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        results["speed"] = speed(Path(folder) / "index", parts.test)
    show_candidates(rows)
    show_rest(results)
    return {"claim": "what is told of goods descriptions", "data": DATA, "aims": AIMS, "results": results}


if __name__ == "__main__":
    main()

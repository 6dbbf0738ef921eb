"""Names: how fast a name is found among very many, what the search loses, and how well pairs are told apart."""

import importlib
import random
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psutil
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rich.console import Console
from rich.table import Table

from benchmarks.invented_names import WAYS, Inventor
from benchmarks.speed.first_image import quantile
from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.names.reading import read_afresh, read_name
from customhouse.watchlists.names.scoring import compare
from customhouse.watchlists.search.building import build
from customhouse.watchlists.search.index import Index
from tests.watchlists.labelled import LabelledPair, labelled_pairs

DATA = "invented names from a seed (search); 332 labelled pairs written before the scorer, half held back (pairs)"
THRESHOLD = 0.75  # fixed on the development half
SIZES = {100_000: 50.0, 1_000_000: 200.0}  # names, and the milliseconds a query may take
QUERIES = 300
SEED = 20_261_128


def search_of(size: int) -> dict[str, Any]:
    """Build an index of so many names and ask it for names written another way."""
    inventor = Inventor(SEED, size // 8)
    entries = list(inventor.entries(size))
    process = psutil.Process()
    before, begun = process.memory_info().rss, time.process_time()
    index = build(enumerate(entries), "benchmark")
    build_s, grown = time.process_time() - begun, process.memory_info().rss - before
    draw = random.Random(SEED)
    found = [_ask(index, entries, way, draw) for _ in range(QUERIES // len(WAYS)) for way in WAYS]
    times = [each["ms"] for each in found]
    findable = [each for each in found if each["findable"]]
    by_way = {way: [each["found"] for each in findable if each["way"] == way] for way in WAYS}
    return {
        "names": index.size,
        "build_s": round(build_s, 1),
        "index_mb": round(grown / 2**20),
        "p50_ms": round(quantile(times, 0.5), 1),
        "p95_ms": round(quantile(times, 0.95), 1),
        "wall_p50_ms": round(quantile([each["wall_ms"] for each in found], 0.5), 1),
        "aim_ms": SIZES.get(size),
        "recall": round(sum(each["found"] for each in findable) / len(findable), 4),
        "recall_by_way": {way: round(sum(each) / len(each), 3) for way, each in by_way.items() if each},
        "beyond_scorer": len(found) - len(findable),
    }


def _ask(index: Index, entries: Sequence[Entry], way: str, draw: random.Random) -> dict[str, Any]:
    """One name written another way. It is findable where comparing it with the entry itself would be a hit."""
    number = draw.randrange(len(entries))
    wanted = entries[number]
    asked = WAYS[way](wanted.names[0], draw)
    kind = wanted.kind
    # Of this one thread, so that a busy machine does not count; the wall clock is told beside it.
    begun, begun_wall = time.thread_time(), time.perf_counter()
    candidates = index.search([read_afresh(asked, kind)])
    hits = [each for each in candidates if compare(asked, entries[each].names, kind).score >= THRESHOLD]
    elapsed, wall = (time.thread_time() - begun) * 1000, (time.perf_counter() - begun_wall) * 1000
    # Many invented names are like another: any entry with the same name is as good.
    same = {each for each in hits if set(entries[each].names) & set(wanted.names)}
    findable = compare(asked, wanted.names, kind).score >= THRESHOLD
    return {"way": way, "ms": elapsed, "wall_ms": wall, "findable": findable, "found": number in hits or bool(same)}


# Pairs


def _ours(pair: LabelledPair) -> float:
    return pair.compared().score


def _best(pair: LabelledPair, scorer: Callable[[str, str], float], prepare: Callable[[str, Kind], str]) -> float:
    asked = prepare(pair.query, pair.kind)
    return max(scorer(asked, prepare(name, pair.kind)) for name in pair.entry)


def _raw(text: str, _kind: Kind) -> str:
    return text.lower()


def _ascii(text: str, _kind: Kind) -> str:
    return str(importlib.import_module("anyascii").anyascii(text)).lower()


def _stripped(text: str, kind: Kind) -> str:
    return " ".join(token.text for token in read_name(text, kind).tokens)


SCORERS: dict[str, Callable[[LabelledPair], float]] = {
    "raw token_sort_ratio": lambda pair: _best(pair, fuzz.token_sort_ratio, _raw) / 100,
    "anyascii + token_sort_ratio": lambda pair: _best(pair, fuzz.token_sort_ratio, _ascii) / 100,
    "anyascii + Jaro-Winkler": lambda pair: _best(pair, JaroWinkler.similarity, _ascii),
    "romanised, legal forms off + WRatio": lambda pair: _best(pair, fuzz.WRatio, _stripped) / 100,
    "ours": _ours,
}


def judged(scorer: Callable[[LabelledPair], float], pairs: Sequence[LabelledPair]) -> list[tuple[float, bool]]:
    return [(scorer(pair), pair.same) for pair in pairs]


def best_threshold(scores: Iterable[tuple[float, bool]]) -> float:
    """The threshold with the best F1."""
    kept = list(scores)
    return max((score for score, _ in kept), key=lambda threshold: figures(kept, threshold)["f1"])


def figures(scores: Sequence[tuple[float, bool]], threshold: float) -> dict[str, float]:
    hits = [same for score, same in scores if score >= threshold]
    right, all_same = sum(hits), sum(same for _, same in scores)
    recall, precision = right / all_same, right / len(hits) if hits else 0.0
    both = 2 * recall * precision / (recall + precision) if right else 0.0
    return {"recall": round(recall, 3), "precision": round(precision, 3), "f1": round(both, 3)}


def pairs_told_apart() -> list[dict[str, Any]]:
    """Every scorer at the threshold that is best on the development half; ours at the one that is shipped."""
    pairs = labelled_pairs()
    halves = {held: [pair for pair in pairs if pair.is_held_back is held] for held in (False, True)}
    rows = []
    for name, scorer in SCORERS.items():
        developed = judged(scorer, halves[False])
        threshold = THRESHOLD if name == "ours" else best_threshold(developed)
        row = {"scorer": name, "threshold": round(threshold, 3), "development": figures(developed, threshold)}
        rows.append({**row, "held_back": figures(judged(scorer, halves[True]), threshold)})
    return rows


def has_peer() -> bool:
    """Whether nomenklatura is at hand to be measured beside us; it needs a compiler and libicu to install."""
    try:
        importlib.import_module("nomenklatura")
    except ImportError:
        return False
    return True


def main(sizes: Sequence[int] = tuple(SIZES)) -> dict[str, Any]:
    console = Console()
    searches = [search_of(size) for size in sizes]
    table = Table(
        "names", "build s", "index MB", "p50 CPU ms", "p95 CPU ms", "aim ms", "recall of what the scorer would find"
    )
    for row in searches:
        told = [row[name] for name in ("names", "build_s", "index_mb", "p50_ms", "p95_ms", "aim_ms", "recall")]
        table.add_row(*map(str, told))
    console.print(table)
    rows = pairs_told_apart()
    table = Table("scorer", "threshold", "development recall / precision", "held back recall / precision")
    for row in rows:
        shown = [f"{row[half]['recall']:.3f} / {row[half]['precision']:.3f}" for half in ("development", "held_back")]
        table.add_row(row["scorer"], str(row["threshold"]), *shown)
    console.print(table)
    peer = "measured" if has_peer() else "not installed: no row for its logic-v2"
    console.print(f"nomenklatura is {peer}. Data: {DATA}")
    return {"data": DATA, "search": searches, "pairs": rows, "nomenklatura": peer}


if __name__ == "__main__":
    main()

"""In a process of its own: how long an index takes to load and to read, and how much memory it adds."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from customhouse.adapters.embedding.fuse import fuse
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.language.model import Thresholds


def memory_mb() -> float:
    return psutil.Process().memory_info().rss / 2**20


def each_ms(work: Callable[[str], Any], texts: list[str]) -> float:
    """The median of CPU milliseconds, one text at a time."""
    took = []
    for text in texts:
        began = time.process_time()
        work(text)
        took.append(time.process_time() - began)
    return float(np.median(took)) * 1000


def main(folder: Path, texts: list[str], *, with_meaning: bool) -> dict[str, float]:
    before = memory_mb()
    began, cpu = time.perf_counter(), time.process_time()
    index = GoodsIndex.load(folder, fuse() if with_meaning else None)
    index.read(texts[0], Thresholds())
    load_s, load_cpu_s = time.perf_counter() - began, time.process_time() - cpu
    single = each_ms(lambda text: index.read(text, Thresholds()), texts[:300])
    fit = each_ms(lambda text: index.fit(text, "6109", Thresholds()), texts[:100])
    began = time.process_time()
    index.read_many(texts, Thresholds())
    a_second = len(texts) / (time.process_time() - began)
    return {
        "load_and_first_answer_s": round(load_s, 2),
        "load_and_first_answer_cpu_s": round(load_cpu_s, 2),
        "read_ms": round(single, 2),
        "fit_ms": round(fit, 2),
        "batch_per_cpu_second": round(a_second),
        "memory_mb": round(memory_mb() - before),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), json.load(sys.stdin), with_meaning=sys.argv[2] == "meaning")))

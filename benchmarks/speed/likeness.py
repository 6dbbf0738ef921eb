"""How long one question for the nearest of many scans takes: the gallery itself, its database included.

`python -m benchmarks.speed.likeness`: vectors drawn at random, kept in SQLite in memory, asked one after another.
"""

import time
from typing import Any

import numpy as np
from sqlalchemy import Connection, create_engine, insert

from customhouse.imaging.likeness import store
from customhouse.imaging.likeness.gallery import Gallery
from customhouse.imaging.likeness.service import LOOKED_AT

SCANS, NUMBERS, QUESTIONS = 100_000, 64, 21
SPACE = "benchmark"
DATA = "simulated: vectors drawn at random, SQLite in memory"


def main(scans: int = SCANS, numbers: int = NUMBERS) -> dict[str, Any]:
    held = np.random.default_rng(3).standard_normal((scans, numbers)).astype("<f4")
    gallery = Gallery()
    with create_engine("sqlite://").connect() as connection:
        _keep(connection, held)
        first = _ask(gallery, connection, held[0])
        later = sorted(_ask(gallery, connection, query) for query in held[1 : 1 + QUESTIONS])
    middle = later[len(later) // 2]
    print(f"Nearest {LOOKED_AT} of {scans:,} scans of {numbers} numbers ({DATA}): {1000 * middle:.0f} ms a question,")
    print(f"at most {1000 * later[-1]:.0f} ms; the first, which reads all of them, {first:.1f} s.")
    return {
        "claim": "time of one question for the nearest scans",
        "data": DATA,
        "scans": scans,
        "question_s": round(middle, 4),
        "slowest_s": round(later[-1], 4),
        "first_s": round(first, 2),
    }


def _keep(connection: Connection, held: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    store.vectors.create(connection)
    rows = [{"scan_id": f"{n:036d}", "space": SPACE, "vector": vector.tobytes()} for n, vector in enumerate(held)]
    connection.execute(insert(store.vectors), rows)


def _ask(gallery: Gallery, connection: Connection, query: np.ndarray[Any, np.dtype[np.float32]]) -> float:
    started = time.perf_counter()
    gallery.nearest(connection, SPACE, query, LOOKED_AT)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

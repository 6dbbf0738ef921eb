"""The process in which one PDF or picture is read: bounded in memory and processor time, gone afterwards."""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from customhouse.adapters.waybill_documents.formats import format_of
from customhouse.adapters.waybill_documents.wire import READING
from customhouse.waybills.documents.reading import Unreadable

NICENESS = 5


def answer(content: bytes, folder: Path) -> dict[str, Any]:
    try:
        opened = format_of(content).read(content)
    except Unreadable as refusal:
        return {"unreadable": [refusal.code, refusal.message]}
    except (MemoryError, RecursionError):
        return {"unreadable": ["too_heavy", "Reading this document takes more memory than this site allows: split it."]}
    for number, picture in enumerate(opened.pictures):
        (folder / f"page-{number}.png").write_bytes(picture)
    reading = READING.dump_python(opened.reading, mode="json")
    return {"reading": reading, "listing": opened.listing, "pictures": len(opened.pictures)}


def main(source: str, folder: str, memory_mb: int, seconds: int) -> None:
    size = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)
    said = answer(Path(source).read_bytes(), Path(folder))
    (Path(folder) / "answer.json").write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))

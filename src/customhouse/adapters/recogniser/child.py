"""The child's side: reads requests as framed JSON, works, answers; ends when its parent does."""

import importlib
import json
import logging
import os
import resource
import sys
from pathlib import Path
from typing import Any

from customhouse.adapters.recogniser.framing import (
    BRIEF,
    DESCRIBED,
    PROJECTED,
    QUIET,
    RECOGNISED,
    SURVEYED,
    receive,
    send,
)
from customhouse.imaging.reading import Limits, Reader, ScanFile, Unreadable
from customhouse.imaging.recogniser import Insertion
from customhouse.imaging.recognition import pipeline

NICENESS = 5


def answer(read: Reader, request: dict[str, Any]) -> dict[str, Any]:
    """Work on one request. What is unreadable is an answer, not an error."""
    files = [ScanFile(name, Path(path), is_photo) for name, path, is_photo in request["files"]]
    limits = Limits(**request["limits"])
    try:
        if request["ask"] == "inspect":
            return {"described": DESCRIBED.dump_python(pipeline.inspect(read, files, limits), mode="json")}
        brief = BRIEF.validate_python(request["brief"])
        if request["ask"] == "survey":
            seen = pipeline.survey(read, files, limits, brief.grading)
            return {"surveyed": SURVEYED.dump_python(seen, mode="json")}
        if request["ask"] == "project":
            insertion = Insertion(request["threat"], request["seed"])
            copy = pipeline.project(read, files, limits, insertion, Path(request["folder"]), brief)
            return {"projected": PROJECTED.dump_python(copy, mode="json")}
        done = pipeline.recognise(read, files, limits, Path(request["folder"]), brief)
        return {"recognised": RECOGNISED.dump_python(done, mode="json")}
    except Unreadable as refusal:
        return {"unreadable": [refusal.code, refusal.message]}
    except MemoryError:
        return {"died": "it needs more memory than this site allows"}


def written(said: dict[str, Any]) -> bytes:
    """As JSON, which has no word for what is no number: a database would keep it as nothing, and not give it back."""
    try:
        return json.dumps(said, allow_nan=False).encode()
    except ValueError:
        return json.dumps({"died": "something that it measured came out as no number"}).encode()


def _named(dotted: str) -> Reader:
    module, _, name = dotted.partition(":")
    found: Reader = getattr(importlib.import_module(module), name)
    return found


def _limited(memory_mb: int) -> None:
    size = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


def _heard(*, quiet: bool) -> None:
    """What our own modules note, such as what the networks run on, goes to the log of who started this process.

    Where that is a person's terminal, errors alone: what is bad with a scan is in its answer.
    """
    logging.basicConfig(format="%(name)s: %(message)s", level=logging.ERROR if quiet else logging.WARNING)
    if not quiet:
        logging.getLogger("customhouse").setLevel(logging.INFO)


def main(reader: str, memory_mb: int, *, quiet: bool = False) -> None:
    # Answers leave on a descriptor of their own; whatever a library prints goes to the log, not among them.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _heard(quiet=quiet)
    read = _named(reader)
    _limited(memory_mb)
    while (request := receive(sys.stdin.buffer)) is not None:
        send(answers, written(answer(read, json.loads(request))))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), quiet=QUIET in sys.argv[3:])

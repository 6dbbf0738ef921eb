"""An index as a folder: one array a file, so that the big ones are mapped and not read."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from customhouse.commodities.language.embedding import Embedding
from customhouse.commodities.language.learning import shipped
from customhouse.commodities.language.learning.classes import Classes
from customhouse.commodities.language.retrieval.corpus import Corpus, Strings
from customhouse.commodities.language.retrieval.library import Library
from customhouse.commodities.language.retrieval.postings import Postings
from customhouse.commodities.language.retrieval.segment import Segment
from customhouse.commodities.language.retrieval.space import Space
from customhouse.commodities.language.retrieval.tree import Tree
from customhouse.commodities.language.retrieval.vocabulary import Vocabulary
from customhouse.kernel.errors import Unavailable

if TYPE_CHECKING:
    from customhouse.commodities.language.index import GoodsIndex

FORMAT = "customhouse-goods-index/2"
_CHANGES = ("alive",)  # columns that are written to while in use, and so are read into memory
_CORPUS = ("codes", "languages", "kinds", "sources", "groups", "alive")
_STRINGS = ("texts", "rows", "names")
_POSTINGS = ("slots", "starts", "rows", "weights")


class Unusable(Unavailable):
    """The folder holds no index that this edition can read; build it anew."""


def save(index: "GoodsIndex", folder: Path) -> None:
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    library = index.library
    for n, segment in enumerate(library.segments):
        _save_segment(fresh / f"segment-{n}", segment)
    _save_corpus(fresh / "vague", index.vague)
    arrays = {
        "word-counts": library.vocabulary.words,
        "gram-counts": library.vocabulary.grams,
        "basis": library.space.basis,
        "classes": index.classes.weights,
    }
    for name, array in arrays.items():
        np.save(fresh / f"{name}.npy", array)
    head = {
        "format": FORMAT,
        "segments": len(library.segments),
        "embedded_by": library.embedded_by,
        "rows": library.vocabulary.rows,
        "mean_words": library.vocabulary.mean_words,
        "learned": {("meaning" if way else "lexical"): shipped.plain(known) for way, known in index.learned.items()},
        "paths": dict(library.tree.paths),
    }
    (fresh / "index.json").write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def load(folder: Path, embedding: Embedding | None) -> "GoodsIndex":
    from customhouse.commodities.language.index import GoodsIndex  # noqa: PLC0415 - it names this module, too

    try:
        head = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        _check(head)
        tree = Tree(head["paths"])
        vocabulary = Vocabulary(
            _array(folder, "word-counts"), _array(folder, "gram-counts"), head["rows"], head["mean_words"]
        )
        segments = [_load_segment(folder / f"segment-{n}", tree) for n in range(head["segments"])]
        space = Space(_array(folder, "basis"))
        library = Library(tree, vocabulary, segments, space, head["embedded_by"], embedding)
        learned = {way == "meaning": shipped.read(known) for way, known in head["learned"].items()}
        return GoodsIndex(library, Classes(_array(folder, "classes")), learned, _load_corpus(folder / "vague"))
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise Unusable(f"There is no usable goods index in {folder.name}: {broken}. Build it anew.", retry=False)


def _check(head: Mapping[str, Any]) -> None:
    if head["format"] != FORMAT:
        raise ValueError(f"it is of the edition {head['format']}")


def _array(folder: Path, name: str) -> Any:
    path = folder / f"{name}.npy"
    mapped = None if name in _CHANGES or path.stat().st_size < 4096 else "r"
    return np.load(path, mmap_mode=mapped, allow_pickle=False)  # type: ignore[arg-type]  # numpy's stub wants the letter


def _save_segment(folder: Path, segment: Segment) -> None:
    _save_corpus(folder, segment.corpus)
    for voice, postings in (("words", segment.words), ("grams", segment.grams)):
        for field in _POSTINGS:
            np.save(folder / f"{voice}-{field}.npy", getattr(postings, field))
    np.save(folder / "meant.npy", segment.meant)
    np.save(folder / "meanings.npy", segment.meanings)


def _load_segment(folder: Path, tree: Tree) -> Segment:
    corpus = _load_corpus(folder)
    voices = [
        {field: _array(folder, f"{voice}-{field}") for field in _POSTINGS} | {"size": len(corpus)}
        for voice in ("words", "grams")
    ]
    return Segment(
        corpus, Postings(**voices[0]), Postings(**voices[1]), _array(folder, "meant"), _array(folder, "meanings"), tree
    )


def _save_corpus(folder: Path, corpus: Corpus) -> None:
    """Texts that are forgotten are not written."""
    folder.mkdir()
    told = Strings.of([text if alive else "" for text, alive in zip(corpus.texts, corpus.alive, strict=True)])
    for name, strings in (("texts", told), ("rows", corpus.rows), ("names", corpus.names)):
        np.save(folder / f"{name}-blob.npy", strings.blob)
        np.save(folder / f"{name}-ends.npy", strings.ends)
    for name in _CORPUS:
        np.save(folder / f"{name}.npy", getattr(corpus, name))


def _load_corpus(folder: Path) -> Corpus:
    columns: dict[str, Any] = {
        name: Strings(_array(folder, f"{name}-blob"), _array(folder, f"{name}-ends")) for name in _STRINGS
    }
    return Corpus(**columns, **{name: _array(folder, name) for name in _CORPUS})

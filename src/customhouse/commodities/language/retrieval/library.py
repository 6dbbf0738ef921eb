"""All rows of an index with what is needed to compare a text with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from customhouse.commodities.language.embedding import Embedding
from customhouse.commodities.language.model import Example
from customhouse.commodities.language.retrieval.corpus import Corpus
from customhouse.commodities.language.retrieval.features import Heard
from customhouse.commodities.language.retrieval.normalising import clean
from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.segment import Asked, Segment
from customhouse.commodities.language.retrieval.tree import Tree
from customhouse.commodities.language.retrieval.vocabulary import Vocabulary

DIMENSIONS = 256  # of the embedding's space that are kept: those along which texts of goods differ most
_LONGEST = 300  # characters whose meaning is taken: more only blurs it
_AT_ONCE = 256


@dataclass
class Library:
    """The first segment was built, the others were appended. `basis` turns the embedding's space into ours."""

    tree: Tree
    vocabulary: Vocabulary
    segments: list[Segment]
    basis: Floats  # (the embedding's dimensions, ours)
    embedded_by: str  # the name of the embedding its rows were made with, or empty
    embedding: Embedding | None = field(default=None, repr=False)

    @property
    def has_meaning(self) -> bool:
        return self.embedding is not None and self.embedding.name == self.embedded_by

    def meanings(self, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Floats:
        if self.embedding is None or not self.has_meaning or not texts:
            return np.zeros((len(texts), self.basis.shape[1]), np.float32)
        parts = []
        for start in range(0, len(texts), _AT_ONCE):
            parts.append(reduced(vectors(self.embedding, texts[start : start + _AT_ONCE]), self.basis))
            if progress:
                progress(min(1.0, (start + _AT_ONCE) / len(texts)))
        return np.concatenate(parts)

    def ask(self, text: str) -> Asked:
        return self.ask_many([text])[0]

    def ask_many(self, texts: Sequence[str]) -> list[Asked]:
        meanings = self.meanings(texts) if self.has_meaning else [None] * len(texts)
        return [Asked.of(text, self.vocabulary, meaning) for text, meaning in zip(texts, meanings, strict=True)]

    def hear(self, asked: Asked, silent: npt.NDArray[np.bool_] | None = None) -> Heard:
        """`silent` are rows of the first segment that do not speak."""
        first, *others = self.segments
        return Heard.of([first.score(asked, silent), *(segment.score(asked) for segment in others)])

    def append(self, examples: Sequence[Example]) -> None:
        """Small segments are joined as they come, so that there are never many."""
        examples = list(examples)
        while len(self.segments) > 1 and len(self.segments[-1].corpus) <= 2 * len(examples):
            last = self.segments.pop().corpus
            examples += [last.example(at) for at in np.flatnonzero(last.alive)]
        corpus = Corpus.of(examples)
        self.segments.append(Segment.of(corpus, self.tree, self.vocabulary, self.meanings(list(corpus.texts))))


def vectors(embedding: Embedding, texts: Sequence[str]) -> Floats:
    return embedding.encode([clean(text)[:_LONGEST] or "-" for text in texts])


def basis_of(sample: Floats) -> Floats:
    """The directions along which the vectors of a sample are longest, from the second moment of the sample."""
    _, directions = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    kept = directions[:, ::-1][:, :DIMENSIONS]
    return np.ascontiguousarray(kept * np.sign(kept[np.abs(kept).argmax(axis=0), range(kept.shape[1])]), np.float32)


def reduced(rows: Floats, basis: Floats) -> Floats:
    inside = rows @ basis
    return np.asarray(inside / np.maximum(np.linalg.norm(inside, axis=1, keepdims=True), 1e-6), np.float32)

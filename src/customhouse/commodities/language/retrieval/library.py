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
from customhouse.commodities.language.retrieval.space import Space
from customhouse.commodities.language.retrieval.tree import Tree
from customhouse.commodities.language.retrieval.vocabulary import Terms, Vocabulary

_LONGEST = 300  # characters whose meaning is taken: more only blurs it
_AT_ONCE = 256


@dataclass
class Library:
    """The first segment was built, the others were appended."""

    tree: Tree
    vocabulary: Vocabulary
    segments: list[Segment]
    space: Space
    embedded_by: str  # the name of the embedding its rows were made with, or empty
    embedding: Embedding | None = field(default=None, repr=False)

    @property
    def has_meaning(self) -> bool:
        return self.embedding is not None and self.embedding.name == self.embedded_by

    def meanings(self, texts: Sequence[str]) -> Floats:
        """Of cleaned texts, in our space."""
        if self.embedding is None or not self.has_meaning or not texts:
            return np.zeros((len(texts), self.space.basis.shape[1]), np.float32)
        return self.space.take(encode(self.embedding, texts))

    def ask(self, text: str) -> Asked:
        return self.ask_many([text])[0]

    def ask_many(self, texts: Sequence[str]) -> list[Asked]:
        meanings = self.meanings([clean(text) for text in texts]) if self.has_meaning else [None] * len(texts)
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
        compared = corpus.compared()
        meanings = self.meanings([compared[at] for at in corpus.meant()])
        rows = [Terms.of(text) for text in compared]
        self.segments.append(Segment.of(corpus, rows, self.tree, self.vocabulary, meanings))


def encode(embedding: Embedding, texts: Sequence[str], progress: Callable[[float], None] | None = None) -> Floats:
    """(texts, the embedding's dimensions), kept in half precision until our space is known."""
    parts = []
    for start in range(0, len(texts), _AT_ONCE):
        some = [text[:_LONGEST] or "-" for text in texts[start : start + _AT_ONCE]]
        parts.append(embedding.encode(some).astype(np.float16 if len(texts) > _AT_ONCE else np.float32))
        if progress:
            progress(min(1.0, (start + _AT_ONCE) / len(texts)))
    return np.concatenate(parts)

"""The index of goods: built from texts with their codes, asked what a description can mean and whether it fits."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from customhouse.commodities.language import answers, storing, vague
from customhouse.commodities.language.embedding import Embedding
from customhouse.commodities.language.learning import classes, lessons
from customhouse.commodities.language.learning.belief import Belief, Learned, believe
from customhouse.commodities.language.learning.classes import Classes
from customhouse.commodities.language.model import (
    Example,
    Fit,
    FitVerdict,
    Kind,
    Reading,
    StopWord,
    Thresholds,
    Vagueness,
)
from customhouse.commodities.language.retrieval import space
from customhouse.commodities.language.retrieval.corpus import Corpus
from customhouse.commodities.language.retrieval.library import Library, encode
from customhouse.commodities.language.retrieval.normalising import telling, words
from customhouse.commodities.language.retrieval.segment import Asked, Segment
from customhouse.commodities.language.retrieval.space import NOWHERE
from customhouse.commodities.language.retrieval.tree import Tree
from customhouse.commodities.language.retrieval.vocabulary import Terms, Vocabulary

NOMENCLATURE = "nomenclature"  # the source of examples that are the tree's own texts
_AT_ONCE = 64
Progress = Callable[[float], None]


@dataclass
class GoodsIndex:
    """Reading never changes it. `append` and `forget` do, and are for one thread at a time."""

    library: Library
    classes: Classes
    learned: Mapping[bool, Learned]  # with and without meaning
    vague: Corpus = field(default_factory=lambda: Corpus.of([]))

    @classmethod
    def build(
        cls,
        examples: Iterable[Example],
        nomenclature: Mapping[str, str],
        embedding: Embedding | None = None,
        progress: Progress | None = None,
    ) -> "GoodsIndex":
        """Takes about a minute for 20,000 examples. Examples whose heading the nomenclature has not are left out."""
        tell = progress or unheard
        given = list(examples)
        tree = Tree.of(nomenclature, (example.code for example in given if len(example.code) >= 4))
        spoken = [*own_texts(tree), *(example for example in given if example.code[:4] in tree.heading_at)]
        corpus = Corpus.of(_distinct(spoken))
        compared, meant = corpus.compared(), corpus.meant()
        rows = [Terms.of(text) for text in compared]
        library = Library(tree, Vocabulary.of(rows), [], NOWHERE, embedding.name if embedding else "", embedding)
        meanings = np.zeros((len(meant), 0), np.float32)
        if embedding is not None and len(corpus):
            vectors = encode(embedding, [compared[at] for at in meant], lambda share: tell(0.5 * share))
            # Labelled texts are left out, since they are asked afterwards as if they were not known.
            told = np.array([tree.heading_at.get(corpus.codes[at][:4].decode(), -1) for at in meant], np.int64)
            library.space = space.learn(vectors, np.where(corpus.labelled[meant], -1, told))
            meanings = library.space.take(vectors)
        first = Segment.of(corpus, rows, tree, library.vocabulary, meanings)
        library.segments.append(first)
        tell(0.6)
        linear = classes.learn(meanings, first.headings[meant], len(tree.headings), np.ones(len(meant), np.bool_))
        learned = lessons.learn_both(library, lambda share: tell(0.6 + 0.4 * share))
        tell(1.0)
        return cls(library, linear, learned, Corpus.of([e for e in given if e.kind is Kind.VAGUE]))

    def save(self, folder: Path) -> None:
        """Into a new folder beside it that then takes its place, so that it is never half-written."""
        storing.save(self, folder)

    @classmethod
    def load(cls, folder: Path, embedding: Embedding | None = None) -> "GoodsIndex":
        """Raises `storing.Unusable` for a folder without an index, or with one of another edition of this format."""
        return storing.load(folder, embedding)

    @property
    def sources(self) -> Mapping[str, int]:
        """How many rows of each source speak."""
        total: Counter[str] = Counter()
        for segment in self.library.segments:
            total += segment.corpus.counts()
        return dict(sorted((total + self.vague.counts()).items()))

    def append(self, examples: Sequence[Example]) -> None:
        """Usable at once. Examples whose heading the nomenclature has not are left out, as they are by `build`."""
        known = [example for example in examples if example.code[:4] in self.library.tree.heading_at]
        if known:
            self.library.append(known)

    def forget(self, source: str, rows: Collection[str]) -> None:
        """A ruling that was withdrawn speaks no more, nor is it shown as evidence."""
        gone = frozenset(rows)
        for segment in self.library.segments:
            segment.corpus.forget(source, gone)

    def read(self, text: str, thresholds: Thresholds, limit: int = 5) -> Reading:
        return self.read_many([text], thresholds, limit)[0]

    def read_many(self, texts: Sequence[str], thresholds: Thresholds, limit: int = 5) -> list[Reading]:
        readings = []
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            for text, asked in zip(some, self.library.ask_many(some), strict=True):
                readings.append(self._reading(text, asked, self._understood(asked), thresholds, limit))
        return readings

    def fit(self, text: str, code: str, thresholds: Thresholds) -> Fit:
        """Whether the heading of `code` fits; for a code that the nomenclature has not it cannot be told."""
        return self.fits(text, [code], thresholds)[0]

    def fits(self, text: str, codes: Sequence[str], thresholds: Thresholds) -> list[Fit]:
        """Several codes for one text, which is compared once."""
        asked = self.library.ask(text)
        belief = self._understood(asked)
        return [self._fit(asked, belief, code, thresholds) for code in codes]

    def meaning(self, text: str, code: str, thresholds: Thresholds) -> tuple[dict[str, float], float | None]:
        """Headings that the text can mean, by their confidence, and the score of the code's fit; None: cannot tell."""
        asked = self.library.ask(text)
        belief = self._understood(asked)
        reading, fit = self._reading(text, asked, belief, thresholds), self._fit(asked, belief, code, thresholds)
        headings = {candidate.code: candidate.confidence for candidate in reading.headings}
        return headings, None if fit.verdict is FitVerdict.CANNOT_TELL else fit.score

    def vagueness(self, text: str, stop_words: Sequence[StopWord]) -> Vagueness:
        return vague.judge(self, text, stop_words)

    def believe(self, asked: Asked) -> Belief:
        return believe(self.library, self.learned_for(asked), self.classes, asked)

    def learned_for(self, asked: Asked) -> Learned:
        return self.learned[asked.meaning is not None]

    def _understood(self, asked: Asked) -> Belief | None:
        """None where there is no word in it, or no row that is at all like it."""
        if not self.library.tree.headings or not words(asked.cleaned):
            return None
        belief = self.believe(asked)
        return belief if belief.heard.nearest > 0 else None

    def _reading(
        self, text: str, asked: Asked, belief: Belief | None, thresholds: Thresholds, limit: int = 5
    ) -> Reading:
        if belief is None:
            return Reading(text, (), (), (), None)
        return answers.reading(self, text, asked, belief, thresholds, limit)

    def _fit(self, asked: Asked, belief: Belief | None, code: str, thresholds: Thresholds) -> Fit:
        if belief is None or code[:4] not in self.library.tree.heading_at:
            return answers.cannot_tell(code)
        return answers.fit(self, asked, belief, code, thresholds)


def unheard(share: float) -> None:
    """Nobody asked how far it is."""


def _distinct(examples: Iterable[Example]) -> list[Example]:
    """Of a tariff's lines under one subheading that say the same, such as "Other", the first one."""
    seen: set[tuple[str, str, str, str]] = set()
    kept = []
    for example in sorted(examples, key=lambda e: (e.code, e.source, e.row)):
        if example.kind is Kind.NOMENCLATURE:
            said = (example.code[:6], example.language, example.source, telling(example.text))
            if said in seen:
                continue
            seen.add(said)
        kept.append(example)
    return kept


def own_texts(tree: Tree) -> list[Example]:
    """The nomenclature speaks for itself: each heading and subheading by what its text adds to the one above."""
    return [
        Example(tree.own_text(code), code, "en", Kind.NOMENCLATURE, NOMENCLATURE, code)
        for code in (*tree.headings, *tree.subheadings)
        if tree.paths[code]
    ]

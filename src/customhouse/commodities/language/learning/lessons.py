"""Lessons from the index's own labelled texts, each asked while it and its near twins are silent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from customhouse.commodities.language.learning import calibration, classes, fitting, ranking, shipped
from customhouse.commodities.language.learning.belief import Learned, in_chapters, ranked
from customhouse.commodities.language.learning.calibration import Calibration
from customhouse.commodities.language.learning.classes import Classes
from customhouse.commodities.language.learning.ranking import Ranker, shares
from customhouse.commodities.language.model import TRADE_NAMES
from customhouse.commodities.language.retrieval.features import OfHeadings, of_headings, of_subheadings
from customhouse.commodities.language.retrieval.library import Library
from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.segment import Asked
from customhouse.commodities.language.retrieval.tree import Ints, Tree

MOST = 3000  # lessons that are drawn; more cost minutes and change little
FOLDS = 5  # for the linear guess, which has to be made anew without what is asked
_PENALTY = 1e-3  # on the weights of headings, of which there are twice as many as features
_OTHERS = 0.1  # what a candidate behind the first weighs in calibration: the first is what is acted on
_LIKELY, _TEMPTING = 5, 0.4  # how many headings a wrong one is drawn from that the words bring to mind; its weight
ENOUGH = 200  # below which what the house learned elsewhere is the better teacher


@dataclass(frozen=True, slots=True)
class Lesson:
    found: OfHeadings
    heading: int
    subheading: int  # place among those of the heading, or -1
    within: Floats  # (features, subheadings of the heading)
    light: Floats
    source: int  # a number; calibration gives each the same weight
    learns: bool  # whether calibration learns from it, too: it was asked as it would be in the field


@dataclass(frozen=True, slots=True)
class Query:
    """A text with its code, and which rows of the first segment must be silent."""

    asked: Asked
    heading: int
    subheading: int
    silent: npt.NDArray[np.bool_] | None
    classes: Classes
    in_domain: bool = True
    source: int = 0


@dataclass(frozen=True, slots=True)
class Notes:
    """What was said of one level, in which light, and whether it was right."""

    said: list[Floats] = field(default_factory=list)
    right: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    lights: list[Floats] = field(default_factory=list)
    sources: list[Ints] = field(default_factory=list)
    heavy: list[Floats] = field(default_factory=list)

    def take(self, believed: Floats, truth: int, lesson: Lesson) -> None:
        """Of the five likeliest."""
        top = np.argsort(-believed, kind="stable")[:5]
        self.said.append(believed[top])
        self.right.append(top == truth)
        self.lights.append(np.tile(lesson.light, (len(top), 1)))
        self.sources.append(np.full(len(top), lesson.source))
        self.heavy.append(np.where(np.arange(len(top)) == 0, 1, _OTHERS).astype(np.float32))

    def learn(self) -> Calibration:
        if not self.said:
            return calibration.UNCALIBRATED
        return calibration.learn(
            np.concatenate(self.said),
            np.concatenate(self.right),
            np.concatenate(self.lights),
            np.concatenate(self.sources),
            np.concatenate(self.heavy),
        )


def ask(library: Library, query: Query, *, with_meaning: bool) -> Lesson:
    asked = query.asked if with_meaning else replace(query.asked, meaning=None)
    heard = library.hear(asked, query.silent)
    tree = library.tree
    found = of_headings(heard, library.segments, tree, query.classes(asked.meaning))
    inside = tree.inside(query.heading)
    within = of_subheadings(heard, library.segments, tree)[:, inside].copy()  # not a view that keeps all of them
    place = query.subheading - inside.start if query.subheading >= 0 else -1
    silent = 0 if query.silent is None else int(query.silent.sum())
    seen = calibration.light(asked, heard, library.vocabulary, silent)
    return Lesson(found, query.heading, place, within, seen, query.source, query.in_domain)


def own_queries(library: Library) -> list[Query]:
    """Labelled rows of the first segment. Of each fifth one all rows of its source are silent, too, of another fifth
    its words: so what is learned holds for texts unlike all that is known, and for languages that are not."""
    segment = library.segments[0]
    corpus = segment.corpus
    rows = np.flatnonzero(segment.labelled & (segment.headings >= 0) & (corpus.groups != 0))
    rows = rows[np.isin(rows, segment.meant)]
    # Trade names are words of the trade, not descriptions as they come in: they answer, and ask nothing.
    rows = rows[~np.isin(corpus.sources[rows], [n for n, name in enumerate(corpus.names) if name == TRADE_NAMES])]
    if len(rows) < ENOUGH:
        return []
    order = np.argsort(corpus.groups[rows] * 2654435761 % (1 << 31), kind="stable")  # a draw that is the same each time
    rows = rows[order[:MOST]]
    folds = corpus.groups % FOLDS
    speaks = [~(segment.labelled & (folds == fold))[segment.meant] for fold in range(FOLDS)]
    size = len(library.tree.headings)
    linear = [classes.learn(segment.meanings, segment.headings[segment.meant], size, s) for s in speaks]
    without = {
        int(source): classes.learn(
            segment.meanings,
            segment.headings[segment.meant],
            size,
            ~(segment.labelled & (corpus.sources == source))[segment.meant],
        )
        for source in np.unique(corpus.sources[rows])
    }
    place = np.full(len(corpus), -1, np.int64)
    place[segment.meant] = np.arange(len(segment.meant))
    queries = []
    for n, row in enumerate(rows):
        silent = segment.labelled & (corpus.groups == corpus.groups[row])
        asked = Asked.of(corpus.texts[int(row)], library.vocabulary, segment.meanings[place[row]])
        query = Query(
            asked,
            int(segment.headings[row]),
            int(segment.subheadings[row]),
            silent,
            linear[folds[row]],
            source=int(corpus.sources[row]),
        )
        queries.append(query)
        if n % FOLDS == 0:
            alone = silent | (segment.labelled & (corpus.sources == corpus.sources[row]))
            queries.append(replace(query, silent=alone, classes=without[query.source], in_domain=False))
        if n % FOLDS == 1 and segment.meanings.shape[1]:
            queries.append(replace(query, asked=wordless(asked), in_domain=False))
    return queries


def wordless(asked: Asked) -> Asked:
    nothing = np.zeros(0, np.int32)
    return replace(asked, slots=nothing, gram_slots=nothing, gram_weights=np.zeros(0, np.float32))


def learn(lessons: Sequence[Lesson], tree: Tree, seed: int = 7) -> Learned:
    """The ranking of each half is calibrated by the other."""
    halves = [lessons[0::2], lessons[1::2]]
    cross = [_heading_ranker(halves[1]), _heading_ranker(halves[0])]
    cross_within = [_subheading_ranker(halves[1]), _subheading_ranker(halves[0])]
    notes = (Notes(), Notes(), Notes())
    fit_cases: list[Floats] = []
    fit_right: list[bool] = []
    fit_heavy: list[float] = []
    dice = np.random.default_rng(seed)
    for half, ranker, within in zip(halves, cross, cross_within, strict=True):
        for lesson in half:
            believed = ranked(ranker, lesson.found, tree)
            chapters = in_chapters(believed, tree)
            for heading, heavy in ((lesson.heading, 1.0), *wrong_headings(lesson.heading, believed, tree, dice)):
                chapter = int(tree.chapter_of[heading])
                fit_cases.append(
                    fitting.features(believed, chapters, lesson.found.near, lesson.light, heading, chapter)
                )
                fit_right.append(heading == lesson.heading)
                fit_heavy.append(heavy)
            if lesson.learns:
                notes[0].take(chapters, int(tree.chapter_of[lesson.heading]), lesson)
                notes[1].take(believed, lesson.heading, lesson)
                _note_subheadings(notes[2], lesson, believed, within)
    return Learned(
        _heading_ranker(lessons),
        _subheading_ranker(lessons),
        (notes[0].learn(), notes[1].learn(), notes[2].learn()),
        fitting.learn(fit_cases, fit_right, fit_heavy),
    )


def wrong_headings(heading: int, believed: Floats, tree: Tree, dice: np.random.Generator) -> list[tuple[int, float]]:
    """One of anywhere, one of the same chapter where it has another, and one that the words bring to mind.

    Whoever declares falsely takes any of them; the last is hard to tell from an honest choice, so it weighs less.
    """
    anywhere = int(dice.integers(len(tree.headings)))
    near = np.flatnonzero(tree.chapter_of == tree.chapter_of[heading])
    near = near[near != heading]
    drawn = [(anywhere, 1.0)] if anywhere != heading else []
    if len(near):
        drawn.append((int(dice.choice(near)), 1.0))
    likely = np.argsort(-believed, kind="stable")[: _LIKELY + 1]
    likely = likely[(likely != heading) & (believed[likely] > 0)]
    if len(likely):
        shares_of_them = believed[likely].astype(np.float64)
        drawn.append((int(dice.choice(likely, p=shares_of_them / shares_of_them.sum())), _TEMPTING))
    return drawn


def _note_subheadings(notes: Notes, lesson: Lesson, believed: Floats, within: Ranker) -> None:
    """Where the right heading is the likeliest its subheadings are noted; else what was said of it was wrong."""
    best = int(believed.argmax())
    inner = shares(within.utilities(lesson.within))
    if best == lesson.heading and lesson.subheading >= 0:
        notes.take(inner * believed[best], lesson.subheading, lesson)
    elif best != lesson.heading and len(inner):
        notes.take(np.array([believed[best] * inner.max()], np.float32), -1, lesson)


def _heading_ranker(lessons: Sequence[Lesson]) -> Ranker:
    cases = [(lesson.found, np.flatnonzero(lesson.found.candidates == lesson.heading)) for lesson in lessons]
    known = [(found, int(at[0])) for found, at in cases if len(at)]
    return ranking.learn([found.weighed for found, _ in known], [at for _, at in known], _PENALTY)


def _subheading_ranker(lessons: Sequence[Lesson]) -> Ranker:
    known = [lesson for lesson in lessons if lesson.subheading >= 0 and lesson.within.shape[1] > 1]
    return ranking.learn([lesson.within for lesson in known], [lesson.subheading for lesson in known])


def lessons_of(
    library: Library, queries: Sequence[Query], *, with_meaning: bool, progress: Callable[[float], None]
) -> list[Lesson]:
    lessons = []
    for n, query in enumerate(queries):
        if not len(query.asked.slots) and not with_meaning:
            continue
        lessons.append(ask(library, query, with_meaning=with_meaning))
        if n % 50 == 0:
            progress(n / len(queries))
    return lessons


def learn_both(library: Library, progress: Callable[[float], None]) -> Mapping[bool, Learned]:
    """Once with the voice of meaning, where the index has it, and once without."""
    queries = own_queries(library)
    if not queries:
        return shipped.learned()
    ways = (False, True) if library.has_meaning else (False,)
    learned = {}
    for n, way in enumerate(ways):
        told = lessons_of(library, queries, with_meaning=way, progress=_part(progress, n, len(ways)))
        learned[way] = learn(told, library.tree)
    return learned


def _part(progress: Callable[[float], None], at: int, of: int) -> Callable[[float], None]:
    return lambda share: progress((at + share) / of)

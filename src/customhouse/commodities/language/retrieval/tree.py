"""The headings and subheadings that can be an answer, numbered, and the text of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    paths: Mapping[str, str]  # code of 2, 4 or 6 digits -> its full text from the chapter down
    headings: tuple[str, ...] = field(init=False)
    subheadings: tuple[str, ...] = field(init=False)
    chapters: tuple[str, ...] = field(init=False)
    chapter_of: Ints = field(init=False)  # of each heading
    heading_of: Ints = field(init=False)  # of each subheading
    heading_at: Mapping[str, int] = field(init=False)
    subheading_at: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        headings = tuple(sorted(code for code in self.paths if len(code) == 4))
        subheadings = tuple(sorted(code for code in self.paths if len(code) == 6 and code[:4] in self.paths))
        chapters = tuple(sorted({code[:2] for code in headings}))
        at = {code: n for n, code in enumerate(headings)}
        values = {
            "headings": headings,
            "subheadings": subheadings,
            "chapters": chapters,
            "heading_at": at,
            "subheading_at": {code: n for n, code in enumerate(subheadings)},
            "chapter_of": np.array([chapters.index(code[:2]) for code in headings], np.int64),
            "heading_of": np.array([at[code[:4]] for code in subheadings], np.int64),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, nomenclature: Mapping[str, str], codes: Iterable[str]) -> "Tree":
        """Codes that the nomenclature has not are no answer; without a nomenclature, the examples' own codes are."""
        paths = {code: text for code, text in nomenclature.items() if len(code) in (2, 4, 6)}
        for code in () if any(len(code) == 4 for code in paths) else codes:
            paths |= {code[:digits]: "" for digits in (2, 4, 6) if digits <= len(code)}
        return cls(dict(sorted(paths.items())))

    def inside(self, heading: int) -> slice:
        """The subheadings of a heading stand in a row."""
        first, behind = np.searchsorted(self.heading_of, (heading, heading + 1))
        return slice(int(first), int(behind))

    def own_text(self, code: str) -> str:
        """What the text of a code adds to the text of the code above it."""
        text, above = self.paths[code], self.paths.get(code[:-2], "")
        return text.removeprefix(above).strip(" \t\n>›»→/|:;,.–—-") or text

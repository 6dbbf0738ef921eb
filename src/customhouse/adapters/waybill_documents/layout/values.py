"""Where the value of a label stands: in the same run, to its right, or below it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from customhouse.adapters.waybill_documents.layout.labels import PARTY_KEYS, Label, label_of
from customhouse.adapters.waybill_documents.layout.snippets import Snippet, merged, on_same_row

MAX_BLOCK = 8  # lines of a party or a description
_BLOCKS = PARTY_KEYS | {"description", "carrier", "marks"}
# How sure a value is by how it was found.
INLINE, BESIDE, BELOW, UNMARKED = 0.96, 0.95, 0.95, 0.86


@dataclass(frozen=True)
class Value:
    """A label's value, line by line; `tail` is what the label had in brackets, such as a unit."""

    key: str
    lines: tuple[Snippet, ...]
    tail: str = ""

    @property
    def first(self) -> Snippet:
        return self.lines[0]

    @property
    def whole(self) -> Snippet:
        return merged(self.lines)


@dataclass
class Labelled:
    """All runs of a document, and which of them are labels."""

    snippets: Sequence[Snippet]
    labels: dict[int, Label]

    @classmethod
    def of(cls, snippets: Sequence[Snippet]) -> "Labelled":
        found = ((at, label_of(each.text, misread=each.confidence < 1)) for at, each in enumerate(snippets))
        labels = {at: label for at, label in found if label is not None}
        return cls(snippets, labels)

    def is_label(self, at: int) -> bool:
        return at in self.labels

    def values(self, taken: frozenset[int] = frozenset()) -> list[Value]:
        """A value for each label that has one, in the document's order; runs in `taken` are neither."""
        found = []
        for at, label in self.labels.items():
            if at in taken or label.key == "other":
                continue
            lines = self._value(at, label, taken)
            if lines:
                found.append(Value(label.key, tuple(lines), label.tail))
        return found

    def _value(self, at: int, label: Label, taken: frozenset[int]) -> list[Snippet]:
        own = self.snippets[at]
        block = label.key in _BLOCKS
        if label.rest:
            first = own.tail(label.rest)
            lines = [first, *self._below(at, first.left, own, taken)] if block else [first]
            return _sure(lines, INLINE if label.is_marked else UNMARKED)
        beside = self._beside(at, taken)
        if beside is not None:
            lines = [self.snippets[beside]]
            if block:
                below = self._below(beside, self.snippets[beside].left, self.snippets[beside], taken)
                lines += takewhile(lambda line: not self._has_label_before(line), below)
            return _sure(lines, BESIDE)
        below = self._below(at, own.left, own, taken)
        return _sure(below if block else below[:1], BELOW)

    def _beside(self, at: int, taken: frozenset[int]) -> int | None:
        """The nearest run to the right in the row, unless a label comes before it or it is far off."""
        own = self.snippets[at]
        row = [
            (each.left, number)
            for number, each in enumerate(self.snippets)
            if number != at and each.left >= own.right - 1 and on_same_row(own, each)
        ]
        if not row:
            return None
        left, number = min(row)
        far = left - own.right > max(22 * own.height, 1.2 * (own.right - own.left))
        if self.is_label(number) or number in taken or far:
            return None
        # A label's own value stands nearer to it than what is below a label to the left of the same column.
        return number if not self._heads_column(number) else None

    def _has_label_before(self, line: Snippet) -> bool:
        """In a list of labels with their values beside them, the value of the next label is none of ours."""
        return any(
            not label.rest and self.snippets[at].right <= line.left + 1 and on_same_row(self.snippets[at], line)
            for at, label in self.labels.items()
        )

    def _heads_column(self, number: int) -> bool:
        """Whether the run stands below a label of its own, so that it is that label's value."""
        each = self.snippets[number]
        above = [
            (each.top - other.bottom, at)
            for at, other in enumerate(self.snippets)
            if other.page == each.page
            and other.bottom <= each.top + 1
            and abs(other.left - each.left) < 1.5 * each.height
            and each.top - other.bottom < 1.6 * each.height
        ]
        if not above:
            return False
        _, at = min(above)
        label = self.labels.get(at)
        return label is not None and not label.rest

    def _below(self, at: int, left: float, start: Snippet, taken: frozenset[int]) -> list[Snippet]:
        """The lines under a run, one under the other, until a label, a gap, or text that begins elsewhere."""
        lines: list[Snippet] = []
        last = start
        while len(lines) < MAX_BLOCK:
            number = self._next_line(at, left, last, taken, first=not lines)
            if number is None or self.is_label(number) or number in taken:
                break
            last = self.snippets[number]
            left = last.left if not lines else left
            lines.append(last)
        return lines

    def _next_line(self, at: int, left: float, last: Snippet, taken: frozenset[int], *, first: bool) -> int | None:
        height = max(last.height, 1.0)
        slack = (3.5 if first else 1.2) * height
        room = (2.2 if first else 1.3) * height
        near = [
            (each.top, abs(each.left - left), number)
            for number, each in enumerate(self.snippets)
            if number != at
            and each.page == last.page
            and abs(each.left - left) <= slack
            and -0.35 * height < each.top - last.bottom < room
            and each.top > last.top + 0.3 * height
        ]
        return min(near)[2] if near else None


def _sure(lines: Sequence[Snippet], confidence: float) -> list[Snippet]:
    return [replace(line, confidence=line.confidence * confidence) for line in lines]

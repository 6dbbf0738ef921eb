"""Cuts an EDIFACT interchange (ISO 9735) into segments, each with the line and column it begins at.

`pydifact`, which knows the grammar well, keeps no places of its tokens and gives up at a file that is cut off; see
docs/decisions/0008-own-edifact-tokens.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from customhouse.waybills.documents.model import Where
from customhouse.waybills.documents.reading import Notes, Unreadable

MAX_SEGMENTS = 400_000
MAX_SEGMENT_CHARACTERS = 20_000
# Syntax identifiers of ISO 9735 and the character sets they name. UNOY is UTF-8.
_CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "latin-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOX": "iso2022_jp",
    "UNOY": "utf-8",
    "UNOW": "utf-8",
}


@dataclass(frozen=True, slots=True)
class Separators:
    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    terminator: str = "'"


@dataclass(frozen=True, slots=True)
class Segment:
    """`elements` without the tag, each a list of components; `ordinal` counts from 1 in the interchange."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    ordinal: int
    line: int
    column: int
    text: str

    def get(self, element: int, component: int = 0) -> str:
        """Counted as the standard does for elements (1 is the first), components from 0. Blank where absent."""
        if not 0 < element <= len(self.elements):
            return ""
        components = self.elements[element - 1]
        return components[component].strip() if component < len(components) else ""

    def composite(self, element: int) -> tuple[str, ...]:
        return self.elements[element - 1] if 0 < element <= len(self.elements) else ()

    def where(self, element: str = "") -> Where:
        """The listing shows a segment a line, so its line is the segment's ordinal."""
        name = f"{self.tag} {element}".strip()
        return Where(name, line=self.ordinal, segment=self.ordinal, at=(self.line, self.column))


@dataclass
class Interchange:
    separators: Separators
    segments: list[Segment] = field(default_factory=list)


def decoded(content: bytes, notes: Notes) -> str:
    """The text, by the character set that UNB names; where the bytes are not of it, by what they are.

    UTF-8 is tried first: hardly any text of another set with a sign beyond ASCII can be read as UTF-8 by chance.
    """
    start = content[:400].decode("latin-1")
    at = start.find("UNB")
    syntax = start[at + 4 : at + 8].upper() if at >= 0 else ""
    named = _CHARSETS.get(syntax, "utf-8")
    for charset in dict.fromkeys(("ascii", "utf-8", named, "latin-1")):
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        if charset not in {"ascii", named}:
            foreign = next(number for number, byte in enumerate(content) if byte > 127)
            line = content[:foreign].count(b"\n") + 1
            said = f"{syntax} promises {named}" if syntax in _CHARSETS else "no character set is named"
            message = f"{said}, but byte {foreign + 1} in line {line} is of {charset}, and so the whole was read"
            notes.note("charset", message, Where("UNB", at=(line, 1)))
        return text.removeprefix("\ufeff")
    raise AssertionError("every byte is of latin-1")


def separators_of(text: str) -> tuple[Separators, int]:
    """The service string advice, and where the segments begin after it.

    Without UNA the separators are those of ISO 9735; the one that ends UNB is looked at too, since some leave UNA out
    and use others all the same.
    """
    if text[:3].upper() == "UNA" and len(text) >= 9:
        component, element, decimal, release, _reserved, terminator = tuple(text[3:9])
        return Separators(component, element, decimal, release.strip(), terminator), 9
    return Separators(), 0


def interchange(content: bytes, notes: Notes) -> Interchange:
    """Raises `Unreadable` where there is no segment at all."""
    text = decoded(content, notes)
    lead = len(text) - len(text.lstrip())
    separators, start = separators_of(text[lead:])
    found = Interchange(separators)
    try:
        for segment in _segments(text, lead + start, separators, notes):
            found.segments.append(segment)
            if len(found.segments) >= MAX_SEGMENTS:
                notes.note("too_long", f"only the first {MAX_SEGMENTS:,} segments are read", segment.where())
                break
    except _Runaway as runaway:
        notes.note("runaway_segment", runaway.message, runaway.where)
    if not found.segments:
        message = "This begins as an EDIFACT message, but no segment of it is whole: ask the sender for the whole file."
        raise Unreadable("no_segment", message)
    return found


class _Runaway(Exception):
    def __init__(self, message: str, where: Where) -> None:
        super().__init__(message)
        self.message, self.where = message, where


@dataclass
class _Cursor:
    """Counts lines and columns as the text is walked through."""

    text: str
    line: int = 1
    line_start: int = 0
    seen: int = 0

    def place(self, offset: int) -> tuple[int, int]:
        """Offsets are asked for in rising order."""
        self.line += self.text.count("\n", self.seen, offset)
        last = self.text.rfind("\n", self.seen, offset)
        self.line_start = last + 1 if last >= 0 else self.line_start
        self.seen = offset
        return self.line, offset - self.line_start + 1


def _segments(text: str, start: int, separators: Separators, notes: Notes) -> Iterator[Segment]:
    cursor, ordinal, at = _Cursor(text), 0, start
    while True:
        while at < len(text) and text[at] in " \r\n\t\x00\x1a":
            at += 1
        if at >= len(text):
            return
        line, column = cursor.place(at)
        end = _end_of_segment(text, at, separators)
        ordinal += 1
        whole = text[at : end if end >= 0 else len(text)]
        segment = _segment(whole, ordinal, (line, column), separators)
        if (end < 0 and len(whole) > MAX_SEGMENT_CHARACTERS) or end - at > MAX_SEGMENT_CHARACTERS:
            message = f"no segment is that long: its end {separators.terminator!r} is missing; nothing after it is read"
            raise _Runaway(message, segment.where())
        if end < 0:
            message = f"the file ends within this segment: it reads {whole[:60]!r} and lacks {separators.terminator!r}"
            notes.note("cut_off", message, segment.where())
        if not segment.tag.isalnum() or len(segment.tag) != 3:
            notes.note("no_tag", f"{segment.text[:40]!r} does not begin with a tag of three letters", segment.where())
        yield segment
        if end < 0:
            return
        at = end + 1


def _end_of_segment(text: str, at: int, separators: Separators) -> int:
    """The offset of the terminator, stepping over released ones; -1 where there is none."""
    end = text.find(separators.terminator, at)
    while end >= 0 and separators.release:
        released = 0
        while end - released - 1 >= at and text[end - released - 1] == separators.release:
            released += 1
        if released % 2 == 0:
            break
        end = text.find(separators.terminator, end + 1)
    return end


def _segment(whole: str, ordinal: int, place: tuple[int, int], separators: Separators) -> Segment:
    # Line ends within a segment are layout, not content: files are wrapped at 80 signs by some gateways.
    flat = whole.replace("\r", "").replace("\n", "")
    elements: list[tuple[str, ...]] = []
    components, sign = [""], 0
    while sign < len(flat):
        char = flat[sign]
        if char == separators.release and separators.release:
            sign += 1
            components[-1] += flat[sign : sign + 1]
        elif char == separators.element:
            elements.append(tuple(components))
            components = [""]
        elif char == separators.component:
            components.append("")
        else:
            components[-1] += char
        sign += 1
    elements.append(tuple(components))
    tag = elements[0][0].strip().upper()
    return Segment(tag, tuple(elements[1:]), ordinal, *place, flat)

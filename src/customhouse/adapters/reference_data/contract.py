"""What every reader checks alike: the form of codes and texts, and why a row is not taken."""

import re
import unicodedata

from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

LONGEST_TEXT = 8_000  # characters; the longest path in a tariff known to us has 3,300
LONGEST_RAW = 4_000  # what is kept in the quarantine of a row; the file itself is kept whole
_CODE = re.compile(r"(?:[0-9]{2}){1,5}")
_UNDECODED = re.compile(r"[\ud800-\udfff]")  # bytes that were no UTF-8, and halves of pairs from JSON
_HALVES = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")
# What turns the direction of writing or has no width; joiners stay, Persian and the scripts of India need them.
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_SPACES = re.compile(r"\s+")
_NO_HS_CHAPTERS = ("00", "77", "98", "99")  # 77 is reserved; 98 and 99 are for national use


class BrokenRow(Exception):
    """A row that cannot be taken; the loop that reads the file makes a `RowFault` of it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def fault(row: str, raw: str, broken: BrokenRow) -> RowFault:
    return RowFault(printable(row), printable(raw), broken.code, broken.message)


def printable(raw: str) -> str:
    r"""The row as it came, in a form every database keeps: bytes that were no UTF-8 and NUL are shown as \x.."""
    whole = _HALVES.sub(lambda half: rf"\u{ord(half[0]):04x}", raw)
    known = whole.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return known.replace("\x00", r"\x00").rstrip("\r\n")[:LONGEST_RAW]


def text_of(raw: str, what: str = "text") -> str:
    """The text in one line, normalised (NFC). Raises `BrokenRow`."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", _UNSEEN.sub("", raw))).strip()
    if not text:
        raise BrokenRow("empty_text", f"there is no {what}")
    if _UNDECODED.search(text):
        raise BrokenRow("broken_encoding", f"the {what} is not UTF-8: save the file as UTF-8 and import it again")
    if _CONTROL.search(raw) or encoded_twice(text):
        raise BrokenRow("broken_encoding", f"the {what} was encoded wrongly before it came here: ask its publisher")
    if len(text) > LONGEST_TEXT:
        raise BrokenRow("too_long", f"the {what} has {len(text):,} characters; the limit is {LONGEST_TEXT:,}")
    return text


def encoded_twice(text: str) -> bool:
    """Whether it is UTF-8 that was taken for Latin-1 and encoded again: æ\x95° instead of 数."""
    if text.isascii():
        return False
    try:
        text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return True


def code_of(raw: str) -> str:
    """The digits of a code of the Harmonized System or a tariff below it. Raises `BrokenRow`."""
    digits = raw.strip().replace(".", "").replace(" ", "")
    if not _CODE.fullmatch(digits):
        odd = digits.isascii() and digits.isdigit() and len(digits) % 2 == 1
        hint = f"{len(digits)} digits; was a leading zero lost?" if odd else f"found {printable(raw.strip())[:40]!r}"
        raise BrokenRow("code_form", f"a code has 2, 4, 6, 8 or 10 digits: {hint}")
    if not is_goods(digits):
        raise BrokenRow("no_such_chapter", f"chapter {digits[:2]} is not one of the Harmonized System")
    return digits


def is_goods(digits: str) -> bool:
    """Whether the code stands in a chapter of goods that all countries share."""
    return digits[:2] not in _NO_HS_CHAPTERS


def labelled(text: str, code: str, row: str, language: str) -> ReferenceText:
    """A labelled example, which must name at least a subheading. Raises `BrokenRow`."""
    digits = code_of(code)
    if len(digits) < 6:
        raise BrokenRow("code_form", f"an example needs the 6 digits of a subheading or more: found {digits}")
    return ReferenceText(text_of(text), digits, language, TextKind.LABELLED, row)

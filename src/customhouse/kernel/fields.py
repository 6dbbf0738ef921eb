"""Reads plain JSON values field by field and notes everything that is wrong, instead of stopping at the first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from customhouse.kernel.errors import Invalid, Problem

Word = TypeVar("Word", bound=StrEnum)

# Controls, lone surrogates, and the marks that turn the direction of writing: none belongs in a field.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_NOTHING: Mapping[str, object] = {}


class Problems:
    """The problems found so far, one for each field at most, so that one mistake is told once."""

    def __init__(self, most: int = 200) -> None:
        self._found: dict[str, Problem] = {}
        self._most = most
        self._untold = 0

    def note(self, field: str, code: str, message: str) -> None:
        if field in self._found:
            return
        if len(self._found) >= self._most:
            self._untold += 1
            return
        self._found[field] = Problem(field, code, message)

    def spare(self, *fields: str) -> bool:
        """True when none of these fields is wrong in itself, so that comparing them makes sense."""
        return not any(field in self._found for field in fields)

    def found(self) -> tuple[Problem, ...]:
        told = tuple(self._found.values())
        if not self._untold:
            return told
        more = Problem("", "more_problems", f"{self._untold} further problems are not listed: correct these first")
        return (*told, more)

    def raise_any(self) -> None:
        if self._found:
            raise Invalid(self.found())

    def __bool__(self) -> bool:
        return bool(self._found)


class Fields:
    """One JSON object under `path`. What cannot be read is noted, and a neutral value returned in its place."""

    __slots__ = ("_plain", "_problems", "is_absent", "path")

    def __init__(self, plain: object, path: str, problems: Problems) -> None:
        self.path = path
        self._problems = problems
        self.is_absent = not isinstance(plain, Mapping)
        self._plain: Mapping[str, Any] = _NOTHING if not isinstance(plain, Mapping) else plain
        if self.is_absent:
            problems.note(path, "not_an_object", "give an object with named fields here")

    def at(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    def note(self, name: str, code: str, message: str) -> None:
        # A missing object is one problem, not one for each field it would have had.
        if not self.is_absent:
            self._problems.note(self.at(name), code, message)

    def has(self, name: str) -> bool:
        return self._plain.get(name) is not None

    def only(self, names: frozenset[str]) -> None:
        """Note every field that has no meaning here: most are misspelt names of others."""
        if self._plain.keys() <= names:
            return
        for name in list(self._plain.keys() - names)[:20]:
            seen = _UNSEEN.sub("?", str(name))[:64]
            self.note(seen, "unknown_field", f"there is no such field; the fields here are {', '.join(sorted(names))}")

    def text(self, name: str, most: int, *, form: re.Pattern[str] | None = None, means: str = "") -> str:
        """A text of 1 to `most` characters, wholly of the given form; `means` says the form in words."""
        value = self._plain.get(name)
        if not isinstance(value, str):
            self._note_absent(name, value, "text")
            return ""
        if not value or value.isspace():
            self.note(name, "missing", "this must not be empty")
        elif _UNSEEN.search(value):
            self.note(name, "control_characters", "remove the characters that cannot be seen")
        elif form is not None and not form.fullmatch(value):
            self.note(name, "malformed", f"give {means}")
        elif len(value) > most:
            self.note(name, "too_long", f"this has {len(value)} characters and may have {most}")
        else:
            return value
        return ""

    def text_if_any(self, name: str, most: int, *, form: re.Pattern[str] | None = None, means: str = "") -> str | None:
        """The same, or None where it is absent or blank: what is read back from us may be handed in again."""
        blank = isinstance(value := self._plain.get(name), str) and not value.strip()
        return None if blank or not self.has(name) else self.text(name, most, form=form, means=means)

    def number(self, name: str, *, digits: int = 16, decimals: int = 6) -> Decimal:
        """An exact decimal, as a JSON number or as text such as "12.50"."""
        value = self._plain.get(name)
        number = _exact(value)
        if number is None:
            if value is not None and not isinstance(value, list | dict):
                self.note(name, "not_a_number", 'give a decimal number such as "12.5", with a point and no thousands')
            else:
                self._note_absent(name, value, "a number")
            return Decimal(0)
        scale = -int(number.as_tuple().exponent)
        if scale > decimals or number.adjusted() >= digits - decimals:
            whole = digits - decimals
            self.note(name, "too_many_digits", f"at most {whole} digits before the point and {decimals} after it")
            return Decimal(0)
        return number

    def number_if_any(self, name: str, *, digits: int = 16, decimals: int = 6) -> Decimal | None:
        return self.number(name, digits=digits, decimals=decimals) if self.has(name) else None

    def whole(self, name: str, least: int, most: int) -> int:
        value = self._plain.get(name)
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self._note_absent(name, value, "a whole number")
            return least
        if not least <= value <= most:
            self.note(name, "out_of_range", f"give a whole number from {least} to {most}")
            return least
        return value

    def whole_if_any(self, name: str, least: int, most: int) -> int | None:
        return self.whole(name, least, most) if self.has(name) else None

    def flag(self, name: str) -> bool:
        value = self._plain.get(name)
        if not isinstance(value, bool):
            self._note_absent(name, value, "true or false")
            return False
        return value

    def word(self, name: str, words: type[Word]) -> Word:
        """One of a closed list."""
        value = self._plain.get(name)
        try:
            return words(str(value))
        except ValueError:
            choices = ", ".join(words)
            if value is None:
                self.note(name, "missing", f"give one of {choices}")
            else:
                self.note(name, "not_in_list", f"give one of {choices}")
            return next(iter(words))

    def moment_if_any(self, name: str) -> datetime | None:
        value = self._plain.get(name)
        if value is None or isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or not 1970 <= moment.year <= 2200:
            self.note(name, "not_a_time", "give a time with its zone, such as 2026-03-01T10:00:00Z")
            return None
        return moment

    def inner(self, name: str) -> "Fields":
        return self._part(self._plain.get(name), self.at(name))

    def inner_if_any(self, name: str) -> "Fields | None":
        return self.inner(name) if self.has(name) else None

    def each(self, name: str, most: int) -> Iterator["Fields"]:
        """The objects of a list. One that is too long is not read at all."""
        for place, value in enumerate(self.items(name, most)):
            yield self._part(value, f"{self.at(name)}/{place}")

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts, empty where it is left out."""
        if not self.has(name):
            return ()
        return tuple(self._text_of(value, f"{name}/{at}", longest) for at, value in enumerate(self.items(name, most)))

    def items(self, name: str, most: int) -> Sequence[object]:
        value = self._plain.get(name)
        if not isinstance(value, list | tuple):
            self._note_absent(name, value, "a list")
            return ()
        if len(value) > most:
            self.note(name, "too_many", f"this list has {len(value)} entries and may have {most}: split it")
            return ()
        return value

    def _text_of(self, value: object, path: str, longest: int) -> str:
        if isinstance(value, str) and 0 < len(value) <= longest and not _UNSEEN.search(value):
            return value
        self.note(path, "malformed", f"give a text of 1 to {longest} visible characters")
        return ""

    def _part(self, value: object, path: str) -> "Fields":
        if not self.is_absent:
            return Fields(value, path, self._problems)
        silent = Fields({}, path, self._problems)
        silent.is_absent = True
        return silent

    def _note_absent(self, name: str, value: object, wanted: str) -> None:
        if value is None:
            self.note(name, "missing", f"give {wanted}: this field is required")
        else:
            self.note(name, "wrong_type", f"give {wanted} here")


def _exact(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value) if abs(value) < 10**40 else Decimal("1E+40")
    elif isinstance(value, str) and _NUMBER.fullmatch(value):
        number = Decimal(value)
    else:
        return None
    if not number.is_finite():
        return None
    # 1E+3 is written out, but never 1E+999999: that is refused by its size, unwritten.
    try:
        return Decimal(format(number, "f")) if -50 < number.adjusted() < 50 else Decimal("1E+50")
    except InvalidOperation:
        return None

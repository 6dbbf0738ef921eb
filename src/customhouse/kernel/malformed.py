"""What pydantic finds wrong with a value from outside, in the house's own codes and words, each with its field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from customhouse.kernel.errors import Problem

Words = tuple[str, str]  # a code, and a sentence that says what to do
Limits = Mapping[str, Any]
OTHERWISE: Words = ("malformed", "this does not have the right form")


def problems_of(errors: Sequence[ErrorDetails | Mapping[str, Any]], *, skip: int = 0) -> list[Problem]:
    """A problem for each, named by its path; `skip` leaves out what the path begins with, such as `body`."""
    return [Problem(path_of(error, skip), *words_of(error)) for error in errors]


def first_problem(error: ValidationError) -> Problem:
    return problems_of(error.errors(include_url=False)[:1])[0]


def path_of(error: ErrorDetails | Mapping[str, Any], skip: int = 0) -> str:
    """`goods_items/0/hs_code`."""
    if error["type"] == "json_invalid":  # its place is one of the text, which the words tell
        return ""
    return "/".join(str(part) for part in error["loc"][skip:])


def words_of(error: ErrorDetails | Mapping[str, Any]) -> Words:
    kind, limits = str(error["type"]), error.get("ctx") or {}
    said = _SAID.get(kind)
    if said is not None:
        return said(limits)
    if kind in _PLAIN:
        return _PLAIN[kind]
    return next((words for beginning, words in _BEGINNINGS if kind.startswith(beginning)), OTHERWISE)


def _count(limits: Limits, at: str, one: str, more: str) -> str:
    return f"{limits[at]:,} {one if limits[at] == 1 else more}"


def _too_short(limits: Limits) -> Words:
    if limits["min_length"] == 1:
        return "missing", "this must not be empty"
    return "too_short", f"give at least {limits['min_length']:,} characters"


def _too_few(limits: Limits) -> Words:
    return "too_few", f"give at least {limits['min_length']:,} of these"


def _own(limits: Limits) -> Words:
    """A check of our own: its words are the house's already."""
    return "malformed", str(limits.get("error", OTHERWISE[1]))


_SAID: Mapping[str, Callable[[Limits], Words]] = {
    "string_too_long": lambda of: ("too_long", f"this may have {_count(of, 'max_length', 'character', 'characters')}"),
    "string_too_short": _too_short,
    "too_long": lambda of: ("too_many", f"give at most {of['max_length']:,} of these"),
    "too_short": _too_few,
    "greater_than": lambda of: ("out_of_range", f"give a value above {of['gt']}"),
    "greater_than_equal": lambda of: ("out_of_range", f"give a value of at least {of['ge']}"),
    "less_than": lambda of: ("out_of_range", f"give a value below {of['lt']}"),
    "less_than_equal": lambda of: ("out_of_range", f"give a value of at most {of['le']}"),
    "enum": lambda of: ("not_in_list", f"give {of['expected']}"),
    "literal_error": lambda of: ("not_in_list", f"give {of['expected']}"),
    "json_invalid": lambda of: ("not_json", f"the request is no JSON: {of.get('error', 'it cannot be read')}"),
    "value_error": _own,
    "assertion_error": _own,
}
_PLAIN: Mapping[str, Words] = {
    "missing": ("missing", "give this: it is needed"),
    "extra_forbidden": ("unknown_field", "there is no such field; look for a misspelt name"),
    "string_type": ("wrong_type", "give a text here"),
    "string_unicode": ("control_characters", "remove the characters that cannot be kept"),
    "bool_type": ("wrong_type", "give true or false"),
    "bool_parsing": ("wrong_type", "give true or false"),
    "list_type": ("wrong_type", "give a list here"),
    "tuple_type": ("wrong_type", "give a list here"),
    "dict_type": ("not_an_object", "give an object with named fields here"),
    "model_type": ("not_an_object", "give an object with named fields here"),
    "model_attributes_type": ("not_an_object", "give an object with named fields here"),
    "finite_number": ("not_a_number", "give a number that is not infinite"),
    "int_from_float": ("not_a_number", "give a whole number"),
    "int_type": ("not_a_number", "give a whole number"),
    "int_parsing": ("not_a_number", "give a whole number"),
}
# Kinds that come in several, by how they begin: of the wrong type, and not to be read.
_NUMBER: Words = ("not_a_number", 'give a number such as "12.5", with a point and no thousands')
_BEGINNINGS: tuple[tuple[str, Words], ...] = (
    ("decimal_max", ("too_many_digits", "give fewer digits")),
    ("decimal_whole", ("too_many_digits", "give fewer digits")),
    ("decimal_", _NUMBER),
    ("float_", _NUMBER),
    ("datetime_", ("not_a_time", "give a date with its time, such as 2026-03-01T12:00:00Z")),
    ("timezone_", ("not_a_time", "give a date with its time, such as 2026-03-01T12:00:00Z")),
    ("date_", ("not_a_day", "give a date such as 2026-03-01")),
    ("time_", ("not_a_time", "give a time such as 12:00:00")),
)

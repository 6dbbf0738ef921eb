"""What can go wrong, as the reader of a message needs it.

HouseError
├── NotFound          there is no such thing, or the asker may not know of it
├── Invalid           the input breaks rules; `problems` says which field, why, and what to do
├── Conflict          right input at the wrong moment: stale version, already decided
├── Unauthenticated   nobody is logged in
├── Forbidden         somebody is, and may not do this
├── TooMany           slow down; `retry_after_s` says for how long
└── Unavailable       a part is out of reach; `retry` says whether trying again can help
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Problem:
    """One broken rule: `field` is a path such as `goods_items/0/hs_code`, `code` a stable word."""

    field: str
    code: str
    message: str


class HouseError(Exception):
    """The base: its text is a sentence for the person who reads it."""

    kind = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(HouseError):
    kind = "not_found"


class Invalid(HouseError):
    kind = "invalid"

    def __init__(self, problems: Iterable[Problem], message: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__(message or "; ".join(f"{p.field}: {p.message}".removeprefix(": ") for p in self.problems[:3]))

    @classmethod
    def one(cls, field: str, code: str, message: str) -> Self:
        return cls([Problem(field, code, message)])


class Conflict(HouseError):
    kind = "conflict"


class Unauthenticated(HouseError):
    kind = "unauthenticated"


class Forbidden(HouseError):
    kind = "forbidden"


class TooMany(HouseError):
    kind = "too_many"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(HouseError):
    kind = "unavailable"

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry

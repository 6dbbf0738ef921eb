"""Lists that are read a page at a time, by cursor, so that new rows never shift a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    next_cursor: str | None = None


def page_of(rows: Sequence[T], cursor: Callable[[T], str], size: int = PAGE_SIZE) -> Page[T]:
    """Cut a page from `rows`, which were asked for with `size + 1` so that we know whether more follow."""
    items = tuple(rows[:size])
    return Page(items, cursor(items[-1]) if len(rows) > size else None)

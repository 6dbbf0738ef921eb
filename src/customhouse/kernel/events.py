"""News: what a room announces in the past tense, and the envelope in which it travels."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from customhouse.kernel.transaction import Transaction


@dataclass(frozen=True)
class Message:
    """An event on its way: `occurred_at` is when it happened, `recorded_at` when we learned of it."""

    id: str
    kind: str
    subject: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    payload: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. `subject` is the id of the thing it is about, empty where there is none."""

    kind: ClassVar[str]
    subject: str
    occurred_at: datetime

    def payload(self) -> dict[str, Any]:
        """The event's own fields, as JSON values."""
        whole: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return {field.name: whole[field.name] for field in fields(self) if field.name not in _ENVELOPE}

    @classmethod
    def read(cls, message: Message) -> Self:
        """Rebuild the event from its message; raises `pydantic.ValidationError` if it is not of this kind."""
        values = {**message.payload, "subject": message.subject, "occurred_at": message.occurred_at}
        event: Self = _adapter(cls).validate_python(values)
        return event


_ENVELOPE = ("subject", "occurred_at")


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}  # building one costs milliseconds; each is built once


def _adapter(cls: type[Event]) -> TypeAdapter[Any]:
    name = f"{cls.__module__}.{cls.__qualname__}"
    if name not in _ADAPTERS:
        _ADAPTERS[name] = TypeAdapter(cls)
    return _ADAPTERS[name]


Handler = Callable[["Transaction", Message], None]


@dataclass(frozen=True)
class Subscription:
    """`consumer` hears of the `kinds` it names, each message once in effect, in the order of recording."""

    consumer: str
    kinds: tuple[str, ...]
    handle: Handler


Do = Callable[[Message, int], None]
"""Does the job that a message tells of. The number is how often it was handed out, 1 for the first time.

It opens its own transactions; when it returns, all is committed. It raises where the job is to be handed out again.
"""


@dataclass(frozen=True)
class Jobs:
    """Work that takes long: each message of the `kinds` is done by one of the hands that `consumer` has anywhere."""

    consumer: str
    kinds: tuple[str, ...]
    do: Do
    hands: int

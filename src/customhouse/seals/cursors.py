"""Where a page ended, read from the text that a client hands back: it may be anything."""

from datetime import UTC, datetime

from customhouse.kernel.errors import Invalid

_TOO_LARGE = 1 << 63  # for a whole number in either database


def whole(text: str) -> int:
    """Raises `Invalid`."""
    try:
        number = int(text)
    except ValueError:
        raise _malformed()
    if abs(number) >= _TOO_LARGE:
        raise _malformed()
    return number


def moment(text: str) -> datetime:
    """Raises `Invalid`."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _malformed()


def _malformed() -> Invalid:
    return Invalid.one("cursor", "malformed", "Take the cursor from the page before.")

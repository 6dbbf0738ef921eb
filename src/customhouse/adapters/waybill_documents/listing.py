"""JSON laid out for people to read: a value a line, each findable by its JSON pointer (RFC 6901)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from customhouse.waybills.documents.model import Where
from customhouse.waybills.documents.reading import Notes, Unreadable

MAX_DEPTH = 60
MAX_LINES = 20_000
WIDE = 400
_TRIES = 400  # how many places to cut at are tried before a broken file is given up


@dataclass
class Listing:
    lines: list[str] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)

    def where(self, pointer: str) -> Where:
        return Where(pointer, line=self.at.get(pointer))


def laid_out(value: Any) -> Listing:
    listing = Listing()
    _lay(listing, value, "", "", "")
    return listing


def _lay(listing: Listing, value: Any, pointer: str, lead: str, indent: str) -> None:
    if len(listing.lines) >= MAX_LINES:
        return
    listing.at[pointer] = len(listing.lines) + 1
    if isinstance(value, dict | list) and value:
        inner = indent + "  "
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        listing.lines.append(indent + lead + opening)
        if isinstance(value, dict):
            for key, each in value.items():
                quoted = json.dumps(key[:100], ensure_ascii=False)
                _lay(listing, each, f"{pointer}/{escaped(key)}", f"{quoted}: ", inner)
        else:
            for number, each in enumerate(value):
                _lay(listing, each, f"{pointer}/{number}", "", inner)
        listing.lines.append(indent + closing)
    else:
        listing.lines.append((indent + lead + json.dumps(value, ensure_ascii=False))[:WIDE])


def escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def parsed(content: bytes, notes: Notes) -> Any:
    """The value of a JSON text, numbers kept as they are written. What is cut off is closed where the last whole value
    ends, and told. Raises `Unreadable` where nothing of it can be used."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        text = content.decode("utf-8-sig", errors="replace")
        notes.note(
            "charset", f"byte {error.start + 1} in line {line} is no UTF-8; it is shown as �", Where(at=(line, 1))
        )
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        value = _mended(text, error.pos)
        message = f"line {error.lineno} column {error.colno}: {error.msg}"
        if value is None:
            raise Unreadable(
                "broken_json", f"This is no whole JSON text: {message}. Ask the sender for the whole file."
            )
        notes.note(
            "cut_off", f"broken at {message}; what stands before it is read", Where(at=(error.lineno, error.colno))
        )
    except RecursionError:
        raise Unreadable("too_deep", f"The JSON text is nested deeper than {MAX_DEPTH} levels: no waybill is.")
    if _depth(value) > MAX_DEPTH:
        raise Unreadable("too_deep", f"The JSON text is nested deeper than {MAX_DEPTH} levels: no waybill is.")
    return value


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


def _mended(text: str, broken_at: int) -> Any:
    """The text up to the last whole value before the break, its brackets closed; None where that helps nothing."""
    cuts = list(_cuts(text[:broken_at]))
    for position, closing in cuts[: -_TRIES - 1 : -1]:
        try:
            value = _loads(text[:position] + closing)
        except (json.JSONDecodeError, RecursionError):
            continue
        return value or None
    return None


# A string, whole or cut off; or one sign of structure.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)|[{}\[\],]', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}


def _cuts(text: str) -> Iterator[tuple[int, str]]:
    """Where the text may be cut, and the brackets that are open there."""
    stack: list[str] = []
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in _CLOSING:
            stack.append(_CLOSING[sign])
        elif sign in {"}", "]"} and stack:
            stack.pop()
        elif sign.startswith('"'):
            continue
        end = token.start() if sign == "," else token.end()
        yield end, "".join(reversed(stack))


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        depth += 1
        inner = [
            list(each.values()) if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)
        ]
        level = [each for values in inner for each in values]
    return depth

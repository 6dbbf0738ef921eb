"""Bytes into plain records: JSON messages, JSON lists, and sheets, with the line of whatever cannot be read."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from customhouse.declarations.sheet import read_sheet
from customhouse.kernel.errors import Invalid, Problem

MAX_MESSAGE = 8 << 20
MAX_FILE = 32 << 20
MAX_RECORDS = 1_000
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Record:
    """One lodgement to be; `places` says where in the file a field came from, `faults` what could not be placed."""

    plain: object
    line: int
    lrn: str = ""
    faults: tuple[Problem, ...] = ()
    places: dict[str, str] = field(default_factory=dict)


def read_message(raw: bytes) -> object:
    """One JSON value, numbers kept exact. Raises `Invalid`, naming the line."""
    if len(raw) > MAX_MESSAGE:
        _refuse("too_large", f"a message may have {MAX_MESSAGE >> 20} MiB: lodge it in parts")
    text = _decoded(raw)
    start = _past_space(text, 0)
    value, end = _json_at(text, start)
    if _past_space(text, end) != len(text):
        _refuse("malformed", f"line {_line(text, end)}: something follows the end of the message")
    return value


def read_file(name: str, raw: bytes) -> list[Record]:
    """The records of a .json or .csv file. Raises `Invalid` where the file as a whole cannot be read."""
    if len(raw) > MAX_FILE:
        _refuse("too_large", f"a file may have {MAX_FILE >> 20} MiB: split it")
    ending = name.lower().rpartition(".")[2]
    if ending not in {"json", "csv"}:
        _refuse("wrong_kind", "the name of the file must end in .json or .csv")
    text = _decoded(raw)
    if not text.strip():
        _refuse("empty", "the file is empty")
    records = _json_records(text) if ending == "json" else _sheet_records(text)
    if not records:
        _refuse("empty", "there is no declaration in the file")
    return records


def _sheet_records(text: str) -> list[Record]:
    grouped = read_sheet(text)
    if len(grouped) > MAX_RECORDS:
        _refuse("too_many", f"the file has {len(grouped)} declarations and may have {MAX_RECORDS}: split it")
    return [Record(each.plain, each.line, each.lrn, each.faults, each.places) for each in grouped]


def _json_records(text: str) -> list[Record]:
    start = _past_space(text, 0)
    if text[start] != "[":
        return [_record(read_message(text.encode()), _line(text, start))]
    records: list[Record] = []
    seen, line = 0, 1
    for value, begin in _elements(text, start + 1):
        if len(records) == MAX_RECORDS:
            _refuse("too_many", f"the file has more than {MAX_RECORDS} declarations: split it")
        line += text.count("\n", seen, begin)
        seen = begin
        records.append(_record(value, line))
    return records


def _record(plain: object, line: int) -> Record:
    lrn = plain.get("lrn") if isinstance(plain, dict) else None
    return Record(plain, line, lrn[:35] if isinstance(lrn, str) else "")


def _elements(text: str, at: int) -> Iterator[tuple[object, int]]:
    """The values of a list and where each begins. A list that breaks off is refused, however much of it was there."""
    at = _past_space(text, at)
    while text[at : at + 1] != "]":
        value, end = _json_at(text, at)
        yield value, at
        at = _past_space(text, end)
        if text[at : at + 1] == ",":
            at = _past_space(text, at + 1)
            if text[at : at + 1] == "]":
                _refuse("malformed", f"line {_line(text, at)}: a comma stands before the end of the list")
        elif text[at : at + 1] != "]":
            _refuse("malformed", f"line {_line(text, at)}: {_ended(text, at)}")
    if _past_space(text, at + 1) != len(text):
        _refuse("malformed", f"line {_line(text, at)}: something follows the end of the list")


def _ended(text: str, at: int) -> str:
    return "the file breaks off; send it whole" if at >= len(text) else "expected a comma or the end of the list"


def _json_at(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        broken_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = "the text breaks off; send it whole" if broken_off else f"this is no JSON: {error.msg}"
        _refuse("malformed", f"line {error.lineno}, column {error.colno}: {what}")
    except RecursionError:
        _refuse("malformed", f"line {_line(text, at)}: the values are nested too deeply")
    except ValueError as error:
        _refuse("malformed", f"in the value that begins in line {_line(text, at)}: {error}")


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            _refuse("not_utf8", "this is UTF-16: save it as UTF-8")
        _refuse("not_utf8", f"line {line}: the byte 0x{raw[error.start]:02x} is no UTF-8: save the file as UTF-8")


def _refuse(code: str, message: str) -> NoReturn:
    raise Invalid.one("", code, message)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice[:40]!r} is given twice")
    return plain


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 40 else Decimal(digits)


_DECODER = json.JSONDecoder(
    parse_float=Decimal, parse_int=_whole, parse_constant=_no_constant, object_pairs_hook=_unique
)

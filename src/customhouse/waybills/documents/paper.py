"""What a transport document says that a declaration can be held against, in plain numbers and names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from customhouse.waybills.documents.model import ReadConsignment

_ITEM = re.compile(r"goods_items/(\d+)/")
_NUMBER = re.compile(r"waybill/containers/(\d+)/number")


@dataclass(frozen=True, slots=True)
class PaperGoods:
    description: str
    hs_code: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """None and nothing stand for what the document does not say.

    Attributes:
        gross_mass_kg, packages: of the whole consignment.
        seals: numbers by the container that they hang on.
    """

    gross_mass_kg: float | None = None
    packages: float | None = None
    containers: frozenset[str] = frozenset()
    seals: dict[str, frozenset[str]] = field(default_factory=dict)
    goods: tuple[PaperGoods, ...] = ()


def waybill_key(number: str) -> str:
    """A waybill's number as documents are found by it: spaces, strokes and small letters do not tell two apart."""
    return "".join(sign for sign in number.upper() if sign.isalnum())[:35]


def paper_of(consignment: ReadConsignment, confirmed: Mapping[str, str]) -> Paper:
    """What was read surely counts as read, whatever a person made of it since; what is doubtful, as confirmed."""
    said = {
        each.field: confirmed.get(each.field, "") if each.is_doubtful else each.value for each in consignment.fields
    }
    items = sorted({int(found.group(1)) for name in said if (found := _ITEM.match(name))})
    containers = {found.group(1): value for name, value in said.items() if (found := _NUMBER.fullmatch(name)) and value}
    seals = {number: _seals(said, at) for at, number in containers.items()}
    return Paper(
        _whole(said, "also/total/gross_mass_kg", [f"goods_items/{item}/gross_mass_kg" for item in items]),
        _whole(said, "also/total/packages", [f"goods_items/{item}/packages/count" for item in items]),
        frozenset(containers.values()),
        {number: found for number, found in seals.items() if found},
        tuple(
            PaperGoods(description, said.get(f"goods_items/{item}/hs_code", ""))
            for item in items
            if (description := said.get(f"goods_items/{item}/description", ""))
        ),
    )


def _seals(said: Mapping[str, str], at: str) -> frozenset[str]:
    beginning = f"waybill/containers/{at}/seal_numbers/"
    return frozenset(waybill_key(value) for name, value in said.items() if name.startswith(beginning) and value)


def _whole(said: Mapping[str, str], total: str, parts: list[str]) -> float | None:
    """The total as it stands, else the sum where every item tells its own."""
    whole = _number(said.get(total, ""))
    if whole is not None:
        return whole
    told = [_number(said.get(part, "")) for part in parts]
    known = [value for value in told if value is not None]
    return sum(known) if known and len(known) == len(told) else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) and float(text) > 0 else None

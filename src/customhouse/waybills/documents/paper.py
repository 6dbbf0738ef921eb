"""What a transport document says that a declaration can be held against, in plain numbers and names."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from customhouse.kernel.identifiers import bare
from customhouse.waybills.documents.model import ReadConsignment

LONGEST_KEY = 35  # signs; a waybill's number has no more (UN/EDIFACT an..35)
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
        containers: all of them; nothing where one is doubtful, for what remained would pass for the whole.
        seals: numbers by the container that they hang on; likewise.
        official: whether customs itself put the document in.
    """

    gross_mass_kg: float | None = None
    packages: float | None = None
    containers: frozenset[str] = frozenset()
    seals: dict[str, frozenset[str]] = field(default_factory=dict)
    goods: tuple[PaperGoods, ...] = ()
    official: bool = False


def waybill_key(number: str) -> str:
    """A waybill's number as documents are found by it: spaces, strokes and small letters do not tell two apart."""
    return bare(number)[:LONGEST_KEY]


def paper_of(consignment: ReadConsignment, confirmed: Mapping[str, str], *, official: bool = False) -> Paper:
    """What was read surely counts as read, whatever a person made of it since; what is doubtful, as confirmed."""
    unsettled = {each.field for each in consignment.fields if each.is_doubtful and not confirmed.get(each.field)}
    said = {
        each.field: confirmed.get(each.field, "") if each.is_doubtful else each.value for each in consignment.fields
    }
    items = sorted({int(found.group(1)) for name in said if (found := _ITEM.match(name))})
    containers = {
        found.group(1): bare(value) for name, value in said.items() if (found := _NUMBER.fullmatch(name)) and value
    }
    seals = {number: _seals(said, at, unsettled) for at, number in containers.items()}
    are_all_known = not any(_NUMBER.fullmatch(name) for name in unsettled)
    return Paper(
        _whole(said, "also/total/gross_mass_kg", [f"goods_items/{item}/gross_mass_kg" for item in items]),
        _whole(said, "also/total/packages", [f"goods_items/{item}/packages/count" for item in items]),
        frozenset(containers.values() if are_all_known else ()),
        {number: found for number, found in seals.items() if found},
        tuple(
            PaperGoods(description, said.get(f"goods_items/{item}/hs_code", ""))
            for item in items
            if (description := said.get(f"goods_items/{item}/description", ""))
        ),
        official,
    )


def _seals(said: Mapping[str, str], at: str, unsettled: set[str]) -> frozenset[str]:
    beginning = f"waybill/containers/{at}/seal_numbers/"
    if any(name.startswith(beginning) for name in unsettled):
        return frozenset()
    return frozenset(bare(value) for name, value in said.items() if name.startswith(beginning) and value)


def _whole(said: Mapping[str, str], total: str, parts: list[str]) -> float | None:
    """The total as it stands, else the sum where every item tells its own."""
    whole = _number(said.get(total, ""))
    if whole is not None:
        return whole
    told = [_number(said.get(part, "")) for part in parts]
    known = [value for value in told if value is not None]
    return sum(known) if known and len(known) == len(told) else None


def _number(text: str) -> float | None:
    """None for what is no number, or none that a mass or a count can be."""
    number = float(text) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", text) else math.nan
    return number if math.isfinite(number) and number > 0 else None

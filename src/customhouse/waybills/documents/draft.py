"""From confirmed fields to the beginning of a lodgement: nothing in it that no field told."""

import re
from typing import Any

from customhouse.waybills.documents.model import ALSO

# The paths of a lodgement that a document can fill in; an index is a place in a list.
_FILLABLE = (
    r"waybill/(number|kind|carrier)",
    r"waybill/(consignor|consignee|notify)/name",
    r"waybill/(consignor|consignee|notify)/address/(street|city|postcode|country)",
    r"waybill/places/(loading|discharge|delivery)",
    r"waybill/conveyance/(mode|identity|nationality)",
    r"waybill/containers/\d{1,3}/(number|size_type|loaded|tare_kg|seal_numbers/\d{1,2})",
    r"waybill/itinerary/\d{1,2}/(place|arrive_at)",
    r"goods_items/\d{1,3}/(hs_code|description|origin|gross_mass_kg|net_mass_kg)",
    r"goods_items/\d{1,3}/(packages/(count|kind)|container_numbers/\d{1,3})",
)
FILLABLE = re.compile("|".join(f"(?:{form})" for form in _FILLABLE))


def is_fillable(field: str) -> bool:
    return not field.startswith(ALSO) and FILLABLE.fullmatch(field) is not None


def draft_of(values: dict[str, str]) -> dict[str, Any]:
    """Fields by their path as one nested value; lists close up where an index is missing."""
    tree: dict[str, Any] = {}
    for path in sorted(values, key=_by_number):
        value = values[path].strip()
        if not value or not is_fillable(path):
            continue
        *parents, last = path.split("/")
        node = tree
        for name in parents:
            node = node.setdefault(name, {})
        node[last] = value == "true" if last == "loaded" else value
    closed = _lists(tree)
    return closed if isinstance(closed, dict) else {}


def _by_number(path: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in path.split("/")]


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    inner = {name: _lists(value) for name, value in node.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner

"""What holds of a read field whatever it was read from: numbers that check, codes that exist, repairs told as such."""

import re
from collections.abc import Callable
from dataclasses import replace

from customhouse.waybills.container_code import size_type_fault
from customhouse.waybills.documents import numbers
from customhouse.waybills.documents.addresses import country_code, split_address
from customhouse.waybills.documents.model import ALSO, ReadConsignment, ReadField, Reading
from customhouse.waybills.documents.naming import place_code
from customhouse.waybills.model import Mode, WaybillKind
from customhouse.waybills.places import Places

# What a lodgement needs of a transport document, in the order of its form.
NEEDED = (
    "waybill/number",
    "waybill/kind",
    "waybill/carrier",
    "waybill/consignor/name",
    "waybill/consignor/address/city",
    "waybill/consignor/address/country",
    "waybill/consignee/name",
    "waybill/consignee/address/city",
    "waybill/consignee/address/country",
    "waybill/places/loading",
    "waybill/places/discharge",
    "waybill/places/delivery",
    "waybill/conveyance/mode",
    "waybill/conveyance/identity",
    "waybill/conveyance/nationality",
    "goods_items/0/description",
    "goods_items/0/packages/count",
    "goods_items/0/packages/kind",
    "goods_items/0/gross_mass_kg",
)
DOUBTED = 0.4
Judge = Callable[[ReadField, Places], ReadField]


def judged(reading: Reading, places: Places) -> Reading:
    """The reading with every field checked, addresses taken apart, and what is missing named."""
    return replace(reading, consignments=tuple(_judge(each, places) for each in reading.consignments))


def _judge(consignment: ReadConsignment, places: Places) -> ReadConsignment:
    fields: dict[str, ReadField] = {}
    for each in consignment.fields:
        for part in _taken_apart(each, places):
            fields.setdefault(part.field, part)
    # Container numbers are repaired where they stand first; where an item names one, it is the same one.
    checked = {name: _checked(each, places) for name, each in fields.items()}
    by_air = (mode := checked.get("waybill/conveyance/mode")) is not None and mode.value == "air"
    kind = checked.get("waybill/kind")
    if (number := checked.get("waybill/number")) and (by_air or (kind and kind.value == "air_waybill")):
        checked["waybill/number"] = _air_waybill(number)
    _name_every_container(checked)
    ordered = tuple(sorted(checked.values(), key=_form_order))
    return ReadConsignment(ordered, tuple(name for name in NEEDED if name not in checked))


def _name_every_container(checked: dict[str, ReadField]) -> None:
    """A container that only an item names is one of the waybill's all the same."""
    numbered = [name for name in checked if re.fullmatch(r"waybill/containers/\d+/number", name)]
    known = {checked[name].value for name in numbered}
    following = max((int(name.split("/")[2]) for name in numbered), default=-1) + 1
    for name, each in list(checked.items()):
        if re.fullmatch(r"goods_items/\d+/container_numbers/\d+", name) and each.value not in known:
            known.add(each.value)
            field = f"waybill/containers/{following}/number"
            checked[field] = replace(each, field=field)
            following += 1


def _taken_apart(each: ReadField, places: Places) -> list[ReadField]:
    if not each.field.endswith("/address/lines"):
        return [each]
    prefix = each.field.removesuffix("lines")
    note = "taken from an address that is not told part by part"
    confidence = min(each.confidence, 0.8)
    parts = split_address(each.raw.splitlines(), places)
    return [ReadField(prefix + name, text, text, each.where, confidence, note) for name, text in parts.items() if text]


def _checked(each: ReadField, places: Places) -> ReadField:
    if each.field.startswith(ALSO):
        return each
    judge = next((judge for form, judge in JUDGES if form.fullmatch(each.field)), None)
    return judge(each, places) if judge else each


def _doubt(each: ReadField, note: str, confidence: float = DOUBTED) -> ReadField:
    return replace(each, confidence=min(each.confidence, confidence), note=note)


def _container(each: ReadField, _places: Places) -> ReadField:
    told = numbers.container(each.value)
    confidence = each.confidence if not told.repaired else min(each.confidence, 0.8)
    changed = replace(each, value=told.value, confidence=confidence, note=told.note or each.note)
    return changed if told.fits else _doubt(changed, told.note)


def _air_waybill(each: ReadField) -> ReadField:
    told = numbers.air_waybill(each.value)
    if told is None:
        return each
    changed = replace(each, value=told.value, note=told.note or each.note)
    return changed if told.fits else _doubt(changed, told.note)


def _size_type(each: ReadField, _places: Places) -> ReadField:
    code = each.value.replace(" ", "").upper()
    fault = size_type_fault(code)
    if fault is None:
        return replace(each, value=code)
    known = numbers.TRADE_SIZES.get(code.replace("'", "").replace("-", ""))
    if known:
        return _doubt(replace(each, value=known), f"{each.value} is trade shorthand; {known} is the usual code", 0.7)
    return _doubt(each, fault[1])


def _hs_code(each: ReadField, _places: Places) -> ReadField:
    digits = re.sub(r"[\s.\-]", "", each.value)
    if not digits.isdigit():
        return _doubt(each, "an HS code has digits only")
    changed = replace(each, value=digits)
    if len(digits) < 6:
        return _doubt(changed, f"{len(digits)} digits name a heading at most: six are needed")
    return changed if len(digits) <= 10 else _doubt(changed, f"{len(digits)} digits are more than any code has")


def _place(each: ReadField, places: Places) -> ReadField:
    told = place_code(each.value, places)
    if told.is_sure:
        return replace(each, value=told.code)
    return _doubt(replace(each, value=told.code or each.value), told.note, 0.85 if told.code else DOUBTED)


def _country(each: ReadField, places: Places) -> ReadField:
    code = country_code(each.value, places)
    if code is None:
        return _doubt(each, f"{each.value} is no country of ISO 3166 or of this site's own list")
    return replace(each, value=code, note=each.note or ("" if code == each.value else f"{each.value} is {code}"))


def _word(kind: type[Mode] | type[WaybillKind]) -> Judge:
    def judge(each: ReadField, _places: Places) -> ReadField:
        known = each.value in {word.value for word in kind}
        return each if known else _doubt(each, f"one of {', '.join(kind)} belongs here")

    return judge


def _identity(each: ReadField, _places: Places) -> ReadField:
    fault = numbers.imo_fault(each.value)
    changed = each if len(each.value) <= 35 else replace(each, value=each.value[:35])
    return _doubt(changed, fault) if fault else changed


def _consignee(each: ReadField, _places: Places) -> ReadField:
    if not re.match(r"to (the )?order|a la orden|à l'ordre|凭指示", each.value, re.IGNORECASE):
        return each
    return _doubt(each, "made out to order: the consignee is whoever holds the bill", 0.7)


def _whole_number(each: ReadField, _places: Places) -> ReadField:
    text = re.sub(r"[\s.,]", "", each.value) if re.fullmatch(r"\d{1,3}([.,\s]\d{3})*", each.value) else each.value
    if not text.isdigit():
        return _doubt(each, "a whole number belongs here")
    return replace(each, value=str(int(text)))


def _number(each: ReadField, _places: Places) -> ReadField:
    fits = re.fullmatch(r"\d+(\.\d+)?", each.value)
    return each if fits else _doubt(each, "a number of kilograms belongs here")


def _package_kind(each: ReadField, _places: Places) -> ReadField:
    code = each.value.upper()
    if re.fullmatch(r"[A-Z0-9]{2}", code):
        return replace(each, value=code)
    known = numbers.package_kind(each.value)
    if known:
        return _doubt(replace(each, value=known), f"{each.value} is {known} of UN/ECE Recommendation 21", 0.85)
    return _doubt(each, "two signs of UN/ECE Recommendation 21 belong here, such as CT or PX")


JUDGES: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (re.compile(r"waybill/containers/\d+/number|goods_items/\d+/container_numbers/\d+"), _container),
    (re.compile(r"waybill/containers/\d+/size_type"), _size_type),
    (re.compile(r"waybill/places/\w+|waybill/itinerary/\d+/place"), _place),
    (re.compile(r"waybill/(consignor|consignee|notify)/address/country"), _country),
    (re.compile(r"waybill/conveyance/nationality|goods_items/\d+/origin"), _country),
    (re.compile(r"waybill/consignee/name"), _consignee),
    (re.compile(r"waybill/conveyance/identity"), _identity),
    (re.compile(r"waybill/conveyance/mode"), _word(Mode)),
    (re.compile(r"waybill/kind"), _word(WaybillKind)),
    (re.compile(r"goods_items/\d+/hs_code"), _hs_code),
    (re.compile(r"goods_items/\d+/packages/count"), _whole_number),
    (re.compile(r"goods_items/\d+/packages/kind"), _package_kind),
    (re.compile(r"goods_items/\d+/(gross|net)_mass_kg|waybill/containers/\d+/tare_kg"), _number),
)
_PARTS = (
    "waybill/number",
    "waybill/kind",
    "waybill/carrier",
    "waybill/consignor/",
    "waybill/consignee/",
    "waybill/notify/",
    "waybill/places/",
    "waybill/conveyance/",
    "waybill/containers/",
    "waybill/itinerary/",
    "goods_items/",
    ALSO,
)
_WITHIN = (
    "number",
    "name",
    "street",
    "postcode",
    "city",
    "country",
    "loading",
    "discharge",
    "delivery",
    "mode",
    "identity",
    "nationality",
    "hs_code",
    "description",
)


def _form_order(each: ReadField) -> tuple[int, int, int, str]:
    part = next((at for at, beginning in enumerate(_PARTS) if each.field.startswith(beginning)), len(_PARTS))
    index = re.search(r"/(\d+)/", each.field)
    last = each.field.rsplit("/", 1)[-1]
    within = _WITHIN.index(last) if last in _WITHIN else len(_WITHIN)
    return part, int(index.group(1)) if index else -1, within, each.field

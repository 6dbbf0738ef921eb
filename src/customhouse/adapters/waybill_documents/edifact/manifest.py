"""Messages that tell consignments: CUSCAR (customs cargo report), IFTMIN and its kin (instruction, contract status).

The groups are followed by the segments that begin them, whatever the directory's edition: an unknown segment is passed
over, a group that is missing leaves its fields untold.
"""

from collections.abc import Callable

from customhouse.adapters.waybill_documents.edifact import codes
from customhouse.adapters.waybill_documents.edifact.consignment import Candidate, Consignment, mass_of
from customhouse.adapters.waybill_documents.edifact.envelope import Message
from customhouse.adapters.waybill_documents.edifact.tokens import Segment
from customhouse.waybills.documents.model import ReadConsignment
from customhouse.waybills.documents.reading import Notes

ARRIVALS = frozenset({"132", "178", "232", "17", "371"})
MANIFEST = "785"
TOTALS = {"7": "gross_mass_kg", "11": "packages", "8": "packages", "16": "containers"}


def consignments_of(message: Message, decimal: str, notes: Notes) -> list[ReadConsignment]:
    header = Consignment(notes, decimal)
    current, found = header, []
    for segment in message.segments:
        if segment.tag == "CNI":
            current = Consignment(notes, decimal)
            found.append(current)
        reader = READERS.get(segment.tag)
        if reader is not None:
            reader(current, segment)
    if not found:
        return [header.finished()]
    _share_header(header, found)
    return [each.finished() for each in found]


def _share_header(header: Consignment, found: list[Consignment]) -> None:
    """What the header tells holds for every consignment that does not say otherwise."""
    shared = [each for name, each in header.gathered.by_name.items() if not name.startswith("waybill/containers/")]
    for consignment in found:
        if len(found) == 1:  # then every container of the message is this one's, named by its goods or not
            for number in header.containers:
                consignment.containers.setdefault(number, len(consignment.containers))
        for number, index in consignment.containers.items():
            consignment.take_in(index, header.equipment(number))
        consignment.gathered.inherit(each for each in shared if not each.field.startswith(("also/total", "goods_")))


def _cni(consignment: Consignment, segment: Segment) -> None:
    # Element 2 is C503; some write the number as element 1 and leave the sequence out.
    number = segment.get(2) or ("" if segment.get(1).isdigit() and len(segment.get(1)) < 5 else segment.get(1))
    if number:
        consignment.numbers.append(Candidate(0, number, segment))


def _bgm(consignment: Consignment, segment: Segment) -> None:
    kind, number = codes.DOCUMENTS.get(segment.get(1), ""), segment.get(2) or segment.get(1, 3)
    if kind and number:
        consignment.numbers.append(Candidate(50, number, segment, kind))
    else:
        consignment.also("message_number", number, segment, "1004")


def _rff(consignment: Consignment, segment: Segment) -> None:
    qualifier, number = segment.get(1), segment.get(1, 1)
    if qualifier in codes.NUMBERS and number:
        rank = 1 + codes.NUMBERS.index(qualifier)
        consignment.numbers.append(Candidate(rank, number, segment, codes.KIND_OF_NUMBER.get(qualifier, "")))
    elif qualifier in codes.ALSO_NUMBERS:
        consignment.also(codes.ALSO_NUMBERS[qualifier], number, segment, "1154")
    elif qualifier in {"HS", "ABD"} and consignment.item is not None:
        consignment.put(f"goods_items/{consignment.item}/hs_code", number, segment, "1154")


def _tdt(consignment: Consignment, segment: Segment) -> None:
    consignment.leave_groups()
    stage, journey = segment.get(1), segment.get(2)
    main = stage in {"", codes.MAIN_CARRIAGE}
    if not main:
        consignment.also(f"carriage_{stage}", segment.get(8, 3) or segment.get(8) or journey, segment, "C222")
        return
    mode = codes.MODES.get(segment.get(3), "")
    consignment.put("waybill/conveyance/mode", mode, segment, "8067")
    # By air and mail the journey names the flight; at sea the vessel has a name or an IMO number.
    vessel = segment.get(8, 3) or segment.get(8)
    identity = journey or vessel if mode in {"air", "mail"} else vessel or (journey if mode != "sea" else "")
    consignment.put("waybill/conveyance/identity", identity, segment, "8212" if segment.get(8, 3) else "8213")
    consignment.put("waybill/conveyance/nationality", segment.get(8, 4), segment, "8453")
    consignment.also("voyage", journey if journey != identity else "", segment, "8028")
    consignment.also("imo_number", segment.get(8) if segment.get(8, 3) else "", segment, "8213")
    consignment.put("waybill/carrier", segment.get(5, 3) or segment.get(5), segment, "C040", exact=False)


def _loc(consignment: Consignment, segment: Segment) -> None:
    qualifier, code, name = segment.get(1), segment.get(2), segment.get(2, 3)
    text = code or name
    consignment.place, consignment.call = (qualifier, segment), None
    if qualifier in codes.COUNTRIES:
        field = f"goods_items/{consignment.item}/origin" if consignment.item is not None else "also/origin"
        if qualifier == "27":
            consignment.put(field, text, segment, "3225")
        else:
            consignment.also(codes.COUNTRIES[qualifier], text, segment, "3225")
    elif qualifier in codes.CALLS:
        consignment.call, consignment.calls = consignment.calls, consignment.calls + 1
        consignment.put(f"waybill/itinerary/{consignment.call}/place", text, segment, "3225")
    elif qualifier == codes.RECEIPT:
        consignment.also("place_of_receipt", text, segment, "3225")
    elif qualifier in codes.PLACES:
        exact = qualifier in codes.EXACT_PLACES
        consignment.put(f"waybill/places/{codes.PLACES[qualifier]}", text, segment, "3225", exact=exact)


def _dtm(consignment: Consignment, segment: Segment) -> None:
    qualifier, text, form = segment.get(1), segment.get(1, 1), segment.get(1, 2)
    at = codes.moment(text, form)
    if at is None:
        if text:
            message = f"{text!r} is no date of the format {form or '(not told)'}"
            consignment.notes.note("no_date", message, segment.where("2380"))
        return
    if qualifier not in ARRIVALS:
        return
    if consignment.call is not None:
        consignment.put(f"waybill/itinerary/{consignment.call}/arrive_at", at, segment, "2380")
    elif consignment.place is not None and consignment.place[0] in {"11", "60"}:
        place = consignment.place[1]
        call, consignment.calls = consignment.calls, consignment.calls + 1
        consignment.put(f"waybill/itinerary/{call}/place", place.get(2) or place.get(2, 3), place, "3225")
        consignment.put(f"waybill/itinerary/{call}/arrive_at", at, segment, "2380")
    else:
        consignment.also("arrival", at, segment, "2380")


def _nad(consignment: Consignment, segment: Segment) -> None:
    consignment.leave_groups()
    qualifier = segment.get(1)
    names = [part.strip() for part in segment.composite(4) if part.strip()]
    lines = [part.strip() for part in segment.composite(3) if part.strip()]
    name = " ".join(names[:2]) or (lines[0] if lines else "") or segment.get(2)
    if qualifier in codes.CARRIERS:
        consignment.put("waybill/carrier", name, segment, "C080" if names else "C082", exact=qualifier == "CA")
    elif qualifier in codes.ALSO_PARTIES:
        consignment.also(codes.ALSO_PARTIES[qualifier], name, segment, "C080")
    elif qualifier in codes.PARTIES:
        party, exact = f"waybill/{codes.PARTIES[qualifier]}", qualifier in codes.EXACT_PARTIES
        if not exact and consignment.gathered.has(f"{party}/name") and f"{party}/name" not in consignment.inexact:
            return
        consignment.put(f"{party}/name", name, segment, "C080" if names else "C058", exact=exact)
        _address(consignment, segment, party, lines if names else lines[1:], exact=exact)


def _address(consignment: Consignment, segment: Segment, party: str, lines: list[str], *, exact: bool) -> None:
    street = " ".join(part.strip() for part in segment.composite(5) if part.strip())
    consignment.put(f"{party}/address/street", street, segment, "C059", exact=exact)
    consignment.put(f"{party}/address/city", segment.get(6), segment, "3164", exact=exact)
    consignment.put(f"{party}/address/postcode", segment.get(8), segment, "3251", exact=exact)
    consignment.put(f"{party}/address/country", segment.get(9), segment, "3207", exact=exact)
    if lines and not segment.get(6):
        # Lines that are not told apart are taken apart later, for every format alike.
        consignment.put(f"{party}/address/lines", "\n".join(lines), segment, "C058", exact=exact)


def _gid(consignment: Consignment, segment: Segment) -> None:
    item = consignment.begin_item()
    consignment.put(f"goods_items/{item}/packages/count", segment.get(2), segment, "7224")
    consignment.put(f"goods_items/{item}/packages/kind", segment.get(2, 1), segment, "7065")


def _pac(consignment: Consignment, segment: Segment) -> None:
    if consignment.item is not None:
        names = ("count", segment.get(1), "7224"), ("kind", segment.get(3), "7065")
        for name, text, element in names:
            if not consignment.gathered.has(f"goods_items/{consignment.item}/packages/{name}"):
                consignment.put(f"goods_items/{consignment.item}/packages/{name}", text, segment, element)
    elif segment.get(1):
        consignment.also("total/packages", segment.get(1), segment, "7224")


def _ftx(consignment: Consignment, segment: Segment) -> None:
    subject, text = segment.get(1), " ".join(part for part in segment.composite(4) if part.strip())
    if subject not in {"AAA", "ACB", "AAD", "AAC", "HAZ"} or not text.strip():
        return
    if subject != "AAA":
        consignment.also("dangerous_goods" if subject in {"AAD", "AAC", "HAZ"} else "remark", text, segment, "C108")
        return
    item = consignment.item if consignment.item is not None else consignment.items - 1
    if item < 0:
        # Goods told before, or without, any item: they are the first one.
        item = consignment.begin_item()
    name = f"goods_items/{item}/description"
    before = consignment.gathered.by_name.get(name)
    if before is None:
        consignment.put(name, text, segment, "C108")
    elif len(before.value) + len(text) < 500 and text.strip() not in before.value:
        del consignment.gathered.by_name[name]
        consignment.gathered.add(name, f"{before.raw} {text}", before.where)


def _pia(consignment: Consignment, segment: Segment) -> None:
    if consignment.item is None:
        return
    for element in range(2, 7):
        if segment.get(element, 1).upper() in {"HS", "CC", "CG", "HSC", "TSP"}:
            consignment.put(f"goods_items/{consignment.item}/hs_code", segment.get(element), segment, "7140")
            return


def _cst(consignment: Consignment, segment: Segment) -> None:
    code = segment.get(2)
    if consignment.item is not None and code.isdigit() and len(code) >= 4:
        consignment.put(f"goods_items/{consignment.item}/hs_code", code, segment, "7361")


def _mea(consignment: Consignment, segment: Segment) -> None:
    told = mass_of(consignment, segment)
    if told is None:
        return
    kind, mass = told
    if consignment.container is not None:
        field = "tare_kg" if kind == "tare" else ""
        name = f"waybill/containers/{consignment.container}/{field}" if field else ""
    elif consignment.split is not None or kind == "tare":
        return  # the mass of a part of the item, where the item's own is what we need
    elif consignment.item is not None:
        name = f"goods_items/{consignment.item}/{kind}_mass_kg"
    else:
        consignment.also(f"total/{kind}_mass_kg", mass, segment, "6314")
        return
    if name and not consignment.gathered.has(name):
        consignment.put(name, mass, segment, "6314")


def _pci(consignment: Consignment, segment: Segment) -> None:
    marks = " ".join(part for part in segment.composite(2) if part.strip())
    if consignment.item is not None:
        consignment.also(f"goods_items/{consignment.item}/marks", marks, segment, "C210")


def _sgp(consignment: Consignment, segment: Segment) -> None:
    number = segment.get(1)
    if consignment.item is None or not number:
        return
    consignment.split = number
    consignment.put_in_container(consignment.item, number, segment, "8260")


def _eqd(consignment: Consignment, segment: Segment) -> None:
    number = segment.get(2)
    inside = consignment.item
    consignment.leave_groups()
    if segment.get(1) not in {"CN", ""} or not number:
        consignment.also("equipment", number, segment, "8260")
        return
    index = consignment.container_index(number, segment, "8260")
    consignment.container = index
    consignment.put(f"waybill/containers/{index}/size_type", segment.get(3), segment, "8155")
    loaded = {"4": "false", "5": "true", "7": "true", "8": "true"}.get(segment.get(6), "")
    consignment.put(f"waybill/containers/{index}/loaded", loaded, segment, "8169")
    if inside is not None and consignment.items == 1:
        consignment.put_in_container(inside, number, segment, "8260")


def _sel(consignment: Consignment, segment: Segment) -> None:
    if consignment.container is None:
        consignment.also("seal", segment.get(1), segment, "9308")
        return
    prefix = f"waybill/containers/{consignment.container}/seal_numbers/"
    consignment.put(f"{prefix}{len(consignment.gathered.under(prefix))}", segment.get(1), segment, "9308")


def _cnt(consignment: Consignment, segment: Segment) -> None:
    what, value = TOTALS.get(segment.get(1), ""), segment.get(1, 1)
    if what == "gross_mass_kg":
        value = codes.kilograms(value, segment.get(1, 2), consignment.decimal) or ""
    if what:
        consignment.also(f"total/{what}", value, segment, "6066")


READERS: dict[str, Callable[[Consignment, Segment], None]] = {
    "CNI": _cni,
    "BGM": _bgm,
    "RFF": _rff,
    "TDT": _tdt,
    "LOC": _loc,
    "DTM": _dtm,
    "NAD": _nad,
    "GID": _gid,
    "PAC": _pac,
    "FTX": _ftx,
    "PIA": _pia,
    "CST": _cst,
    "MEA": _mea,
    "PCI": _pci,
    "SGP": _sgp,
    "EQD": _eqd,
    "SEL": _sel,
    "CNT": _cnt,
}

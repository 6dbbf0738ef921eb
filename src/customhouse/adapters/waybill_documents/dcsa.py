"""DCSA transport documents as JSON: the electronic bill of lading, version 3 and its forerunner 2."""

from collections.abc import Iterator
from typing import Any

from customhouse.adapters.waybill_documents import masses
from customhouse.adapters.waybill_documents.listing import Listing
from customhouse.adapters.waybill_documents.node import Node, put
from customhouse.waybills.documents.model import DocumentKind, ReadConsignment
from customhouse.waybills.documents.reading import Gathered, Notes, Opened, Result

_MARKS = frozenset(
    {
        "transportDocumentReference",
        "shippingInstructionsReference",
        "utilizedTransportEquipments",
        "consignmentItems",
        "documentParties",
        "transportDocumentTypeCode",
        "cargoItems",
    }
)
# partyFunction of version 2.
_FUNCTIONS = {"OS": "consignor", "CN": "consignee", "N1": "notify", "SCO": "also", "DDR": "also", "DDS": "also"}
# locationTypeCode of version 2.
_LOCATIONS = {
    "POL": "waybill/places/loading",
    "POD": "waybill/places/discharge",
    "PDE": "waybill/places/delivery",
    "PRE": "also/place_of_receipt",
}
_PLACES = {
    "portOfLoading": "waybill/places/loading",
    "portOfDischarge": "waybill/places/discharge",
    "placeOfDelivery": "waybill/places/delivery",
    "placeOfReceipt": "also/place_of_receipt",
}
WRAPPED = 4  # how deep in other objects a document is looked for


def recognises(value: Any) -> bool:
    return any(True for _ in _documents(Node(value, "", Listing())))


def read(value: Any, listing: Listing, notes: Notes) -> Opened:
    documents = list(_documents(Node(value, "", listing)))
    editions = dict.fromkeys("2" if _is_old(each) else "3" for each in documents)
    message = f"DCSA transport document, version {' and '.join(editions)}"
    result = Result(DocumentKind.DCSA, message, notes, tuple(listing.lines))
    return result.opened(_consignment(each, notes) for each in documents)


def _documents(node: Node, depth: int = 0) -> Iterator[Node]:
    """The transport documents in a message: itself, members of a list, or within a wrapper."""
    if isinstance(node.value, dict):
        if len(_MARKS & node.value.keys()) >= 2:
            yield node
            return
        inner = [node.get(key) for key, each in node.value.items() if isinstance(each, dict | list)]
    elif isinstance(node.value, list):
        inner = list(node.each())
    else:
        return
    if depth < WRAPPED:
        for each in inner:
            yield from _documents(each, depth + 1)


def _is_old(document: Node) -> bool:
    return isinstance(document.get("documentParties").value, list) or bool(document.get("shipmentLocations"))


def _consignment(document: Node, notes: Notes) -> ReadConsignment:
    gathered = Gathered(notes)
    put(gathered, "waybill/number", document.first("transportDocumentReference", "shippingInstructionsReference"))
    code = document.first("transportDocumentTypeCode", "transportDocumentType")
    # A sea waybill (SWB) is lodged as the bill of lading it stands in for.
    if code.text in {"BOL", "SWB"}:
        put(gathered, "waybill/kind", code, "bill_of_lading", "a sea waybill" if code.text == "SWB" else "")
    else:
        gathered.add("waybill/kind", "bill_of_lading", document.where, confidence=0.95, note="a document of DCSA")
    put(gathered, "also/booking", document.first("carrierBookingReference"))
    _parties(gathered, document)
    _journey(gathered, document)
    _containers(gathered, document)
    old = document.first("consignmentItems", "cargoItems")
    for item, each in enumerate(old.each()):
        _item(gathered, item, each)
    return gathered.finished()


def _parties(gathered: Gathered, document: Node) -> None:
    parties = document.get("documentParties")
    if isinstance(parties.value, list):
        for each in parties.each():
            role = _FUNCTIONS.get(each.get("partyFunction").text, "also")
            if role != "also":
                _party(gathered, f"waybill/{role}", each.get("party"), each.get("displayedAddress"))
    else:
        for key, role in (("shipper", "consignor"), ("consignee", "consignee"), ("endorsee", "consignee")):
            party = parties.get(key)
            if party and not gathered.has(f"waybill/{role}/name"):
                _party(gathered, f"waybill/{role}", party, party.get("displayedAddress"))
        for party in list(parties.first("notifyParties", "notifyParty").each())[:1]:
            _party(gathered, "waybill/notify", party, party.get("displayedAddress"))
    issuer = parties.get("issuingParty") if not isinstance(parties.value, list) else Node(None, "", document.listing)
    names = (
        document.get("carrier", "partyName"),
        document.get("issuingParty", "partyName"),
        issuer.get("partyName"),
        document.get("issuerParty", "partyName"),
        document.get("carrierCode"),
        document.get("issuerCode"),
    )
    put(gathered, "waybill/carrier", next((node for node in names if node), names[0]))


def _party(gathered: Gathered, prefix: str, party: Node, displayed: Node) -> None:
    put(gathered, f"{prefix}/name", party.get("partyName"))
    address = party.get("address")
    if isinstance(address.value, dict):
        street = " ".join(
            part for part in (address.first("street", "streetName").text, address.get("streetNumber").text) if part
        )
        put(gathered, f"{prefix}/address/street", address.first("street", "streetName"), street)
        put(gathered, f"{prefix}/address/city", address.first("city", "cityName"))
        put(gathered, f"{prefix}/address/postcode", address.first("postCode", "postalCode"))
        put(gathered, f"{prefix}/address/country", address.first("countryCode", "country"))
    elif displayed:
        lines = [each.text for each in displayed.each()]
        name = party.get("partyName").text
        kept = [line for line in lines if line.strip() and line.strip() != name]
        gathered.add(f"{prefix}/address/lines", "\n".join(kept), displayed.where)


def _journey(gathered: Gathered, document: Node) -> None:
    transports = document.get("transports")
    single = transports if isinstance(transports.value, dict) else document
    for key, name in _PLACES.items():
        _location(gathered, name, single.get(key))
    for each in document.get("shipmentLocations").each():
        known = _LOCATIONS.get(each.first("locationTypeCode", "shipmentLocationTypeCode").text)
        if known:
            _location(gathered, known, each.get("location"))
    if not gathered.has("waybill/places/delivery") and gathered.has("waybill/places/discharge"):
        told = gathered.by_name["waybill/places/discharge"]
        note = "no place of delivery is told: the carriage ends at the port of discharge"
        gathered.add("waybill/places/delivery", told.value, told.where, confidence=0.85, note=note)
    voyage = next((v for v in single.get("vesselVoyages").each()), single)
    legs = list(transports.each()) if isinstance(transports.value, list) else []
    vessel = next(
        (node for node in (voyage.first("vesselName"), *(leg.get("vesselName") for leg in legs)) if node),
        document.get("vesselName"),
    )
    put(gathered, "waybill/conveyance/identity", vessel)
    put(gathered, "also/voyage", voyage.first("carrierExportVoyageNumber", "universalExportVoyageReference"))
    put(gathered, "also/imo_number", voyage.get("vesselIMONumber"))
    if vessel:
        put(gathered, "waybill/conveyance/mode", vessel, "sea")
        put(gathered, "waybill/conveyance/nationality", voyage.first("vesselFlag", "vesselFlagCode"))
    arrival = single.first("plannedArrivalDate", "arrivalDate")
    if arrival and gathered.has("waybill/places/discharge"):
        gathered.add("waybill/itinerary/0/place", gathered.by_name["waybill/places/discharge"].value, arrival.where)
        put(gathered, "waybill/itinerary/0/arrive_at", arrival, f"{arrival.text[:10]}T00:00:00Z")


def _location(gathered: Gathered, name: str, location: Node) -> None:
    place = location.first("UNLocationCode", "locationName")
    if place.get("UNLocationCode"):
        place = place.get("UNLocationCode")
    put(gathered, name, place if place else location.get("address", "city"))


def _containers(gathered: Gathered, document: Node) -> None:
    index = 0
    for each in document.get("utilizedTransportEquipments").each():
        number = each.get("equipment", "equipmentReference")
        number = number if number else each.get("equipmentReference")
        if not number:
            continue
        prefix = f"waybill/containers/{index}"
        index += 1
        put(gathered, f"{prefix}/number", number)
        code = each.get("equipment", "ISOEquipmentCode")
        put(gathered, f"{prefix}/size_type", code if code else each.get("ISOEquipmentCode"))
        tare = each.get("equipment", "tareWeight")
        value = tare.get("value") if isinstance(tare.value, dict) else tare
        unit = tare.get("unit").text or each.get("equipment", "weightUnit").text
        put(gathered, f"{prefix}/tare_kg", value, masses.kilograms(value.text, unit) or "")
        for at, seal in enumerate(each.get("seals").each()):
            put(gathered, f"{prefix}/seal_numbers/{at}", seal.first("number", "sealNumber"))


def _item(gathered: Gathered, item: int, each: Node) -> None:
    prefix = f"goods_items/{item}"
    put(gathered, f"{prefix}/description", each.get("descriptionOfGoods"))
    codes = each.first("HSCodes", "HSCode")
    first = next(codes.each(), codes)
    put(gathered, f"{prefix}/hs_code", first)
    if isinstance(codes.value, list) and len(codes.value) > 1:
        gathered.notes.note(
            "several_codes", f"{len(codes.value)} HS codes for one item: the first is taken", codes.where
        )
    put(gathered, f"also/{prefix}/marks", each.get("shippingMarks"))
    parts = list(each.get("cargoItems").each()) or [each]
    _masses(gathered, prefix, parts, each)
    _packages(gathered, prefix, parts)
    numbers = dict.fromkeys(part.get("equipmentReference").text for part in parts)
    for at, number in enumerate(number for number in numbers if number):
        node = next(part.get("equipmentReference") for part in parts if part.get("equipmentReference").text == number)
        put(gathered, f"{prefix}/container_numbers/{at}", node)


def _mass(node: Node, *keys: str) -> tuple[Node, str | None]:
    told = node.first(*keys)
    if isinstance(told.value, dict):
        return told.get("value"), masses.kilograms(told.get("value").text, told.get("unit").text)
    unit = node.first(f"{keys[0]}Unit", "weightUnit").text
    return told, masses.kilograms(told.text, unit) if told else None


def _masses(gathered: Gathered, prefix: str, parts: list[Node], item: Node) -> None:
    for name, keys in (("gross_mass_kg", ("cargoGrossWeight", "weight")), ("net_mass_kg", ("cargoNetWeight",))):
        told = [_mass(part, *keys) for part in parts]
        found = [(node, mass) for node, mass in told if mass is not None]
        if found and len(found) == len(parts):
            note = f"the sum of {len(found)} cargo items" if len(found) > 1 else ""
            put(gathered, f"{prefix}/{name}", found[0][0], masses.total(mass for _, mass in found), note)
        else:
            node, mass = _mass(item, *keys)
            put(gathered, f"{prefix}/{name}", node, mass or "")


def _packages(gathered: Gathered, prefix: str, parts: list[Node]) -> None:
    outer = [part.get("outerPackaging") if part.get("outerPackaging") else part for part in parts]
    counts = [node.get("numberOfPackages") for node in outer]
    told = [node for node in counts if node.text.isdigit()]
    if told and len(told) == len(counts):
        note = f"the sum of {len(told)} cargo items" if len(told) > 1 else ""
        put(gathered, f"{prefix}/packages/count", told[0], str(sum(int(node.text) for node in told)), note)
    kinds = [kind for node in outer if (kind := node.first("packageCode", "description"))]
    if len({kind.text for kind in kinds}) > 1:
        several = ", ".join(sorted({kind.text for kind in kinds}))
        gathered.notes.note(
            "several_kinds", f"packages of several kinds ({several}): the first is taken", kinds[0].where
        )
    if kinds:
        put(gathered, f"{prefix}/packages/kind", kinds[0])

"""IATA ONE Record: waybills and shipments as JSON-LD, whether terms are whole IRIs, prefixed, or bare by a context.

No context is fetched: terms are known by their last part, which is how the ontology tells them apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from customhouse.adapters.waybill_documents import masses
from customhouse.adapters.waybill_documents.listing import Listing
from customhouse.adapters.waybill_documents.node import Node, put
from customhouse.waybills.documents.model import DocumentKind, ReadConsignment
from customhouse.waybills.documents.reading import MAX_CONSIGNMENTS, Gathered, Notes, Opened, Result

NAMESPACE = "onerecord.iata.org"
_PARTIES = {
    "SHP": "consignor",
    "CNE": "consignee",
    "NFY": "notify",
    "NI": "notify",
    "SHIPPER": "consignor",
    "CONSIGNEE": "consignee",
    "NOTIFY": "notify",
    "ALSO_NOTIFY": "notify",
}
_CARRIERS = frozenset({"CAR", "CARRIER", "AIR"})
_MODES = {"4": "air", "AIR": "air", "3": "road", "ROAD": "road", "2": "rail", "RAIL": "rail", "1": "sea", "SEA": "sea"}


def local(term: str) -> str:
    """The last part of an IRI or a prefixed name: `cargo:waybillNumber` is waybillNumber."""
    return re.split(r"[#/:]", term)[-1]


@dataclass
class Graph:
    """Objects by their identifier, so that what is only referred to is found."""

    listing: Listing
    notes: Notes
    objects: dict[str, Node] = field(default_factory=dict)

    def resolve(self, node: Node) -> Node:
        """The object that a reference names, where it is in this text."""
        value = node.value
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            identifier = value.get("@id")
            return self.objects.get(identifier, node) if isinstance(identifier, str) else node
        return node

    def get(self, node: Node, *terms: str) -> Node:
        """The first of these properties that is there, by its local name."""
        node = self.resolve(node)
        if isinstance(node.value, dict):
            for term in terms:
                for key in node.value:
                    if local(key) == term and node.value[key] not in (None, "", [], {}):
                        return node.get(key)
        return Node(None, node.pointer, node.listing)

    def each(self, node: Node, *terms: str) -> Iterator[Node]:
        for member in self.get(node, *terms).each():
            inner = member.get("@list") if isinstance(member.value, dict) and "@list" in member.value else None
            for one in inner.each() if inner is not None else [member]:
                yield self.resolve(one)

    def text(self, node: Node) -> str:
        """Of a plain value, a typed one (`@value`), a code list's element or a reference to one."""
        node = next(node.each(), node)
        value = node.value
        if isinstance(value, str):
            return local(value) if value.startswith("http") else value
        if not isinstance(value, dict):
            return ""
        if "@value" in value:
            return str(value["@value"])
        code = self.get(node, "code", "name")
        return self.text(code) if code else local(str(value.get("@id", "")))

    def type(self, node: Node) -> str:
        told = node.get("@type")
        types = [local(each.text) for each in told.each()] if told else []
        return next((each for each in types if each != "LogisticsObject"), types[0] if types else "")


def recognises(value: Any, content: bytes) -> bool:
    """JSON-LD that names the ontology, anywhere in its terms."""
    return isinstance(value, dict | list) and NAMESPACE.encode() in content


def read(value: Any, listing: Listing, notes: Notes) -> Opened:
    graph = Graph(listing, notes)
    _index(graph, Node(value, "", listing))
    result = Result(DocumentKind.ONE_RECORD, "IATA ONE Record", notes, tuple(listing.lines))
    return result.opened(_consignments(graph))


def _index(graph: Graph, root: Node) -> None:
    """Every object with an identifier; of two with the same the one that tells more."""
    open_nodes = [root]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node.value, dict):
            told = node.value.get("@id")
            identifier = told if isinstance(told, str) and told else f"#{node.pointer}"
            before = graph.objects.get(identifier)
            if before is None or len(before.value) < len(node.value):
                graph.objects[identifier] = node
            open_nodes += [node.get(key) for key, each in node.value.items() if isinstance(each, dict | list)]
        elif isinstance(node.value, list):
            open_nodes += [each for each in node.each() if isinstance(each.value, dict | list)]


def _consignments(graph: Graph) -> list[ReadConsignment]:
    nodes = sorted(graph.objects.values(), key=lambda node: node.listing.at.get(node.pointer, 0))
    waybills = [
        node for node in nodes if graph.type(node) in {"Waybill", "HouseWaybill", "MasterWaybill", "AirWaybill"}
    ]
    # A master waybill over house waybills is the contract of the carriage, not of any consignee's goods.
    told = {id(graph.get(node, "shipment", "shipmentInformation").value): node for node in waybills}
    shipments = [node for node in nodes if graph.type(node) == "Shipment"]
    found = [_consignment(graph, node, None) for node in waybills[:MAX_CONSIGNMENTS]]
    if not waybills:
        found = [_consignment(graph, node, node) for node in shipments[:MAX_CONSIGNMENTS]]
    if not found and not told:
        graph.notes.note("no_waybill", "no Waybill and no Shipment is in this text; only references may be")
    return found


def _consignment(graph: Graph, waybill: Node, shipment: Node | None) -> ReadConsignment:
    gathered = Gathered(graph.notes)
    if shipment is None:
        shipment = next(graph.each(waybill, "shipment", "shipmentInformation", "Shipment"), None) or _only_shipment(
            graph
        )
        _number(graph, gathered, waybill)
    subjects = [waybill] if shipment is None or shipment is waybill else [waybill, shipment]
    gathered.add("waybill/kind", "air_waybill", waybill.where, note="")
    for subject in subjects:
        for party in graph.each(subject, "involvedParties", "involvedParty"):
            _party(graph, gathered, party)
    _journey(graph, gathered, subjects)
    if shipment is not None:
        _goods(graph, gathered, shipment)
    return gathered.finished()


def _only_shipment(graph: Graph) -> Node | None:
    shipments = [node for node in graph.objects.values() if graph.type(node) == "Shipment"]
    return shipments[0] if len(shipments) == 1 else None


def _number(graph: Graph, gathered: Gathered, waybill: Node) -> None:
    number = graph.get(waybill, "waybillNumber", "airWaybillNumber", "houseWaybillNumber")
    prefix = graph.text(graph.get(waybill, "waybillPrefix"))
    text = graph.text(number)
    note = ""
    # Eleven digits hold the prefix already; eight may begin with the same digits by chance.
    if prefix and text and len(re.sub(r"\D", "", text)) < 11:
        text, note = f"{prefix}-{text}", "the airline's prefix and the number"
    put(gathered, "waybill/number", number, text, note)
    put(gathered, "also/waybill_type", graph.get(waybill, "waybillType"), graph.text(graph.get(waybill, "waybillType")))


def _party(graph: Graph, gathered: Gathered, party: Node) -> None:
    role = graph.text(graph.get(party, "partyRole", "role")).upper()
    details = next(graph.each(party, "partyDetails", "party", "organization"), party)
    name = graph.get(details, "name", "companyName", "shortName")
    if role in _CARRIERS:
        put(gathered, "waybill/carrier", name, graph.text(name))
    field_name = _PARTIES.get(role)
    if field_name is None:
        return
    prefix = f"waybill/{field_name}"
    put(gathered, f"{prefix}/name", name, graph.text(name))
    location = next(graph.each(details, "basedAtLocation", "branchLocation", "location"), details)
    address = next(graph.each(location, "address", "addresses"), location)
    lines = graph.get(address, "streetAddressLines", "street", "addressLine1", "streetAddress")
    put(gathered, f"{prefix}/address/street", lines, lines.text or graph.text(lines))
    for term, names in (
        ("city", ("cityName", "city", "cityCode")),
        ("postcode", ("postalCode", "postCode")),
        ("country", ("country", "countryCode")),
    ):
        node = graph.get(address, *names)
        put(gathered, f"{prefix}/address/{term}", node, graph.text(node))


def _location(graph: Graph, gathered: Gathered, name: str, location: Node) -> None:
    if not location:
        return
    location = graph.resolve(next(location.each(), location))
    code = next(graph.each(location, "locationCodes", "locationCode", "code"), Node(None, "", graph.listing))
    node = code if code else graph.get(location, "locationName", "name")
    text = graph.text(node) if node else graph.text(location)
    gathered.add(name, text, node.where if node else location.where)


def _journey(graph: Graph, gathered: Gathered, subjects: list[Node]) -> None:
    for subject in subjects:
        _location(graph, gathered, "waybill/places/loading", graph.get(subject, "departureLocation", "origin"))
        _location(graph, gathered, "waybill/places/discharge", graph.get(subject, "arrivalLocation", "destination"))
        _location(graph, gathered, "waybill/places/delivery", graph.get(subject, "deliveryLocation"))
    movements = [
        node for node in graph.objects.values() if graph.type(node) in {"TransportMovement", "TransportSegment"}
    ]
    movements.sort(key=lambda node: node.listing.at.get(node.pointer, 0))
    for movement in movements[:1]:
        identifier = graph.get(movement, "transportIdentifier", "flightNumber")
        put(gathered, "waybill/conveyance/identity", identifier, graph.text(identifier))
        mode = graph.get(movement, "modeCode", "transportMode")
        put(gathered, "waybill/conveyance/mode", mode, _MODES.get(graph.text(mode).upper(), ""))
        _location(graph, gathered, "waybill/places/loading", graph.get(movement, "departureLocation"))
    for movement in movements[-1:]:
        _location(graph, gathered, "waybill/places/discharge", graph.get(movement, "arrivalLocation"))
    if not gathered.has("waybill/conveyance/mode"):
        gathered.add("waybill/conveyance/mode", "air", subjects[0].where, confidence=0.95, note="a document of IATA")
    discharge = gathered.by_name.get("waybill/places/discharge")
    if discharge is not None and not gathered.has("waybill/places/delivery"):
        note = "no place of delivery is told: the carriage ends at the airport of arrival"
        gathered.add("waybill/places/delivery", discharge.value, discharge.where, confidence=0.85, note=note)


def _goods(graph: Graph, gathered: Gathered, shipment: Node) -> None:
    whole = graph.get(shipment, "goodsDescription")
    groups: dict[tuple[str, str], list[Node]] = {}
    for piece in graph.each(shipment, "pieces", "shipmentOfPieces", "Pieces", "containedPieces"):
        description = graph.text(graph.get(piece, "goodsDescription")) or graph.text(whole)
        groups.setdefault((description, graph.text(_code(graph, piece))), []).append(piece)
    for item, ((description, _), pieces) in enumerate(groups.items()):
        prefix = f"goods_items/{item}"
        node = graph.get(pieces[0], "goodsDescription")
        put(gathered, f"{prefix}/description", node if node else whole, description)
        code = _code(graph, pieces[0])
        put(gathered, f"{prefix}/hs_code", code, graph.text(code))
        _pieces(graph, gathered, prefix, pieces)
    total = graph.get(shipment, "totalGrossWeight")
    mass = _mass(graph, total)
    put(gathered, "also/total/gross_mass_kg", total, mass or "")
    if not groups:
        put(gathered, "goods_items/0/description", whole, graph.text(whole))
    if len(groups) <= 1 and mass and not gathered.has("goods_items/0/gross_mass_kg"):
        note = "told for the whole shipment"
        gathered.add("goods_items/0/gross_mass_kg", mass, total.where, confidence=0.85, note=note)


def _code(graph: Graph, piece: Node) -> Node:
    subjects = [piece, *graph.each(piece, "product", "contentDescribedByProducts", "describedByProduct")]
    for item in graph.each(piece, "containedItems", "items", "containedItem"):
        subjects += [item, *graph.each(item, "describedByProduct", "product", "ofProduct")]
    for subject in subjects:
        if code := graph.get(subject, "hsCode", "commodityItemNumber"):
            return code
    return Node(None, piece.pointer, piece.listing)


def _mass(graph: Graph, weight: Node) -> str | None:
    weight = graph.resolve(next(weight.each(), weight))
    value = graph.get(weight, "numericalValue", "numericValue", "value")
    return masses.kilograms(graph.text(value), graph.text(graph.get(weight, "unit"))) if value else None


def _pieces(graph: Graph, gathered: Gathered, prefix: str, pieces: list[Node]) -> None:
    weights = [graph.get(piece, "grossWeight") for piece in pieces]
    told = [mass for weight in weights if (mass := _mass(graph, weight)) is not None]
    if told and len(told) == len(pieces):
        note = f"the sum of {len(told)} pieces" if len(told) > 1 else ""
        put(gathered, f"{prefix}/gross_mass_kg", weights[0], masses.total(told), note)
    counts = [graph.text(graph.get(piece, "pieceCount", "slac")) for piece in pieces]
    count = sum(
        int(each) if each.isdigit() and graph.get(piece, "pieceCount") else 1
        for each, piece in zip(counts, pieces, strict=True)
    )
    put(gathered, f"{prefix}/packages/count", pieces[0], str(count), "counted by the pieces")
    packaging = next(graph.each(pieces[0], "packagingType", "packageType"), None)
    if packaging is not None:
        kind = graph.get(packaging, "typeCode", "code", "description")
        put(gathered, f"{prefix}/packages/kind", kind, graph.text(kind))
    marks = graph.get(pieces[0], "shippingMarks", "packageMarkCoded")
    put(gathered, f"also/{prefix}/marks", marks, graph.text(marks))

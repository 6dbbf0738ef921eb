"""UBL 2.x transport documents as XML (OASIS): Waybill and BillOfLading.

Read without entities, without a document type and without the network; namespaces are told by their local names, since
2.0 to 2.4 differ in none that matters here.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from customhouse.adapters.waybill_documents import masses
from customhouse.waybills.documents.model import DocumentKind, ReadConsignment, Where
from customhouse.waybills.documents.reading import Gathered, Notes, Opened, Result, Unreadable

ROOTS = {"Waybill": "", "BillOfLading": "bill_of_lading", "ForwardingInstructions": "", "FreightInvoice": ""}
MAX_LINES = 20_000
WIDE = 400
# TransportModeCode, UN/ECE Recommendation 19.
_MODES = {"1": "sea", "2": "rail", "3": "road", "4": "air", "5": "mail", "8": "inland_water"}
_MEANS = (
    ("MaritimeTransport", ("VesselName", "VesselID"), "sea"),
    ("AirTransport", ("AircraftID",), "air"),
    ("RoadTransport", ("LicensePlateID",), "road"),
    ("RailTransport", ("TrainID", "RailCarID"), "rail"),
)
_KINDS = {"sea": "bill_of_lading", "air": "air_waybill", "road": "cmr", "mail": "postal"}


def recognises(content: bytes) -> bool:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head[:1] == b"<" or head[:2] in {b"\xff\xfe", b"\xfe\xff"}


def read(content: bytes) -> Opened:
    """Raises `Unreadable`."""
    notes = Notes()
    root = _parsed(content, notes)
    name = etree.QName(root).localname
    if name not in ROOTS:
        raise Unreadable(
            "other_document", f"This is XML of the kind {name!r}; read here are UBL Waybill and BillOfLading."
        )
    page = Page(root)
    version = page.text(root, "UBLVersionID")
    title = f"UBL {version} {name}" if version else f"UBL {name}"
    result = Result(DocumentKind.UBL, title, notes, page.lines)
    return result.opened([_consignment(page, root, name, notes)])


def _parsed(content: bytes, notes: Notes) -> Any:
    def parser(*, recover: bool) -> Any:
        return etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=recover,
        )

    try:
        root = etree.fromstring(content, parser(recover=False))
    except etree.XMLSyntaxError as error:
        line, column = error.position
        place = f"line {line} column {column}: {str(error.msg).split(', line')[0]}"
        root = _recovered(content, parser(recover=True))
        if root is None:
            raise Unreadable("broken_xml", f"This is no whole XML text: {place}. Ask the sender for the whole file.")
        notes.note("cut_off", f"broken at {place}; what can be read around it is", Where(at=(line, column)))
    for entity in list(root.iter(etree.Entity)):
        _drop(entity)
    if root.getroottree().docinfo.doctype:
        notes.note("doctype", "a document type is declared; it is not read, nor are its entities", Where(line=1))
    return root


def _drop(entity: Any) -> None:
    """Take a reference to an entity out, and leave the text that stands after it."""
    parent, before, tail = entity.getparent(), entity.getprevious(), entity.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    entity.tail = None
    parent.remove(entity)


def _recovered(content: bytes, parser: Any) -> Any:
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return root if root is not None and len(root) else None


class Page:
    """The document laid out a line an element, each element's line in it, and what is asked of an element."""

    def __init__(self, root: Any) -> None:
        tree = root.getroottree()
        lines_before = {element: element.sourceline for element in root.iter()}
        etree.indent(tree, "  ")
        laid = etree.tostring(root, encoding="unicode").splitlines()
        self.lines = tuple(line[:WIDE] for line in laid[:MAX_LINES])
        again = etree.fromstring(
            "\n".join(laid).encode(), etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        )
        self._tree = tree
        self._at = dict(zip(root.iter(), (element.sourceline for element in again.iter()), strict=False))
        self._before = lines_before

    def where(self, element: Any) -> Where:
        path = re.sub(r"\{[^}]*\}", "", self._tree.getelementpath(element)) if element is not None else ""
        line, before = self._at.get(element), self._before.get(element)
        return Where(f"/{path}", line=line, at=(before, 1) if before and before != line else None)

    def all(self, element: Any, path: str) -> list[Any]:
        """Elements at a path of local names."""
        found = [element] if element is not None else []
        for name in path.split("/"):
            found = [inner for each in found for inner in each.iterchildren("{*}" + name)]
        return found

    def first(self, element: Any, *paths: str) -> Any:
        return next((found for path in paths for found in self.all(element, path) if _content(found)), None)

    def text(self, element: Any, *paths: str) -> str:
        return _content(self.first(element, *paths))

    def anywhere(self, element: Any, name: str) -> Iterator[Any]:
        yield from element.iter("{*}" + name)


def _content(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def put(page: Page, gathered: Gathered, name: str, element: Any, text: str | None = None, note: str = "") -> None:
    if element is not None:
        gathered.add(name, _content(element) if text is None else text, page.where(element), note=note)


def _consignment(page: Page, root: Any, name: str, notes: Notes) -> ReadConsignment:
    gathered = Gathered(notes)
    put(page, gathered, "waybill/number", page.first(root, "ID", "CarrierAssignedID"))
    shipment = page.first(root, "Shipment")
    consignments = page.all(shipment, "Consignment")
    subjects = [root, *consignments, *([shipment] if shipment is not None else [])]
    for subject in subjects:
        for tag, field in (("ConsignorParty", "consignor"), ("ConsigneeParty", "consignee"), ("NotifyParty", "notify")):
            party = page.first(subject, tag)
            if party is not None and not gathered.has(f"waybill/{field}/name"):
                _party(page, gathered, f"waybill/{field}", party)
        put(page, gathered, "waybill/carrier", _party_name(page, page.first(subject, "CarrierParty")))
    _delivery_party(page, gathered, shipment)
    _journey(page, gathered, shipment, root)
    kind = ROOTS[name]
    mode = gathered.by_name.get("waybill/conveyance/mode")
    if kind:
        gathered.add("waybill/kind", kind, page.where(root))
    elif mode is not None and mode.value in _KINDS:
        note = f"not told: goods that go by {mode.value} usually have one"
        gathered.add("waybill/kind", _KINDS[mode.value], mode.where, confidence=0.8, note=note)
    _containers(page, gathered, subjects)
    _goods(page, gathered, subjects)
    return gathered.finished()


def _delivery_party(page: Page, gathered: Gathered, shipment: Any) -> None:
    """The 2.0 documents name the consignee as the party of the delivery."""
    party = page.first(shipment, "Delivery/DeliveryParty") if shipment is not None else None
    if party is not None and not gathered.has("waybill/consignee/name"):
        _party(page, gathered, "waybill/consignee", party)


def _party_name(page: Page, party: Any) -> Any:
    return page.first(party, "PartyName/Name", "PartyLegalEntity/RegistrationName", "PartyIdentification/ID")


def _party(page: Page, gathered: Gathered, prefix: str, party: Any) -> None:
    put(page, gathered, f"{prefix}/name", _party_name(page, party))
    address = page.first(party, "PostalAddress", "PhysicalLocation/Address", "PartyLegalEntity/RegistrationAddress")
    street = page.first(address, "StreetName")
    number = page.text(address, "BuildingNumber")
    put(page, gathered, f"{prefix}/address/street", street, f"{_content(street)} {number}".strip())
    put(page, gathered, f"{prefix}/address/city", page.first(address, "CityName"))
    put(page, gathered, f"{prefix}/address/postcode", page.first(address, "PostalZone"))
    put(page, gathered, f"{prefix}/address/country", page.first(address, "Country/IdentificationCode", "Country/Name"))
    lines = [_content(line) for line in page.all(address, "AddressLine/Line")]
    if lines and not gathered.has(f"{prefix}/address/city"):
        gathered.add(f"{prefix}/address/lines", "\n".join(lines), page.where(address))


def _journey(page: Page, gathered: Gathered, shipment: Any, root: Any) -> None:
    for stage in page.all(shipment, "ShipmentStage") or page.all(shipment, "Consignment/MainCarriageShipmentStage"):
        mode = page.first(stage, "TransportModeCode")
        put(page, gathered, "waybill/conveyance/mode", mode, _MODES.get(_content(mode), ""))
        _means(page, gathered, page.first(stage, "TransportMeans"))
        put(page, gathered, "waybill/carrier", _party_name(page, page.first(stage, "CarrierParty")))
        for tag, name in (("LoadingPortLocation", "loading"), ("UnloadingPortLocation", "discharge")):
            _place(page, gathered, f"waybill/places/{name}", page.first(stage, tag))
        for call, port in enumerate(page.all(stage, "TransshipPortLocation")):
            _place(page, gathered, f"waybill/itinerary/{call}/place", port)
    for subject in (shipment, root, page.first(shipment, "Consignment")):
        for tags, name in (
            (("LoadingPortLocation", "FirstArrivalPortLocation"), ""),
            (("LoadingPortLocation",), "loading"),
            (("UnloadingPortLocation",), "discharge"),
        ):
            if name:
                _place(page, gathered, f"waybill/places/{name}", page.first(subject, *tags))
        _place(
            page,
            gathered,
            "waybill/places/delivery",
            page.first(subject, "Delivery/DeliveryLocation", "Delivery/DeliveryAddress", "FinalDeliveryLocation"),
        )
    discharge = gathered.by_name.get("waybill/places/discharge")
    if discharge is not None and not gathered.has("waybill/places/delivery"):
        note = "no place of delivery is told: the carriage ends where it is unloaded"
        gathered.add("waybill/places/delivery", discharge.value, discharge.where, confidence=0.85, note=note)


def _means(page: Page, gathered: Gathered, means: Any) -> None:
    for tag, names, mode in _MEANS:
        transport = page.first(means, tag)
        identity = page.first(transport, *names)
        if identity is not None:
            put(page, gathered, "waybill/conveyance/identity", identity)
            put(page, gathered, "waybill/conveyance/mode", transport, mode)
    put(page, gathered, "also/voyage", page.first(means, "JourneyID"))
    put(page, gathered, "waybill/conveyance/nationality", page.first(means, "RegistrationNationalityID"))


def _place(page: Page, gathered: Gathered, name: str, location: Any) -> None:
    if location is not None and not gathered.has(name):
        put(page, gathered, name, page.first(location, "ID", "Name", "Address/CityName", "CityName", "Description"))


def _containers(page: Page, gathered: Gathered, subjects: list[Any]) -> None:
    seen: dict[str, int] = {}
    for subject in subjects[1:]:
        for equipment in page.anywhere(subject, "TransportEquipment"):
            number = page.first(equipment, "ID")
            text = _content(number).replace(" ", "").replace("-", "").upper()
            if not text or text in seen:
                continue
            seen[text] = len(seen)
            prefix = f"waybill/containers/{seen[text]}"
            put(page, gathered, f"{prefix}/number", number)
            put(
                page,
                gathered,
                f"{prefix}/size_type",
                page.first(equipment, "TransportEquipmentTypeCode", "SizeTypeCode"),
            )
            full = page.first(equipment, "FullnessIndicationCode")
            loaded = {"4": "false", "5": "true", "EMPTY": "false", "FULL": "true", "7": "true", "8": "true"}
            put(page, gathered, f"{prefix}/loaded", full, loaded.get(_content(full).upper(), ""))
            tare = page.first(equipment, "TareWeightMeasure")
            put(page, gathered, f"{prefix}/tare_kg", tare, _kilograms(tare))
            for at, seal in enumerate(page.all(equipment, "TransportEquipmentSeal/ID")):
                put(page, gathered, f"{prefix}/seal_numbers/{at}", seal)


def _kilograms(measure: Any) -> str:
    return masses.kilograms(_content(measure), measure.get("unitCode", "KGM")) or "" if measure is not None else ""


def _goods(page: Page, gathered: Gathered, subjects: list[Any]) -> None:
    items = [item for subject in subjects[1:] for item in page.all(subject, "GoodsItem")]
    for subject in subjects[1:]:
        items += page.all(subject, "TransportHandlingUnit/HandlingUnitDespatchLine") if not items else []
    for at, item in enumerate(items):
        _item(page, gathered, f"goods_items/{at}", item)
    if len(items) == 1 and not gathered.has("goods_items/0/gross_mass_kg"):
        for subject in subjects[1:]:
            total = page.first(subject, "GrossWeightMeasure")
            if total is not None and not gathered.has("goods_items/0/gross_mass_kg"):
                note = "told for the whole shipment, which has this one item"
                gathered.add(
                    "goods_items/0/gross_mass_kg", _kilograms(total), page.where(total), confidence=0.85, note=note
                )


def _item(page: Page, gathered: Gathered, prefix: str, item: Any) -> None:
    put(page, gathered, f"{prefix}/description", page.first(item, "Description", "Item/Description", "Item/Name"))
    put(
        page,
        gathered,
        f"{prefix}/hs_code",
        page.first(
            item,
            "RequiredCustomsID",
            "Item/CommodityClassification/CommodityCode",
            "Item/CommodityClassification/ItemClassificationCode",
            "Item/CommodityClassification/CargoTypeCode",
        ),
    )
    put(
        page,
        gathered,
        f"{prefix}/origin",
        page.first(item, "OriginAddress/Country/IdentificationCode", "Item/OriginCountry/IdentificationCode"),
    )
    for tag, name in (("GrossWeightMeasure", "gross_mass_kg"), ("NetWeightMeasure", "net_mass_kg")):
        measure = page.first(item, tag)
        put(page, gathered, f"{prefix}/{name}", measure, _kilograms(measure))
    package = page.first(item, "ContainingPackage", "Package", "ActualPackage")
    count = page.first(package, "Quantity")
    quantity = count if count is not None else page.first(item, "Quantity")
    put(page, gathered, f"{prefix}/packages/count", quantity, _content(quantity).removesuffix(".0"))
    put(page, gathered, f"{prefix}/packages/kind", page.first(package, "PackagingTypeCode", "PackageLevelCode"))
    numbers = page.all(item, "GoodsItemContainer/ID") + page.all(item, "GoodsItemContainer/TransportEquipment/ID")
    for at, number in enumerate(dict.fromkeys(_content(each) for each in numbers)):
        element = next(each for each in numbers if _content(each) == number)
        put(page, gathered, f"{prefix}/container_numbers/{at}", element)
    put(page, gathered, f"also/{prefix}/marks", page.first(item, "MarkingID", "ContainingPackage/PackageMarks"))

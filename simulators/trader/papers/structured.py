"""The same consignments as DCSA JSON, ONE Record JSON-LD and UBL XML."""

import json
from typing import Any
from xml.sax.saxutils import escape

from simulators.trader.papers.facts import Paper, Somebody

Json = dict[str, Any]
CARGO = "https://onerecord.iata.org/ns/cargo#"


def dcsa(paper: Paper, version: int = 3) -> bytes:
    return json.dumps(_dcsa_3(paper) if version == 3 else _dcsa_2(paper), indent=2, ensure_ascii=False).encode()


def _party(who: Somebody) -> Json:
    address = {"street": who.street, "city": who.city, "postCode": who.postcode, "countryCode": who.country}
    return {"partyName": who.name, "address": address}


def _equipment(paper: Paper) -> list[Json]:
    return [
        {"equipment": {"equipmentReference": number, "ISOEquipmentCode": size}, "seals": [{"number": seal}]}
        for number, size, seal in paper.containers
    ]


def _dcsa_3(paper: Paper) -> Json:
    return {
        "transportDocumentReference": paper.number,
        "transportDocumentTypeCode": "BOL",
        "documentParties": {
            "shipper": _party(paper.consignor),
            "consignee": _party(paper.consignee),
            "issuingParty": {"partyName": paper.carrier},
        },
        "transports": {
            "portOfLoading": {"UNLocationCode": paper.loading[0]},
            "portOfDischarge": {"UNLocationCode": paper.discharge[0]},
            "vesselVoyages": [{"vesselName": paper.vessel, "carrierExportVoyageNumber": paper.voyage}],
        },
        "consignmentItems": [
            {
                "descriptionOfGoods": [item.description],
                "HSCodes": [item.hs_code],
                "cargoItems": [
                    {
                        "equipmentReference": paper.containers[item.container][0],
                        "cargoGrossWeight": {"value": item.gross_kg, "unit": "KGM"},
                        "outerPackaging": {"packageCode": item.kind, "numberOfPackages": item.count},
                    }
                ],
            }
            for item in paper.goods
        ],
        "utilizedTransportEquipments": _equipment(paper),
    }


def _dcsa_2(paper: Paper) -> Json:
    return {
        "transportDocumentReference": paper.number,
        "transportDocumentTypeCode": "SWB",
        "carrierCode": "WSCL",
        "issuerParty": {"partyName": paper.carrier},
        "documentParties": [
            {"party": _party(paper.consignor), "partyFunction": "OS"},
            {"party": _party(paper.consignee), "partyFunction": "CN"},
        ],
        "shipmentLocations": [
            {"location": {"UNLocationCode": paper.loading[0]}, "locationTypeCode": "POL"},
            {"location": {"UNLocationCode": paper.discharge[0]}, "locationTypeCode": "POD"},
        ],
        "transports": [{"vesselName": paper.vessel}],
        "consignmentItems": [
            {
                "descriptionOfGoods": item.description,
                "HSCode": item.hs_code,
                "weight": item.gross_kg,
                "weightUnit": "KGM",
                "cargoItems": [
                    {
                        "equipmentReference": paper.containers[item.container][0],
                        "numberOfPackages": item.count,
                        "packageCode": item.kind,
                    }
                ],
            }
            for item in paper.goods
        ],
        "utilizedTransportEquipments": _equipment(paper),
    }


def one_record(paper: Paper, form: str = "prefixed") -> bytes:
    """`form` is `full` (whole IRIs), `prefixed` (cargo:…), `bare` (by a vocabulary) or `graph` (by reference)."""
    prefix = {"full": CARGO, "prefixed": "cargo:", "graph": "cargo:", "bare": ""}[form]
    context: Any = {"cargo": CARGO} if form != "bare" else {"@vocab": CARGO}

    def node(kind: str, **members: Any) -> Json:
        return {"@type": prefix + kind, **{prefix + name: value for name, value in members.items()}}

    def party(role: str, who: Somebody | str) -> Json:
        if isinstance(who, str):
            return node("Party", partyRole=node("CodeListElement", code=role), partyDetails=node("Carrier", name=who))
        address = node("Address", streetAddressLines=[who.street], cityName=who.city, postalCode=who.postcode,
                       country=node("Country", code=who.country))  # fmt: skip
        details = node("Organization", name=who.name, basedAtLocation=node("Location", address=address))
        return node("Party", partyRole=node("CodeListElement", code=role), partyDetails=details)

    def place(code: str) -> Json:
        return node("Location", locationCodes=[node("CodeListElement", code=code)])

    pieces = [
        node(
            "Piece",
            goodsDescription=item.description,
            pieceCount=str(item.count),
            grossWeight=node("Value", numericalValue={"@type": "xsd:double", "@value": item.gross_kg},
                             unit=node("CodeListElement", code="KGM")),
            product=node("Product", hsCode=node("CodeListElement", code=item.hs_code)),
            packagingType=node("PackagingType", typeCode=node("CodeListElement", code=item.kind)),
        )
        for item in paper.goods
    ]  # fmt: skip
    shipment = {"@id": "urn:shipment"} | node("Shipment", pieces=pieces)
    movement = {"@id": "urn:flight"} | node("TransportMovement", transportIdentifier=paper.voyage)
    air = paper.number.split("-")
    parties = [party("SHP", paper.consignor), party("CNE", paper.consignee), party("CAR", paper.carrier)]
    waybill = {"@id": "urn:waybill"} | node(
        "Waybill",
        waybillType={"@id": f"{CARGO}MASTER"},
        waybillPrefix=air[0],
        waybillNumber=air[1],
        departureLocation=place(paper.loading[0]),
        arrivalLocation=place(paper.discharge[0]),
        involvedParties=parties,
        shipment={"@id": "urn:shipment"} if form == "graph" else shipment,
        **({} if form == "graph" else {"transportMovement": movement}),
    )
    if form == "graph":
        return json.dumps({"@context": context, "@graph": [waybill, shipment, movement]}).encode()
    return json.dumps({"@context": context, **waybill} if form != "full" else waybill, ensure_ascii=False).encode()


def ubl(paper: Paper, version: str = "2.1", *, one_line: bool = False) -> bytes:
    root = "Waybill" if paper.by_air else "BillOfLading"
    inner = [
        _cbc("UBLVersionID", version),
        _cbc("ID", paper.number),
        _ubl_party("ConsignorParty", paper.consignor),
        f"<cac:CarrierParty><cac:PartyName>{_cbc('Name', paper.carrier)}</cac:PartyName></cac:CarrierParty>",
        _ubl_shipment(paper),
    ]
    spaces = "".join(
        f' xmlns{prefix}="urn:oasis:names:specification:ubl:schema:xsd:{name}-2"'
        for prefix, name in (("", root), (":cac", "CommonAggregateComponents"), (":cbc", "CommonBasicComponents"))
    )
    between = "" if one_line else "\n  "
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{spaces}>{between}{between.join(inner)}{between}</{root}>\n'
    return text.encode()


def _ubl_shipment(paper: Paper) -> str:
    parts = _ubl_consignment(paper), _ubl_goods(paper), _ubl_stage(paper), _ubl_equipment(paper)
    return f"<cac:Shipment>{_cbc('ID', '1')}{''.join(parts)}</cac:Shipment>"


def _cbc(name: str, text: str, attributes: str = "") -> str:
    return f"<cbc:{name}{attributes}>{escape(text)}</cbc:{name}>"


def _ubl_party(tag: str, who: Somebody) -> str:
    address = (
        f"<cac:PostalAddress>{_cbc('StreetName', who.street)}{_cbc('CityName', who.city)}"
        f"{_cbc('PostalZone', who.postcode)}<cac:Country>{_cbc('IdentificationCode', who.country)}</cac:Country>"
        "</cac:PostalAddress>"
    )
    return f"<cac:{tag}><cac:PartyName>{_cbc('Name', who.name)}</cac:PartyName>{address}</cac:{tag}>"


def _ubl_consignment(paper: Paper) -> str:
    return f"<cac:Consignment>{_cbc('ID', '1')}{_ubl_party('ConsigneeParty', paper.consignee)}</cac:Consignment>"


def _ubl_goods(paper: Paper) -> str:
    items = []
    for item in paper.goods:
        package = f"<cac:ContainingPackage>{_cbc('Quantity', str(item.count))}{_cbc('PackagingTypeCode', item.kind)}"
        code = (
            f"<cac:CommodityClassification>{_cbc('ItemClassificationCode', item.hs_code)}</cac:CommodityClassification>"
        )
        mass = _cbc("GrossWeightMeasure", f"{item.gross_kg}", ' unitCode="KGM"')
        items.append(
            f"<cac:GoodsItem>{_cbc('Description', item.description)}{mass}<cac:Item>{code}</cac:Item>"
            f"{package}</cac:ContainingPackage></cac:GoodsItem>"
        )
    return "".join(items)


def _ubl_stage(paper: Paper) -> str:
    if paper.by_air:
        mode, means = "4", f"<cac:AirTransport>{_cbc('AircraftID', paper.voyage)}</cac:AirTransport>"
    else:
        mode, means = "1", f"<cac:MaritimeTransport>{_cbc('VesselName', paper.vessel)}</cac:MaritimeTransport>"
    ports = "".join(
        f"<cac:{tag}>{_cbc('ID', code)}</cac:{tag}>"
        for tag, code in (("LoadingPortLocation", paper.loading[0]), ("UnloadingPortLocation", paper.discharge[0]))
    )
    return (
        f"<cac:ShipmentStage>{_cbc('TransportModeCode', mode)}<cac:TransportMeans>{means}</cac:TransportMeans>"
        f"{ports}</cac:ShipmentStage>"
    )


def _ubl_equipment(paper: Paper) -> str:
    boxes = "".join(
        f"<cac:TransportEquipment>{_cbc('ID', number)}{_cbc('TransportEquipmentTypeCode', size)}"
        f"<cac:TransportEquipmentSeal>{_cbc('ID', seal)}</cac:TransportEquipmentSeal></cac:TransportEquipment>"
        for number, size, seal in paper.containers
    )
    return f"<cac:TransportHandlingUnit>{_cbc('ID', '1')}{boxes}</cac:TransportHandlingUnit>" if boxes else ""

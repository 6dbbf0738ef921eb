"""Code values of the UN/EDIFACT directories that waybills use, and the fields they stand for."""

import re
from datetime import datetime

# 3035 party function qualifier.
PARTIES = {
    "CZ": "consignor",
    "OS": "consignor",  # original shipper
    "SE": "consignor",  # seller, where no consignor is named
    "EX": "consignor",
    "CN": "consignee",
    "UC": "consignee",  # ultimate consignee
    "IM": "consignee",
    "NI": "notify",
    "N1": "notify",
    "NP": "notify",
    "NC": "notify",
}
# Where two qualifiers name the same field, the one that says exactly that counts.
EXACT_PARTIES = frozenset({"CZ", "CN", "NI", "N1"})
CARRIERS = frozenset({"CA", "CF", "MR"})
ALSO_PARTIES = {
    "FW": "freight_forwarder",
    "FF": "freight_forwarder",
    "N2": "second_notify",
    "DT": "declarant",
    "AG": "agent",
    "MS": "sender",
    "GR": "goods_owner",
    "GO": "goods_owner",
    "CG": "carriers_agent",
}

# 3227 place qualifier.
PLACES = {
    "9": "loading",
    "76": "loading",
    "5": "loading",
    "11": "discharge",
    "7": "delivery",
    "8": "delivery",
    "20": "delivery",
    "83": "delivery",
    "198": "loading",
    "60": "discharge",
}
EXACT_PLACES = frozenset({"9", "11", "7"})
CALLS = frozenset({"13", "61", "92", "125"})  # transhipment, next port of call, routing, last port of call
COUNTRIES = {"27": "origin", "35": "export_country", "28": "destination_country"}
RECEIPT = "88"

# 8067 mode of transport (UN/ECE Recommendation 19).
MODES = {"1": "sea", "2": "rail", "3": "road", "4": "air", "5": "mail", "8": "inland_water"}
# 8051: the carriage that crosses the border is the main one.
MAIN_CARRIAGE = "20"

# 1153 reference qualifiers that are the number of a transport document, the best first.
NUMBERS = ("BM", "BH", "AWB", "HWB", "AAM", "CMR", "MB", "MWB", "BOL")
KIND_OF_NUMBER = {
    "BM": "bill_of_lading",
    "BH": "bill_of_lading",
    "MB": "bill_of_lading",
    "BOL": "bill_of_lading",
    "AWB": "air_waybill",
    "HWB": "air_waybill",
    "MWB": "air_waybill",
    "CMR": "cmr",
}
ALSO_NUMBERS = {
    "BN": "booking",
    "VM": "vessel",
    "UCN": "unique_consignment_reference",
    "ABT": "customs_declaration",
    "FF": "forwarders_reference",
    "SI": "shippers_reference",
    "CR": "customers_reference",
    "ACW": "earlier_message",
    "CT": "contract",
}
# 1001 document name codes.
DOCUMENTS = {
    "705": "bill_of_lading",
    "706": "bill_of_lading",
    "704": "bill_of_lading",
    "714": "bill_of_lading",
    "710": "bill_of_lading",
    "715": "bill_of_lading",
    "740": "air_waybill",
    "741": "air_waybill",
    "743": "air_waybill",
    "703": "air_waybill",
    "730": "cmr",
    "750": "postal",
}

# 6411 units of mass, in kilograms.
MASSES = {
    "KGM": 1.0,
    "KG": 1.0,
    "TNE": 1000.0,
    "T": 1000.0,
    "GRM": 0.001,
    "LBR": 0.45359237,
    "LB": 0.45359237,
    "LBS": 0.45359237,
    "KGS": 1.0,
    "KILOGRAM": 1.0,
    "STN": 907.18474,
    "LTN": 1016.0469088,
    "ONZ": 0.028349523125,
}
# 6313 measured attribute.
GROSS = frozenset({"G", "AAB", "AAD", "WT", "AET", "VGM", "AAX"})
NET = frozenset({"N", "AAL", "AAA", "AAF", "AAC"})
TARE = frozenset({"T", "TARE"})
# 6311 measurement purpose: 'WT' and 'AAE' say that a weight follows, and alone mean the gross mass.
WEIGHTS = frozenset({"WT", "AAE", "AAI", "AAX", "AAW", "PD", "SV", "VGM"})

# 2379 formats of a date.
_FORMATS = {"101": "%y%m%d", "102": "%Y%m%d", "201": "%y%m%d%H%M", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S"}
_ZONED = {"205": "%Y%m%d%H%M%z", "303": "%Y%m%d%H%M", "304": "%Y%m%d%H%M%S"}


def moment(text: str, code: str) -> str | None:
    """A date or time of C507 as ISO 8601, in UTC where no zone is told; None where it cannot be one."""
    digits = text.strip()
    form = _FORMATS.get(code) or _ZONED.get(code)
    if form is None and re.fullmatch(r"\d{8}|\d{12}|\d{14}", digits):
        form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}[len(digits)]
    if form is None:
        return None
    if code in {"303", "304"}:
        digits = re.sub(r"[^0-9].*$", "", digits)  # the letters of a zone, such as UTC or CET
    try:
        read = datetime.strptime(digits, form)  # noqa: DTZ007 - the zone is put below, where it is known
    except ValueError:
        return None
    if read.tzinfo is not None:
        return read.isoformat()
    return f"{read:%Y-%m-%dT%H:%M:%S}Z"


def kilograms(value: str, unit: str, decimal: str = ".") -> str | None:
    """A mass in kg as plain digits, None where it is no number or the unit is none of mass."""
    factor = MASSES.get(unit.upper() or "KGM")
    text = value.strip().replace(" ", "")
    if decimal == "," or re.fullmatch(r"\d+,\d+", text):
        text = text.replace(",", ".")
    if factor is None or not re.fullmatch(r"\d+(\.\d*)?|\.\d+", text):
        return None
    if factor == 1.0:
        return text.rstrip(".")
    return f"{float(text) * factor:.3f}".rstrip("0").rstrip(".")

"""Numbers that prove themselves, and the words of the trade for codes: containers, air waybills, ships, packages."""

import re
from dataclasses import dataclass

from customhouse.waybills.container_code import number_fault

# Signs that are misread for one another, by what must stand there.
_AS_LETTER = str.maketrans("015826", "OISBZG")
_AS_DIGIT = str.maketrans("OQDILSBZG", "000115826")


@dataclass(frozen=True)
class Told:
    """`fits` says that the check digit does; `repaired` that signs were changed to make it fit."""

    value: str
    fits: bool
    note: str = ""
    repaired: bool = False


def container(text: str) -> Told:
    """A container number, with the misreadings of pictures and typists undone where the check digit then fits.

    A number that does not fit is left as it stands: a second guess may be a second error.
    """
    plain = re.sub(r"[\s\-/.]", "", text).upper()
    fault = number_fault(plain)
    if fault is None:
        return Told(plain, fits=True)
    if len(plain) == 11:
        mended = plain[:4].translate(_AS_LETTER) + plain[4:].translate(_AS_DIGIT)
        if mended != plain and number_fault(mended) is None:
            signs = ", ".join(f"{a} for {b}" for a, b in zip(mended, plain, strict=True) if a != b)
            return Told(mended, fits=True, note=f"repaired from {plain}: {signs}; the check digit fits", repaired=True)
    return Told(plain, fits=False, note=fault[1])


def air_waybill(text: str) -> Told | None:
    """Three digits of the airline, seven and their remainder by 7 (IATA Resolution 600a); None for a house's own."""
    digits = re.sub(r"[\s\-]", "", text)
    if not re.fullmatch(r"\d{11}", digits):
        return None
    number = f"{digits[:3]}-{digits[3:]}"
    expected = int(digits[3:10]) % 7
    if int(digits[10]) == expected:
        return Told(number, fits=True)
    return Told(
        number, fits=False, note=f"ends in {digits[10]} where the remainder by 7 is {expected}: a misread digit?"
    )


def imo_fault(text: str) -> str:
    """What is wrong with an IMO number, blank where nothing is or it is none."""
    found = re.fullmatch(r"(?:IMO\s*)?(\d{7})", text.strip(), re.IGNORECASE)
    if found is None:
        return ""
    digits = found.group(1)
    expected = sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False)) % 10
    return (
        "" if int(digits[6]) == expected else f"as an IMO number it would end in {expected}: look for a misread digit"
    )


# Trade shorthand and the size-type code of ISO 6346 that is usually meant.
TRADE_SIZES = {
    "20GP": "22G1", "20DV": "22G1", "20DC": "22G1", "20ST": "22G1", "20FT": "22G1", "20": "22G1",
    "40GP": "42G1", "40DV": "42G1", "40DC": "42G1", "40ST": "42G1",
    "40HC": "45G1", "40HQ": "45G1", "40HCDV": "45G1", "45HC": "L5G1", "45HQ": "L5G1",
    "20RF": "22R1", "20RE": "22R1", "40RF": "42R1", "40RH": "45R1", "40HR": "45R1", "40RE": "45R1",
    "20OT": "22U1", "40OT": "42U1", "20FR": "22P1", "40FR": "42P1", "20TK": "22T1",
}  # fmt: skip

# Codes of UN/ECE Recommendation 21 and the words waybills use for them, in five languages.
_PACKAGES = {
    "CT": "carton cartons ctn ctns cartón cartones carton(s) kartons karton 纸箱 箱",
    "BX": "box boxes caja cajas boîte boîtes 盒",
    "PX": "pallet pallets plt plts palette palettes paletten palé palés palet 托盘 托",
    "CS": "case cases caisse caisses kiste kisten",
    "CR": "crate crates",
    "BG": "bag bags sac sacs saco sacos sack säcke 袋",
    "DR": "drum drums fût fûts tambor tambores fass fässer 桶",
    "PK": "package packages pkg pkgs pck colis bulto bultos packstück packstücke 件 包",
    "PC": "parcel parcels paquet paquets paquete paquetes 包裹",
    "RO": "roll rolls rouleau rouleaux rollo rollos 卷",
    "BL": "bale bales balle balles bala balas 捆",
    "CN": "container containers",
    "JR": "jar jars",
    "TB": "tub tubs",
    "CO": "carboy carboys",
    "PP": "piece pieces pce pces pcs pieza piezas pièce pièces",
    "BE": "bundle bundles fardo fardos bündel",
    "RL": "reel reels",
    "SA": "sack sacks",
    "WA": "ibc ibcs",
}
_KINDS = {word.strip("()"): code for code, words in _PACKAGES.items() for word in words.split()}


def package_kind(words: str) -> str | None:
    """The code for a word such as Cartons; None where none of its words is known."""
    for word in re.findall(r"[^\W\d_]+", words.casefold()):
        if (code := _KINDS.get(word)) is not None:
            return code
    return None

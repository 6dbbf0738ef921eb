"""Masses as documents write them, in kilograms."""

import re
from collections.abc import Iterable
from decimal import Decimal

_FACTORS = {"KGM": "1", "KG": "1", "KGS": "1", "K": "1", "KILO": "1", "KILOS": "1", "KILOGRAM": "1", "KILOGRAMS": "1",
            "千克": "1", "公斤": "1",
            "KILOGRAMME": "1", "KILOGRAMMES": "1", "KILOGRAMOS": "1", "TNE": "1000", "T": "1000",
            "MT": "1000", "MTS": "1000", "TON": "1000", "TONS": "1000", "TONNE": "1000", "TONNES": "1000", "吨": "1000",
            "TO": "1000", "GRM": "0.001", "G": "0.001", "GR": "0.001", "LBR": "0.45359237", "LB": "0.45359237",
            "LBS": "0.45359237", "L": "0.45359237", "ONZ": "0.028349523125", "OZ": "0.028349523125"}  # fmt: skip


def kilograms(value: str, unit: str) -> str | None:
    """None where the unit is none of mass or the value no plain number. Without a unit kilograms are meant."""
    factor = _FACTORS.get(unit.strip().upper().rstrip(".")) if unit.strip() else "1"
    if factor is None or not re.fullmatch(r"\d+(\.\d+)?", value.strip()):
        return None
    return plain(Decimal(value.strip()) * Decimal(factor))


def plain(value: Decimal) -> str:
    """Without exponent, without zeros at the end, to the gram."""
    text = f"{value.quantize(Decimal('0.001')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def total(masses: Iterable[str]) -> str:
    return plain(sum((Decimal(mass) for mass in masses), Decimal(0)))


def number(text: str) -> str | None:
    """A number as people write it, as plain digits: `8,200.50`, `8.200,50`, `8 200,5`, `1'250`. None where it is none.

    One separator followed by exactly three digits parts thousands, unless the number begins with 0: freight is told in
    whole kilograms more often than to the gram.
    """
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", text)
    if not re.fullmatch(r"\d[\d.,]*", digits):
        return None
    digits = digits.rstrip(".,")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    other = "," if digits[last] == "." else "."
    several = digits.count(digits[last]) > 1
    thousands = len(digits) - last - 1 == 3 and other not in digits and not digits.startswith("0") and last <= 3
    if several or thousands:
        return digits.replace(digits[last], "").replace(other, ".")
    return f"{digits[:last].replace(',', '').replace('.', '')}.{digits[last + 1 :]}"

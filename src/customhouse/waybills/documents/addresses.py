"""Takes apart addresses that come as lines, and finds the country that a text names."""

import re
from functools import lru_cache

from customhouse.waybills.places import Country, Places

# Names that documents use and no list of short names has.
_OTHERS = {
    "usa": "US", "u s a": "US", "united states of america": "US", "uk": "GB", "great britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "prc": "CN", "p r china": "CN", "pr china": "CN", "p r of china": "CN",
    "people's republic of china": "CN", "中国": "CN", "中华人民共和国": "CN", "hong kong sar": "HK", "korea": "KR",
    "south korea": "KR", "republic of korea": "KR", "vietnam": "VN", "viet nam": "VN", "russia": "RU",
    "czech republic": "CZ", "turkey": "TR", "türkiye": "TR", "uae": "AE", "u a e": "AE", "taiwan": "TW",
    "deutschland": "DE", "allemagne": "DE", "alemania": "DE", "españa": "ES", "espagne": "ES", "francia": "FR",
    "italia": "IT", "italie": "IT", "holland": "NL", "the netherlands": "NL", "nederland": "NL", "pays-bas": "NL",
    "países bajos": "NL", "belgië": "BE", "belgique": "BE", "bélgica": "BE", "chine": "CN", "méxico": "MX",
    "mexique": "MX", "brasil": "BR", "brésil": "BR", "états-unis": "US", "estados unidos": "US", "royaume-uni": "GB",
    "reino unido": "GB", "suisse": "CH", "schweiz": "CH", "suiza": "CH", "österreich": "AT", "autriche": "AT",
    "polska": "PL", "pologne": "PL", "polonia": "PL", "maroc": "MA", "marruecos": "MA", "algérie": "DZ",
    "日本": "JP", "德国": "DE", "法国": "FR", "英国": "GB", "美国": "US", "荷兰": "NL", "韩国": "KR", "西班牙": "ES",
}  # fmt: skip
_CONTACT = re.compile(
    r"^(tel|fax|phone|téléphone|teléfono|e-?mail|attn|contact|vat|eori|tax|usci|电话|传真|tin)\b|@|^\+\d", re.IGNORECASE
)
# A postcode beside a city: 20457, SW1A 1AA, IR2 2SP, 1012 AB, 90-001, D-20457; Chinese ones have six digits.
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?(?:\d{2}-\d{3}|\d{3}-\d{4}|\d{4,6}(?:-\d{3,4})?(?: [A-Z]{2})?"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"
)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[.,()]", " ", text.casefold()).split())


@lru_cache(maxsize=4)
def _names(countries: tuple[Country, ...]) -> dict[str, str]:
    return {_plain(country.name): country.code for country in countries} | _OTHERS


def country_code(text: str, places: Places) -> str | None:
    """The two letters of ISO 3166 for a code or a name, None where it is neither."""
    code = text.strip().upper()
    if re.fullmatch(r"[A-Z]{2}", code) and places.country(code) is not None:
        return code
    return _names(tuple(places.countries())).get(_plain(text))


def split_address(lines: list[str], places: Places) -> dict[str, str]:
    """Street, postcode, city and country of an address whose parts are told by their order alone.

    The last line names the country, alone or after the city; the one above it the city, often with a postcode; lines
    with telephone numbers and the like are no part of it. What cannot be told stays blank.
    """
    kept = [line.strip(" ,;") for line in lines if line.strip(" ,;") and not _CONTACT.search(line.strip())]
    if len(kept) == 1 and kept[0].count(",") >= 2:
        kept = [part.strip() for part in kept[0].split(",")]
    country, kept = _country_at_end(kept, places)
    postcode = city = ""
    if kept:
        # The city's line is the last with a postcode, else the last.
        at = next((n for n in range(len(kept) - 1, -1, -1) if _POSTCODE.search(kept[n]) and n), len(kept) - 1)
        city_line = kept.pop(at)
        if (found := _POSTCODE.search(city_line)) is not None:
            postcode = found.group()
            city_line = city_line.replace(postcode, " ", 1)
        head, _, tail = city_line.rpartition(",")
        city = " ".join((tail if head and not postcode else city_line).replace(",", " ").split()).strip(" -")
        if head and not postcode:
            kept.insert(at, head.strip())
        if not city and postcode and at and len(kept) >= at:
            city = kept.pop(at - 1)
    return {"street": ", ".join(kept)[:120], "postcode": postcode, "city": city[:80], "country": country}


def _country_at_end(lines: list[str], places: Places) -> tuple[str, list[str]]:
    if not lines:
        return "", []
    if (code := country_code(lines[-1], places)) is not None and len(lines) > 1:
        return code, lines[:-1]
    # "Hamburg, Germany", "20457 Hamburg DE" or "Ningbo P.R. China".
    words = re.split(r"(?<=[,\s])", lines[-1])
    for taken in range(1, min(4, len(words))):
        tail = "".join(words[-taken:])
        code = country_code(tail, places)
        is_name = len(tail.strip()) > 2 or tail.strip().isupper()
        if code is not None and is_name:
            return code, [*lines[:-1], "".join(words[:-taken]).strip(" ,-")]
    return "", lines

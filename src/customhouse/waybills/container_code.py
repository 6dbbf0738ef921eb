"""Container numbers and size-type codes of ISO 6346: owner, category, serial number, check digit."""

import re

from customhouse.kernel.identifiers import bare

# ISO 6346 annex A: letters count from 10 and leave out the multiples of 11, so that no two differ by the modulus.
_VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True)
)
_NUMBER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")

# ISO 6346 table D: length in feet by the first character of the size-type code.
_FEET = (10, 20, 30, 40, 45, 23.5, 24, 24.4, 24.4, 25.7, 26.6, 41, 43, 44.6, 45, 48, 49, 53)
LENGTHS_FT: dict[str, float] = dict(zip("12345ABCDEFGHKLMNP", _FEET, strict=True))
# Height and width by the second character: digits for 8 ft wide, C to F up to 2.5 m, L to P wider.
HEIGHTS = "0245689CDEFLMNP"
# The type: a group letter and a digit, or A to E for a box of reduced strength (amendment 3), or, where the detail is
# not known, the code of the group. Trade shorthand such as 40HC says height twice and is no code of the standard.
_GROUP_CODES = "GP|VH|B[UK]|SN|RE|RT|RS|HR|HI|UT|PL|PF|PC|PS|TN|TD|TG|KL|NH|NN|AS"
_SIZE_TYPE = re.compile(rf"[{''.join(LENGTHS_FT)}][{HEIGHTS}]([GVBSRHUPTKNA][0-9]|[GVBSRUPTKN][A-E]|{_GROUP_CODES})")

Fault = tuple[str, str]  # a code, and a sentence that says what to do
LONGEST = 11  # characters of a number
LONGEST_WRITTEN = 20  # with the blanks and hyphens that people and machines put between them


def plain(number: str | None) -> str | None:
    """A number as ISO 6346 has it, whoever wrote it: `MSCU 123456-6` is MSCU1234566; None where nothing is left."""
    return bare(number or "") or None


def named_in(text: str) -> tuple[str, ...]:
    """The container numbers that a text names, each once, however they are written; their check digits may be wrong."""
    return tuple(dict.fromkeys(_NUMBER.findall(plain(text) or "")))


def check_digit(owner_and_serial: str) -> int:
    """The check digit of the first ten characters. A remainder of 10 is written 0 (ISO 6346 annex A)."""
    return sum(_VALUES[sign] << place for place, sign in enumerate(owner_and_serial)) % 11 % 10


def number_fault(number: str) -> Fault | None:
    """What is wrong with a container number, None if nothing is."""
    if not _NUMBER.fullmatch(number):
        return "container_number", (
            "give the eleven characters of ISO 6346: three letters of the owner, U, J or Z, six digits, a check digit"
        )
    expected = check_digit(number[:10])
    if int(number[10]) != expected:
        return "container_check_digit", (
            f"{number} ends in {number[10]} where ISO 6346 gives {expected}: look for a misread or swapped character"
        )
    return None


def size_type_fault(code: str) -> Fault | None:
    if _SIZE_TYPE.fullmatch(code):
        return None
    return "size_type", "give the four characters of ISO 6346 painted below the number, such as 22G1 or 45R1"

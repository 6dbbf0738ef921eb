"""A name as it is compared: its words and what each of them is, and how two names agree."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What bears a name."""

    PERSON = "person"
    COMPANY = "company"
    VESSEL = "vessel"
    ADDRESS = "address"


class Part(StrEnum):
    """What a word is in a name."""

    WORD = "word"
    GENERIC = "generic"
    NUMBER = "number"
    INITIAL = "initial"
    FORM = "form"


class How(StrEnum):
    """In what way two words agree, from the strongest to the weakest."""

    EXACT = "exact"
    TRANSLATED = "translated"
    SPELLING = "spelling"
    JOINED = "joined"
    SOUND = "sound"
    NICKNAME = "nickname"
    TYPO = "typo"
    INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` in Latin letters as shown, `fold` as compared. `counts_as` is what a generic word stands for."""

    text: str
    fold: str
    part: Part
    weight: float
    counts_as: str = ""
    has_no_vowels: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """`tokens` are what is compared; `forms` are legal forms and titles, which say nothing of whose name it is."""

    text: str
    kind: Kind
    tokens: tuple[Token, ...]
    forms: tuple[str, ...]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(token.text for token in self.tokens if token.part is Part.NUMBER)


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of the one name that agree with words of the other; `similarity` from 0 to 1."""

    query: tuple[str, ...]
    entry: tuple[str, ...]
    how: How
    similarity: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which word agrees with which. The three sums of weights are what the score is made of."""

    pairs: tuple[Pair, ...]
    query_left: tuple[str, ...]
    entry_left: tuple[str, ...]
    agreed: float
    differing: float
    left_out: float

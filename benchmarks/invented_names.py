"""Invents names in many scripts from a seed, and writes one of them another way: typing slips, order, script, joins."""

import random
from collections.abc import Callable, Iterator
from itertools import accumulate

from customhouse.watchlists.model import Entry
from customhouse.watchlists.names.model import Kind

_ONSETS = [
    "b",
    "d",
    "f",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "z",
    "br",
    "dr",
    "kr",
    "st",
    "tr",
    "sh",
    "ch",
    "kh",
    "zh",
    "j",
    "y",
]
_NUCLEI = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ei", "ou"]
_CODAS = ["", "", "", "n", "r", "l", "s", "m", "k", "t"]
_LATIN_TO_CYRILLIC = {
    "sh": "ш", "ch": "ч", "kh": "х", "zh": "ж", "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х",
    "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т",
    "u": "у", "v": "в", "w": "в", "y": "й", "z": "з", "c": "к", "q": "к", "x": "кс",
}  # fmt: skip
_HAN = "伟强明华建国志军平文博雄辉东海龙凤玉兰英杰宏远达昌盛福林山江河清波涛云飞鹏程宇轩浩然天佑承德思源永"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任"
_ARABIC = [
    "محمد",
    "أحمد",
    "علي",
    "حسن",
    "خالد",
    "عمر",
    "يوسف",
    "إبراهيم",
    "سعيد",
    "ناصر",
    "كريم",
    "طارق",
    "جمال",
    "حسين",
    "سالم",
    "منصور",
    "فهد",
    "ماجد",
    "زياد",
    "بلال",
]
_ARABIC_LAST = [
    "النوري",
    "الكريمي",
    "الحداد",
    "المنصوري",
    "الفلاحي",
    "البحري",
    "الشامي",
    "المصري",
    "البغدادي",
    "الحلبي",
    "الزهراني",
    "القاسمي",
]
_TRADES = [
    "Trading",
    "Shipping",
    "Logistics",
    "Petroleum",
    "Steel",
    "Electronics",
    "Chemicals",
    "Textiles",
    "Machinery",
    "Foods",
    "Maritime",
]
_FORMS = ["Ltd", "Co., Ltd.", "GmbH", "LLC", "S.A.", "Inc", "JSC", "Pte Ltd", "FZE", "Group"]


class Inventor:
    """Words are drawn unevenly, as in life: a few are very common, most are rare."""

    def __init__(self, seed: int, words: int) -> None:
        self.draw = random.Random(seed)
        self.words = sorted({self._word() for _ in range(words)})
        self.draw.shuffle(self.words)
        self._cumulated = list(accumulate(1 / (rank + 12) ** 0.85 for rank in range(len(self.words))))

    def _word(self) -> str:
        parts = [
            self.draw.choice(_ONSETS) + self.draw.choice(_NUCLEI) + self.draw.choice(_CODAS)
            for _ in range(self.draw.choice((2, 2, 3, 3, 4)))
        ]
        return "".join(parts)

    def word(self) -> str:
        return self.draw.choices(self.words, cum_weights=self._cumulated)[0]

    def entries(self, names: int) -> Iterator[Entry]:
        """About so many names: an alias for one entry in four."""
        made = number = 0
        while made < names:
            number += 1
            kind, name = self.draw.choices(_MAKERS, (50, 8, 6, 28, 8))[0](self)
            aliases = ((_in_cyrillic(name) if name.isascii() else name),) if self.draw.random() < 0.25 else ()
            made += 1 + len(aliases)
            yield Entry(f"invented-{number}", kind, (name, *aliases))


def _person(of: Inventor) -> tuple[Kind, str]:
    return Kind.PERSON, " ".join(of.word().capitalize() for _ in range(of.draw.choice((2, 3, 3))))


def _han(of: Inventor) -> tuple[Kind, str]:
    given = "".join(of.draw.choice(_HAN) for _ in range(of.draw.choice((1, 2, 2))))
    return Kind.PERSON, of.draw.choice(_SURNAMES) + given


def _arab(of: Inventor) -> tuple[Kind, str]:
    return Kind.PERSON, " ".join([of.draw.choice(_ARABIC), of.draw.choice(_ARABIC), of.draw.choice(_ARABIC_LAST)])


def _company(of: Inventor) -> tuple[Kind, str]:
    own = " ".join(of.word().capitalize() for _ in range(of.draw.choice((1, 2, 2))))
    return Kind.COMPANY, f"{own} {of.draw.choice(_TRADES)} {of.draw.choice(_FORMS)}"


def _vessel(of: Inventor) -> tuple[Kind, str]:
    number = of.draw.choice(["", "", f" {of.draw.randint(1, 99)}"])
    return Kind.VESSEL, f"{of.word().upper()} {of.word().upper()}{number}"


_MAKERS: tuple[Callable[[Inventor], tuple[Kind, str]], ...] = (_person, _han, _arab, _company, _vessel)


# The same name, written another way


def _in_cyrillic(name: str) -> str:
    """Letter by letter; double letters first."""
    lower, written = name.lower(), ""
    while lower:
        size = 2 if lower[:2] in _LATIN_TO_CYRILLIC else 1
        written += _LATIN_TO_CYRILLIC.get(lower[:size], lower[:size])
        lower = lower[size:]
    return written.title()


def _reversed(name: str, _draw: random.Random) -> str:
    return " ".join(reversed(name.split()))


def _mistyped(name: str, draw: random.Random) -> str:
    """One letter of the longest word left out, doubled, or swapped with the next."""
    longest = max(name.split(), key=len)
    if len(longest) < 6:
        return name
    at = draw.randrange(1, len(longest) - 1)
    slips = (
        longest[:at] + longest[at + 1 :],
        longest[:at] + longest[at] + longest[at:],
        longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :],
    )
    return name.replace(longest, draw.choice(slips), 1)


def _joined(name: str, _draw: random.Random) -> str:
    first, *rest = name.split()
    return " ".join([first + rest[0].lower(), *rest[1:]]) if rest else name


def _shouted(name: str, _draw: random.Random) -> str:
    return name.upper().replace(" ", ", ", 1)


def _spelt(name: str, _draw: random.Random) -> str:
    lower = name.lower()
    for one, other in (("kh", "h"), ("ou", "u"), ("ei", "ey"), ("k", "c") if "ki" not in lower else ("zz", "z")):
        lower = lower.replace(one, other)
    return lower.title()


def _cyrillic(name: str, _draw: random.Random) -> str:
    return _in_cyrillic(name) if name.isascii() else name


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "order": _reversed,
    "slip": _mistyped,
    "joined": _joined,
    "capitals": _shouted,
    "spelling": _spelt,
    "script": _cyrillic,
}

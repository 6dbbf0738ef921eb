"""The words names are made of, read once from `words.yaml`: legal forms, generic words, variants, signs and letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Words:
    """Phrases are kept as tuples of words, in lower-case Latin letters unless `han` or `scripts` is in the name."""

    legal_forms: frozenset[tuple[str, ...]]
    script_forms: tuple[str, ...]
    titles: frozenset[tuple[str, ...]]
    vessel_prefixes: frozenset[tuple[str, ...]]
    particles: frozenset[str]
    generic: Mapping[str, str]
    script_generic: Mapping[str, str]
    places: Mapping[str, str]
    script_places: Mapping[str, str]
    place_phrases: Mapping[tuple[str, ...], str]
    exonyms: Mapping[str, str]
    variants: Mapping[str, str]
    nicknames: Mapping[str, frozenset[int]]
    han_cuts: frozenset[str]
    han_phrases: Mapping[str, str]
    surname_readings: Mapping[str, str]
    compound_surnames: frozenset[str]
    hangul_surnames: Mapping[str, str]
    arabic_names: Mapping[str, str]
    arabic: Mapping[str, str]
    cyrillic: Mapping[str, str]
    greek_pairs: Mapping[str, str]
    number_words: Mapping[str, str]
    abbreviations: Mapping[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    plain = yaml.load(files(__package__).joinpath("words.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    forms = [str(form) for group in plain["legal_forms"] for form in group]
    generic, places = _by_member(plain["generic"]), _by_member(plain["places"])
    return Words(
        legal_forms=_phrases(form for form in forms if form.isascii()),
        script_forms=tuple(sorted((form for form in forms if not form.isascii()), key=len, reverse=True)),
        titles=_phrases(plain["titles"]),
        vessel_prefixes=_phrases(plain["vessel_prefixes"]),
        particles=frozenset(str(word) for word in plain["particles"]),
        generic={word: name for word, name in generic.items() if word.isascii()},
        script_generic={word: name for word, name in generic.items() if not word.isascii()},
        places={word: name for word, name in places.items() if word.isascii() and " " not in word},
        script_places={word: name for word, name in places.items() if not word.isascii()},
        place_phrases={tuple(word.split()): name for word, name in places.items() if " " in word},
        exonyms={name: group[0] for group in plain["exonyms"] for name in group},
        variants={name: group[0] for group in plain["variants"] for name in group},
        nicknames=_memberships(plain["nicknames"]),
        han_cuts=frozenset(plain["han_cuts"]),
        han_phrases=plain["han_phrases"],
        surname_readings=plain["surname_readings"],
        compound_surnames=frozenset(plain["compound_surnames"]),
        hangul_surnames=plain["hangul_surnames"],
        arabic_names=plain["arabic_names"],
        arabic=plain["arabic"],
        cyrillic=plain["cyrillic"],
        greek_pairs=plain["greek_pairs"],
        number_words=plain["number_words"],
        abbreviations=plain["abbreviations"],
    )


def _phrases(forms: Iterable[Any]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(str(form).split()) for form in forms)


def _by_member(groups: Mapping[str, list[Any]]) -> dict[str, str]:
    return {str(member): name for name, members in groups.items() for member in members}


def _memberships(groups: list[list[str]]) -> dict[str, frozenset[int]]:
    """The numbers of the groups a word is in: two words are near when they share one."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for name in group:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}

"""The list of sources as data: the one that ships with the product, and the entries a country pack adds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import yaml

from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.fields import Fields, Problems
from customhouse.sourcing.model import Feed, Source

SHIPPED = Path(__file__).with_name("manifest.yaml")
IN_PACK = "sources.yaml"
RESERVED = frozenset({"nomenclature", "site", "trade-names"})  # what other texts of goods are told as
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"https?://[^\s]+")
_FILE = re.compile(r"[^/\\]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NAMES = frozenset(field.name for field in fields(Source))


class Manifest:
    """Sources by their id, in the order of the list."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = {source.id: source for source in sources}

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def __contains__(self, source_id: str) -> bool:
        return source_id in self._sources

    def get(self, source_id: str) -> Source:
        """Raises `NotFound`, naming those there are."""
        found = self._sources.get(source_id)
        if found is None:
            raise NotFound(f"There is no source {source_id[:40]!r}; there is {', '.join(self._sources) or 'none'}.")
        return found


def load_manifest(readers: Mapping[str, object], pack: Path | None = None) -> Manifest:
    """The shipped list, and that of a country pack's folder where it has one. Raises `Invalid`, naming the entry."""
    sources = _read(SHIPPED, readers)
    own = pack / IN_PACK if pack else None
    if own is not None and own.exists():
        sources += _read(own, readers)
    seen: set[str] = set()
    for source in sources:
        if source.id in RESERVED:
            raise Invalid.one(source.id, "reserved", f"the id {source.id} is kept for texts that need no import")
        if source.id in seen:
            raise Invalid.one(source.id, "twice", f"two sources have the id {source.id}: give yours another one")
        seen.add(source.id)
    return Manifest(sources)


def _read(path: Path, readers: Mapping[str, object]) -> list[Source]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid.one(path.name, "not_yaml", f"the file is no YAML: {' '.join(str(error).split())[:300]}")
    if not isinstance(entries, list):
        raise Invalid.one(path.name, "not_a_list", "the file must be a list of sources, each beginning with `- id:`")
    problems = Problems()
    sources = [
        _source(Fields(_plain(entry), f"{path.name}/{at}", problems), readers) for at, entry in enumerate(entries)
    ]
    problems.raise_any()
    return sources


def _plain(entry: object) -> object:
    """YAML makes a number of 2022, and so would it of a hash that has no letter."""
    if not isinstance(entry, Mapping):
        return entry
    return {name: str(value) if isinstance(value, int) else value for name, value in entry.items()}


def _source(entry: Fields, readers: Mapping[str, object]) -> Source:
    entry.only(_NAMES)
    reader = entry.text("reader", 40)
    if reader and reader not in readers:
        entry.note("reader", "not_in_list", f"give one of {', '.join(readers)}")
    return Source(
        id=entry.text("id", 40, form=_ID, means="small letters, digits and dashes"),
        title=entry.text("title", 200),
        publisher=entry.text("publisher", 200),
        address=entry.text_if_any("address", 400, form=_ADDRESS, means="an address that begins with https://") or "",
        licence=entry.text("licence", 200),
        attribution=entry.text_if_any("attribution", 400) or "",
        edition=entry.text("edition", 40),
        file=entry.text("file", 120, form=_FILE, means="the name of a file, without a folder"),
        reader=reader,
        feeds=tuple(_each(entry, "feeds", Feed)),
        languages=entry.texts("languages", 40, 2),
        hs_edition=entry.text("hs_edition", 4, form=_YEAR, means="the year of the Harmonized System, such as 2022"),
        sha256=entry.text_if_any("sha256", 64, form=_SHA256, means="64 hexadecimal digits") or "",
        download=entry.text_if_any("download", 400, form=_ADDRESS, means="an address that begins with https://") or "",
        obtain=entry.text_if_any("obtain", 600) or "",
        folder=entry.text_if_any("folder", 120) or "",
    )


def _each(entry: Fields, name: str, words: Callable[[str], Feed]) -> list[Feed]:
    found = []
    for at, text in enumerate(entry.texts(name, 8, 20)):
        try:
            found.append(words(text))
        except ValueError:
            entry.note(f"{name}/{at}", "not_in_list", f"give one of {', '.join(Feed)}")
    return found


def commands_for(source: Source) -> Iterator[str]:
    """What brings a source, as it is typed."""
    if source.download:
        yield f"customhouse data get {source.id} --into DIR"
    yield f"customhouse data import {source.id} --from DIR"

"""A room of sourcing over a manifest and files of its own."""

from pathlib import Path

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.reference_data import READERS
from customhouse.sourcing.manifest import Manifest
from customhouse.sourcing.model import Feed, Source
from customhouse.sourcing.service import Sourcing

HEADING = "code,text,language,kind\n"
GOOD = HEADING + "0101,Horses,en,\n010121,Horses for breeding,en,\n610910,cotton tee,en,labelled\n"


def make_source(**changes: object) -> Source:
    values: dict[str, object] = {
        "id": "own",
        "title": "Own tariff",
        "publisher": "The administration",
        "address": "https://customs.example/tariff",
        "licence": "CC0",
        "attribution": "The administration, 2026",
        "edition": "2026",
        "file": "tariff.csv",
        "reader": "national",
        "feeds": (Feed.NOMENCLATURE, Feed.CANDIDATES),
        "languages": ("en",),
        "hs_edition": "2022",
    }
    return Source(**{**values, **changes})  # type: ignore[arg-type]  # the changes are a test's own


def make_room(folder: Path, *sources: Source) -> Sourcing:
    return Sourcing(Manifest(sources or [make_source()]), READERS, FolderBlobs(folder / "blobs"))


def write(folder: Path, content: str = GOOD, name: str = "tariff.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path

"""The networks' maps that lie over a scan's images, and what the numbers in them mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from customhouse.commodities.appearance.labels import labels
from customhouse.imaging.model import ModelUsed
from customhouse.imaging.networks.cards import CARD, MODELS, ModelCard
from customhouse.imaging.records import KeptScan

NAMES = re.compile(r"(?:(?P<kind>commodity|anomaly)\.view(?P<view>\d{1,2})\.png|(?P<objects>objects)\.nii\.gz)")


class OverlayKind(StrEnum):
    COMMODITY = "commodity"  # a class of goods a pixel
    ANOMALY = "anomaly"  # how strange a pixel is, 0 to 255
    OBJECTS = "objects"  # a class of objects a voxel


# Who makes a map, and by whose limits it is coloured: the first of them that took part, whose card has the classes in
# the order of the numbers. A scan of which nobody knows who looked is the last one's.
MADE_BY = {
    OverlayKind.COMMODITY: ("radiograph",),
    OverlayKind.ANOMALY: ("radiograph_hidden", "radiograph"),
    OverlayKind.OBJECTS: ("ct-crops", "ct-objects"),  # of a suspicion the third network has the last word
}


@dataclass(frozen=True)
class OverlayMap:
    """One map. Its file is an artefact of the scan.

    Attributes:
        view: that it covers whole, a pixel of it being one or many of the view's; None over a volume.
        classes: codes by number; in a map of classes 255 stands for `unknown`. Empty where the numbers are grades, and
            where the card of the model that made it is no longer installed: then nobody knows their names.
    """

    name: str
    kind: OverlayKind
    view: int | None
    model: str
    classes: tuple[str, ...]

    @property
    def threats(self) -> tuple[str, ...]:
        known = labels()
        return tuple(code for code in self.classes if code in known and known[code].is_threat)


def place_of(name: str) -> tuple[OverlayKind, int | None] | None:
    """What kind of overlay an artefact is and over which view it lies; None for other artefacts."""
    found = NAMES.fullmatch(name)
    if found is None:
        return None
    if found["objects"]:
        return OverlayKind.OBJECTS, None
    return OverlayKind(found["kind"]), int(found["view"])


def overlays_of(scan: KeptScan, cards: Mapping[str, ModelCard]) -> tuple[OverlayMap, ...]:
    """`cards` by name and version, as `radiograph 1`."""
    used = scan.recognition.models if scan.recognition else ()
    found = []
    for name in sorted(scan.artefacts):
        place = place_of(name)
        if place is None:
            continue
        kind, view = place
        model = _made_by(kind, used)
        card = cards.get(model)
        classes = card.classes if card is not None and kind is not OverlayKind.ANOMALY else ()
        found.append(OverlayMap(name, kind, view, model, classes))
    return tuple(found)


def _made_by(kind: OverlayKind, used: tuple[ModelUsed, ...]) -> str:
    known = {one.name: f"{one.name} {one.version}" for one in used if not one.challenger}
    return next((known[name] for name in MADE_BY[kind] if name in known), MADE_BY[kind][-1])


@cache
def installed_cards(folder: Path = MODELS) -> Mapping[str, ModelCard]:
    """By name and version. A card that cannot be read names nothing, and hinders no other."""
    cards = {}
    for path in sorted(folder.glob("*.card.json")):
        try:
            card = CARD.validate_json(path.read_bytes())
        except (OSError, ValueError):
            continue
        cards[f"{card.name} {card.version}"] = card
    return cards

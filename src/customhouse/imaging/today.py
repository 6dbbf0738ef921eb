"""What recognises today: the physics and the trained models of this program, as they sign what they have done."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from customhouse.imaging.networks.cards import MODELS, shipped
from customhouse.imaging.physics import NAME, VERSION


@dataclass(frozen=True)
class Today:
    """`models` are versions by name. As text it is the signature that is kept beside each recognition."""

    recogniser: str
    version: str
    models: dict[str, str]

    def __str__(self) -> str:
        parts = [f"{self.recogniser} {self.version}"]
        return ", ".join([*parts, *(f"{name} {version}" for name, version in sorted(self.models.items()))])


@cache
def today(folder: Path = MODELS) -> Today:
    """Raises `OSError` or `ValueError` where a model's card or network is broken."""
    return Today(NAME, VERSION, {name: model.card.version for name, model in shipped(folder).items()})

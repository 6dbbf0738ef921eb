"""Model cards: what a network is for, what it was trained on, how good it is and from where on it is believed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from customhouse.imaging.model import ModelUsed
from customhouse.imaging.networks.training_log import TrainingLog

MODELS = Path(__file__).with_name("models")


@dataclass(frozen=True)
class Figure:
    """One measured number, with its 95 % interval and the baseline's number beside it; `data` says on what.

    Attributes:
        target: what is aimed at: at least this, or at most this where `at_most`.
        of: the class or kind of thing that it is of; empty where it is of all.
    """

    name: str
    value: float
    data: str
    low: float | None = None
    high: float | None = None
    count: int | None = None
    baseline: float | None = None
    target: float | None = None
    at_most: bool = False
    of: str = ""

    @property
    def label(self) -> str:
        return f"{self.name}: {self.of}" if self.of else self.name


@dataclass(frozen=True)
class ModelCard:
    """Kept as `<name>.card.json` beside `<name>.onnx`, or `<name>.npz` for a site head.

    Attributes:
        task: what it does, one word of `ct_segments`, `ct_objects`, `ct_crops`, `radiograph_segments`,
            `radiograph_hidden`, `radiograph_emptiness`, `picture_site`, `picture_features`.
        classes: codes in the order of the network's outputs.
        thresholds: least probability from which a class is reported, or another network is asked, or a suspicion has a
            severity; the last hold where policy sets none (`model/grading.py`).
        temperature: that the outputs are divided by before the softmax, so that probabilities are calibrated.
        novelty: the quantiles (0, 1, ... 100 %) of the strangeness of held-out training images.
        preparation: numbers that the input is prepared with: spacing, clipping, means and the like.
        reliability: (mean probability, share that was right, count) of each bin of the calibration plot.
        reliability_of: whose probabilities these are, and on what they were measured.
        curve: (share of the harmless that alarm, share found), at falling thresholds.
        confusion: counts, rows of true classes.
        trained_on: generator, seeds, counts, or the folder of a site; always says "simulated" where it is.
    """

    name: str
    version: str
    task: str
    classes: tuple[str, ...]
    description: str
    trained_on: str
    limits: str = ""
    thresholds: dict[str, float] = field(default_factory=dict)
    temperature: float = 1.0
    novelty: tuple[float, ...] = ()
    preparation: dict[str, Any] = field(default_factory=dict)
    reliability: tuple[tuple[float, float, int], ...] = ()
    reliability_of: str = ""
    curve: tuple[tuple[float, float], ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    figures: tuple[Figure, ...] = ()
    log: TrainingLog = field(default_factory=TrainingLog)


@dataclass(frozen=True)
class Model:
    """A card and the file that it describes."""

    card: ModelCard
    path: Path
    sha256: str

    @property
    def label(self) -> str:
        return f"{self.card.name} {self.card.version}"

    @property
    def used(self) -> ModelUsed:
        """As a recognition names it that it took part in."""
        return ModelUsed(self.card.name, self.card.version, self.sha256, task=self.card.task)


CARD = TypeAdapter(ModelCard)
NUMBERS = re.compile(rb"\[[-+.\deE,\s]+\]")


def load_model(card: Path) -> Model:
    """A network, or the numbers of a site head. Raises `OSError` or `ValueError` where a file is missing or broken."""
    network = card.with_name(card.name.replace(".card.json", ".onnx"))
    if not network.exists():
        network = network.with_suffix(".npz")
    digest = hashlib.sha256(network.read_bytes()).hexdigest()
    return Model(CARD.validate_json(card.read_bytes()), network, digest)


def shipped(folder: Path = MODELS) -> Mapping[str, Model]:
    """The models of a folder, by name."""
    models = (load_model(path) for path in sorted(folder.glob("*.card.json")))
    return {model.card.name: model for model in models}


def write_card(card: ModelCard, folder: Path) -> Path:
    path = folder / f"{card.name}.card.json"
    path.write_bytes(NUMBERS.sub(_on_one_line, CARD.dump_json(card, indent=1)) + b"\n")
    return path


def _on_one_line(numbers: re.Match[bytes]) -> bytes:
    """A card is read by people too, and a curve has hundreds of points."""
    return b" ".join(numbers[0].split()).replace(b"[ ", b"[").replace(b" ]", b"]")

"""A site head as it is kept and as it looks at pictures: a card, and a file of numbers beside it.

The file is a NumPy archive without objects, so that opening one from elsewhere runs nothing.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.pictures.opening import Pixels, equalised
from customhouse.imaging.adaptation.site_heads.boxes import BoxHead, Detection
from customhouse.imaging.adaptation.site_heads.features import Eye, columns
from customhouse.imaging.adaptation.site_heads.learning import Learned
from customhouse.imaging.adaptation.site_heads.logistic import Linear, softmax
from customhouse.imaging.adaptation.site_heads.strangeness import Beside, Strangeness, share_less_strange
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import Model, ModelCard

TASK = "picture_site"
LARGEST_UNPACKED = 256 << 20
SIDES = (16, 4096)  # least and largest of a picture that a head looks at, in pixels
BLANK = 64  # pixels of a side of the picture that a head is tried on
STRANGE = 0.985  # share of held-out pictures that were less strange, from which a label is not believed: beyond their
# last hundredth, so that one odd picture among many does not pass for usual


@dataclass(frozen=True)
class Words:
    """What a head says of one picture. `label` is `unknown` where the picture is like nothing it has learned."""

    label: str
    probability: float
    probabilities: dict[str, float]
    novelty: float
    boxes: tuple[Detection, ...] = ()


@dataclass(frozen=True)
class SiteHead:
    card: ModelCard
    whole: Linear | None
    strange: Strangeness
    boxes: BoxHead | None = None

    def look(self, pixels: Pixels, threads: int = 1) -> Words:
        """(rows, columns, 3), 8 bit. Raises `EngineMissing`, and `ValueError` where what it says is no number."""
        how = self.card.preparation
        alike = equalised(pixels, int(how["side"]), colour=bool(how["colour"]))
        eye = Eye((int(how["sides"][0]), int(how["sides"][1])), threads)
        row = eye.row(alike)[columns(how["recipe"])][None]
        novelty = share_less_strange(float(self.strange.of(row)[0]), self.card.novelty)
        found = () if self.boxes is None else self.boxes.look(eye, alike, self.card.thresholds)
        said = self._shares(row)
        if not np.isfinite([novelty, *said.values(), *(box.probability for box in found)]).all():
            raise ValueError("the head says what is no number")
        best = max(said, key=lambda name: said[name], default="")
        return Words(UNKNOWN if novelty >= STRANGE else best, said.get(best, 0.0), said, novelty, found)

    def _shares(self, row: NDArray[np.float32]) -> dict[str, float]:
        if self.whole is None:
            return {}
        shares = softmax(self.whole.logits(row), self.card.temperature)[0]
        return {name: float(share) for name, share in zip(self.card.classes, shares, strict=True)}


def arrays_of(learned: Learned, boxes: BoxHead | None) -> dict[str, NDArray[Any]]:
    whole = {} if learned.linear is None else {"weights": learned.linear.weights, "bias": learned.linear.bias}
    kept: dict[str, NDArray[Any]] = whole | {
        "strange_basis": learned.strange.basis,
        "strange_origin": learned.strange.origin,
        "strange_centres": learned.strange.centres,
    }
    if (beside := learned.strange.beside) is not None:
        kept |= {
            "beside_mean": beside.mean,
            "beside_spread": beside.spread,
            "beside_directions": beside.directions,
            "beside_usual": np.array([beside.usual], np.float32),
        }
    return kept | ({} if boxes is None else boxes.arrays())


def save(arrays: Mapping[str, NDArray[Any]], path: Path) -> None:
    with path.open("wb") as sink:
        np.savez_compressed(sink, allow_pickle=False, **arrays)


_OPEN: dict[str, SiteHead] = {}


def open_head(model: Model) -> SiteHead:
    """Opened once in a process. Raises as `read_head` does."""
    if model.sha256 not in _OPEN:
        _OPEN[model.sha256] = read_head(model)
    return _OPEN[model.sha256]


def read_head(model: Model) -> SiteHead:
    """Raises `OSError` or `ValueError` where the file is not what the card says."""
    try:
        return _head(model.card, _arrays(model.path))
    except (OSError, ValueError):
        raise
    except KeyError as missing:
        raise ValueError(f"the head lacks {missing}")
    except Exception as error:  # noqa: BLE001 - a file from elsewhere can break NumPy, zip and zlib in many ways
        raise ValueError(f"the head is damaged ({type(error).__name__}: {error})")


def look_once(head: SiteHead) -> None:
    """At a blank picture: raises whatever a look at a scan would raise."""
    head.look(np.full((BLANK, BLANK, 3), 255, np.uint8))


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(path) as packed:
        if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
            raise ValueError(f"the head is larger than {LARGEST_UNPACKED >> 20} MiB when unpacked")
    with np.load(path, allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("some of the head's numbers are none")
    return arrays


def _beside(arrays: Mapping[str, NDArray[Any]]) -> Beside | None:
    if "beside_mean" not in arrays:
        return None
    mean, spread, directions = (arrays[f"beside_{name}"] for name in ("mean", "spread", "directions"))
    usual = float(arrays["beside_usual"][0])
    if not (spread > 0).all() or not usual > 0:
        raise ValueError("the head's numbers of what lies beside its directions cannot be")
    return Beside(mean, spread, directions, usual)


def _head(card: ModelCard, arrays: Mapping[str, NDArray[Any]]) -> SiteHead:
    how = card.preparation
    # What `look` will want of the card: wrong or missing, it is to be found now.
    sides, _ = (int(how["side"]), int(how["sides"][0]), int(how["sides"][1])), bool(how["colour"])
    if not all(SIDES[0] <= side <= SIDES[1] for side in sides):
        raise ValueError(f"the card's sides {sides} are not within {SIDES[0]} and {SIDES[1]} pixels")
    whole = Linear(arrays["weights"], arrays["bias"]) if "weights" in arrays else None
    strange = Strangeness(arrays["strange_basis"], arrays["strange_origin"], arrays["strange_centres"], _beside(arrays))
    boxes = BoxHead.of(arrays, tuple(how["box_classes"])) if "anchors" in arrays else None
    width = len(columns(how["recipe"]))
    if whole is not None and whole.weights.shape != (width, len(card.classes)):
        raise ValueError("the head's numbers do not fit its card")
    return SiteHead(card, whole, strange, boxes)

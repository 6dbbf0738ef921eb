"""Makes the files that the server loads of a trained network for what is hidden: calibrated, with its card.

    python -m training.hidden.export --out build/hidden --cache build/cargo
    python -m training.hidden.export --again FILE.onnx   # of a network that is written: all but its kinds' scales anew

The scales of its kinds are found on containers of the splits `tune` and half of `unseen` that the training did not look
at; the limits on the other half, and the scale of the probability on all of `unseen`, packed as none that it learned
from. Nothing of the evaluation is looked at.
"""

import argparse
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from customhouse.imaging.adaptation.measures import auc_between, reliability
from customhouse.imaging.networks.cards import MODELS, Figure, ModelCard, load_model, write_card
from customhouse.imaging.networks.radiographs.anomalies import top_mean
from customhouse.imaging.networks.radiographs.channels import MARGIN_MM, PIXEL_MM
from customhouse.imaging.networks.radiographs.hidden import BESIDE, CHANNELS, KINDS, NAME, PLACES, evened, strange_of
from customhouse.imaging.networks.training_log import Count, TrainingLog
from training.cargo import FOLDER, available
from training.halves import halved
from training.hidden.lessons import KIND_OF
from training.hidden.net import HiddenNet, plain, shipped
from training.hidden.scores import WORDS, Judged, judged
from training.hidden.train import CHECKED, TAUGHT
from training.radiographs.calibration import limits_of, scale_of
from training.radiographs.log import hidden_curves, lines_of, log_of, now

AREA = "hidden objects, area under the curve"
VERSION = "1.3"
OPSET = 18
WEIGHTS = {  # by name in the checkpoint
    "end": ("mean", "those of the end of the training"),
    "best": ("best", "those that did best on `tune` and `unseen` on the way"),
}
# Kinds of what is hidden that a word tells by itself; the network of places knows goods, not what is small.
TOLD = {kind: (kind,) for kind in KINDS} | {PLACES: ("goods", "compartment", "body")}
HELD = 0.02  # how firmly the kinds' scales are held to those that each alone would have
TRIED = np.arange(-4.0, 3.0, 0.25)  # logits that are tried for where a place belongs to what is hidden
Floats = NDArray[np.float64]


def words_fitted(tops: Floats, kinds: Sequence[tuple[str, ...]], known: Floats | None = None) -> Floats:
    """Slope and offset of each of `WORDS`, (words, 2), by which together they say best whether anything is hidden.

    Args:
        known: those of the first words, which stay as they are.
    """
    fixed = np.zeros((0, 2)) if known is None else known
    hidden = np.array([bool(names) for names in kinds])
    free = range(len(fixed), len(WORDS))
    alone = np.array([_alone(tops[:, n], kinds, TOLD[WORDS[n]]) for n in free]).T
    margin_of = np.where(hidden, 1, -1)

    def surprise(at: Floats) -> float:
        slopes, offsets = at.reshape(2, -1)
        scaled = np.append(fixed[:, 0], np.abs(slopes)) * tops + np.append(fixed[:, 1], offsets)
        together = np.logaddexp.reduce(scaled, axis=1)
        return float(np.logaddexp(0, -margin_of * together).mean() + HELD * ((at - alone.ravel()) ** 2).mean())

    found = minimize(surprise, alone.ravel(), method="L-BFGS-B").x.reshape(2, -1)
    found[0] = np.abs(found[0])
    return np.concatenate([fixed, found.T])


def _alone(tops: Floats, kinds: Sequence[tuple[str, ...]], told: Collection[str]) -> tuple[float, float]:
    own = np.array([any(KIND_OF[name] in told for name in names) for names in kinds])
    keep = own | np.array([not names for names in kinds])
    if not own.any():
        return 0.0, -8.0
    slope, offset = scale_of(tops[keep], own[keep])
    return max(0.05, slope), offset


@dataclass(frozen=True)
class Calibrated:
    """What the splits say of the network; `areas` by what is hidden, on the containers that the limits are of."""

    kinds: Floats
    scale: tuple[float, float]
    limits: dict[str, float]
    place: float
    areas: dict[str, tuple[float, int]]
    clean: int
    bins: tuple[tuple[float, float, int], ...]
    beside: str = ""


def strangeness(case: Judged, kinds: Floats) -> float:
    """Of a container: of its strangest view."""
    return max(top_mean(strange_of(evened(view, {"kinds": kinds}))) for view in case.maps)


def calibrated(tune: list[Judged], unseen: list[Judged], known: Floats | None = None) -> Calibrated:
    """The scale of the probability by `unseen` alone: on packing that was taught the network knows too well.

    Args:
        known: slopes and offsets of the kinds that stay as they are, by which things are called what they are.
    """
    half = len(unseen) // 2
    first, second = tune + unseen[:half], unseen[half:]
    kinds = words_fitted(np.array([case.tops for case in first]), [case.hidden for case in first], known)
    strange = np.array([strangeness(case, kinds) for case in unseen])
    hidden = np.array([bool(case.hidden) for case in unseen])
    slope, offset = scale_of(strange, hidden)
    probability = 1 / (1 + np.exp(-(slope * strange[half:] + offset)))
    limits = limits_of(probability, hidden[half:])
    least = (np.log(limits["anomaly"] / (1 - limits["anomaly"])) - offset) / max(slope, 1e-3)
    return Calibrated(
        kinds,
        (slope, offset),
        limits,
        place_of(first, kinds, float(least)),
        _areas(second, strange[half:]),
        int((~hidden[half:]).sum()),
        reliability(probability, hidden[half:]),
    )


def place_of(cases: Sequence[Judged], kinds: Floats, least: float) -> float:
    """The logit above which places overlap best with what is hidden; never above what a finding needs."""
    overlaps: list[Floats] = []
    for case in (case for case in cases if case.hidden):
        for view, marked in zip(case.maps, case.marked, strict=True):
            strange = strange_of(evened(view, {"kinds": kinds}))
            if top_mean(strange) > least and marked.any():
                masks = strange > TRIED[:, None, None]
                either = np.maximum(1, (masks | marked).sum(axis=(1, 2)))
                overlaps.append((masks & marked).sum(axis=(1, 2)) / either)
    best = float(TRIED[int(np.mean(overlaps, axis=0).argmax())]) if overlaps else least
    return round(min(best, least), 3)


def _areas(cases: Sequence[Judged], strange: Floats) -> dict[str, tuple[float, int]]:
    clean = strange[[not case.hidden for case in cases]]
    found = {}
    for name in ("", *KIND_OF):
        with_it = strange[[name in case.hidden if name else bool(case.hidden) for case in cases]]
        if len(with_it) and len(clean):
            found[name or "anything"] = auc_between(with_it, clean), len(with_it)
    return found


def _scales(words: Floats) -> dict[str, Any]:
    told = [[round(float(number), 4) for number in pair] for pair in words]
    return {"kinds": told[: len(KINDS)], PLACES: told[len(KINDS)]}


def card_of(found: Calibrated, log: TrainingLog, taught: Sequence[int]) -> ModelCard:
    data = f"simulated, {found.clean} containers of the split `unseen` that hide nothing, beside those that do"
    figures = tuple(
        Figure(AREA, round(area, 4), data, count=count, of="" if name == "anything" else name)
        for name, (area, count) in found.areas.items()
    )
    return ModelCard(
        NAME,
        VERSION,
        "radiograph_hidden",
        KINDS,
        "What is hidden in radiographs of containers, pixel by pixel of 16 mm: small metal, dense bodies, bricks and "
        "drums, hollows, compartments, other goods behind goods. Asked beside the network `radiograph`.",
        f"{taught[0]} simulated containers of the split `varied` and {taught[1]} of `train` of "
        "simulators/scanner/loads; in half of the pieces that hide nothing something was put among the goods",
        "Learned from simulated containers alone. Knows accelerators of about 3 to 9 MeV and pixels of up to about "
        "20 mm. What lies behind goods that let nearly nothing through leaves no trace.",
        thresholds=found.limits,
        preparation={
            "pixel_mm": PIXEL_MM,
            "margin_mm": MARGIN_MM,
            "channels": list(CHANNELS),
            **_scales(found.kinds),
            BESIDE: found.beside,
            "anomaly_scale": list(found.scale),
            "anomaly_place": found.place,
        },
        reliability=found.bins,
        reliability_of=f"the probability that something is hidden, {data}",
        figures=figures,
        log=log,
    )


def export(net: HiddenNet, path: Path) -> None:
    """Written beside and then moved: a server never opens half a network."""
    part, free = path.with_suffix(".part"), {2: "rows", 3: "columns"}
    torch.onnx.export(
        net,
        (torch.zeros(1, len(CHANNELS), 208, 640),),
        str(part),
        input_names=["plate"],
        output_names=["kinds"],
        dynamic_axes={"plate": free, "kinds": free},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.save(halved(onnx.load(part)), part)
    part.rename(path)


def main() -> None:
    told = _asked()
    torch.set_num_threads(1)
    places = load_model(told.models / "radiograph.card.json")
    folder = told.calibration or told.cache
    tune, unseen = (available(folder, split)[CHECKED:] for split in ("tune", "unseen"))
    net = shipped(told.again).eval() if told.again else _learned(told)
    former = load_model(told.again.with_suffix(".card.json")).card if told.again else None
    seen = (
        [case for path in track(paths, "Calibrating…") for case in judged(net, [path], places)]
        for paths in (tune, unseen)
    )
    known = None if former is None else np.array(former.preparation["kinds"])
    found = replace(calibrated(*seen, known), beside=places.label)
    note = (
        f"The scale of the probability was found on {len(unseen)} containers of `unseen`, the limits on half of them."
    )
    if former is not None:
        card, models = anew(former, found, note), told.again.parent
    else:
        card, models = first(told, found, note), told.models
        models.mkdir(parents=True, exist_ok=True)
        export(net, models / f"{NAME}.onnx")
    write_card(card, models)
    for figure in card.figures:
        print(f"{figure.label}: {figure.value:.3f} ({figure.count}; {figure.data})")
    print(f"{_scales(found.kinds)}, place {found.place}, scale {found.scale}, limits {found.limits}")


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=Path("build/hidden"))
    asked.add_argument("--again", type=Path, metavar="ONNX", help="of a network that is written, with its card beside")
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--calibration", type=Path, help="where `tune` and `unseen` lie, if elsewhere")
    asked.add_argument("--models", type=Path, default=MODELS, help="where the network of places lies, and this shall")
    asked.add_argument(
        "--weights", choices=list(WEIGHTS), default="end", help="of the end of the training, or the best"
    )
    return asked.parse_args()


def _learned(told: argparse.Namespace) -> HiddenNet:
    net = HiddenNet()
    held = torch.load(told.out / "hidden.pt", weights_only=True, map_location="cpu")
    net.load_state_dict(held[WEIGHTS[told.weights][0]])
    return plain(net).eval()


def first(told: argparse.Namespace, found: Calibrated, note: str) -> ModelCard:
    """The card of a network that was never written before."""
    lines, taught = lines_of(told.out), [len(available(told.cache, split)) for split in TAUGHT]
    counts = [Count(f"containers of the split `{split}`", n) for split, n in zip(TAUGHT, taught, strict=True)]
    begun = next((f"It learned on from {line['begun_with']}." for line in lines if "begun_with" in line), None)
    notes = (*([begun] if begun else ()), f"The weights are {WEIGHTS[told.weights][1]}.", note)
    return card_of(found, log_of(lines, hidden_curves(lines, list(KIND_OF)), counts, *notes), taught)


def anew(card: ModelCard, found: Calibrated, note: str) -> ModelCard:
    """The same network's card with other scales and limits, and with nothing that was measured by the former ones."""
    said = f"Version {VERSION} is the network of {card.version}, and the network of places is heard beside it."
    log = replace(card.log, notes=(*card.log.notes, said, note), written_at=now())
    new = card_of(found, log, (0, 0))
    return replace(new, description=card.description, trained_on=card.trained_on, limits=card.limits)


if __name__ == "__main__":
    main()

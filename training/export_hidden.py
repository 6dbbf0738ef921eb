"""Makes the files that the server loads of a trained network for what is hidden: calibrated, with its card.

    python -m training.export_hidden --out build/hidden --cache build/cargo

The scales of its kinds are found on containers of the splits `tune` and half of `unseen` that the training did not look
at; the limits on the other half, and the scale of the probability on all of `unseen`, packed as none that it learned
from. Nothing of the evaluation is looked at.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from customhouse.imaging.adaptation.measures import auc_between, reliability
from customhouse.imaging.networks.cards import MODELS, Figure, ModelCard, write_card
from customhouse.imaging.networks.radiographs.anomalies import top_mean
from customhouse.imaging.networks.radiographs.channels import MARGIN_MM, PIXEL_MM
from customhouse.imaging.networks.radiographs.hidden import CHANNELS, KINDS, NAME, evened, strange_of
from customhouse.imaging.networks.training_log import Count, TrainingLog
from training.cargo import FOLDER, available
from training.halves import halved
from training.hidden_lessons import KIND_OF
from training.hidden_net import HiddenNet, plain
from training.hidden_scores import Judged, judged
from training.radiograph_calibration import limits_of, scale_of
from training.radiograph_log import hidden_curves, lines_of, log_of
from training.train_hidden import CHECKED, TAUGHT

AREA = "hidden objects, area under the curve"
VERSION = "1.2"
OPSET = 18
WEIGHTS = {  # by name in the checkpoint
    "end": ("mean", "those of the end of the training"),
    "best": ("best", "those that did best on `tune` and `unseen` on the way"),
}
HELD = 0.02  # how firmly the kinds' scales are held to those that each alone would have
PLACES = np.arange(-4.0, 3.0, 0.25)  # logits that are tried for where a place belongs to what is hidden
Floats = NDArray[np.float64]


def kinds_fitted(tops: Floats, kinds: Sequence[tuple[str, ...]]) -> Floats:
    """Slope and offset of each kind, (kinds, 2), by which their logits together say best whether anything is hidden."""
    hidden = np.array([bool(names) for names in kinds])
    alone = np.array([_alone(tops[:, n], kinds, kind) for n, kind in enumerate(KINDS)])
    margin_of = np.where(hidden, 1, -1)

    def surprise(at: Floats) -> float:
        scaled = np.abs(at[: len(KINDS)]) * tops + at[len(KINDS) :]
        together = np.logaddexp.reduce(scaled, axis=1)
        return float(np.logaddexp(0, -margin_of * together).mean() + HELD * ((at - alone.T.ravel()) ** 2).mean())

    found = minimize(surprise, alone.T.ravel(), method="L-BFGS-B").x.reshape(2, -1)
    found[0] = np.abs(found[0])
    return np.asarray(found.T)


def _alone(tops: Floats, kinds: Sequence[tuple[str, ...]], kind: str) -> tuple[float, float]:
    own = np.array([any(KIND_OF[name] == kind for name in names) for names in kinds])
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


def strangeness(case: Judged, kinds: Floats) -> float:
    """Of a container: of its strangest view."""
    return max(top_mean(strange_of(evened(view, {"kinds": kinds}))) for view in case.maps)


def calibrated(tune: list[Judged], unseen: list[Judged]) -> Calibrated:
    """The scale of the probability by `unseen` alone: on packing that was taught the network knows too well."""
    half = len(unseen) // 2
    first, second = tune + unseen[:half], unseen[half:]
    kinds = kinds_fitted(np.array([case.tops for case in first]), [case.hidden for case in first])
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
                masks = strange > PLACES[:, None, None]
                either = np.maximum(1, (masks | marked).sum(axis=(1, 2)))
                overlaps.append((masks & marked).sum(axis=(1, 2)) / either)
    best = float(PLACES[int(np.mean(overlaps, axis=0).argmax())]) if overlaps else least
    return round(min(best, least), 3)


def _areas(cases: Sequence[Judged], strange: Floats) -> dict[str, tuple[float, int]]:
    clean = strange[[not case.hidden for case in cases]]
    found = {}
    for name in ("", *KIND_OF):
        with_it = strange[[name in case.hidden if name else bool(case.hidden) for case in cases]]
        if len(with_it) and len(clean):
            found[name or "anything"] = auc_between(with_it, clean), len(with_it)
    return found


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
            "kinds": [[round(float(number), 4) for number in pair] for pair in found.kinds],
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
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=Path("build/hidden"))
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--calibration", type=Path, help="where `tune` and `unseen` lie, if elsewhere")
    asked.add_argument("--models", type=Path, default=MODELS)
    asked.add_argument(
        "--weights", choices=list(WEIGHTS), default="end", help="of the end of the training, or the best"
    )
    told = asked.parse_args()
    torch.set_num_threads(1)
    net = HiddenNet()
    net.load_state_dict(
        torch.load(told.out / "hidden.pt", weights_only=True, map_location="cpu")[WEIGHTS[told.weights][0]]
    )
    plain(net).eval()
    folder = told.calibration or told.cache
    tune, unseen = (available(folder, split)[CHECKED:] for split in ("tune", "unseen"))
    seen = (
        [case for path in track(paths, "Calibrating…") for case in judged(net, [path], with_maps=True)]
        for paths in (tune, unseen)
    )
    found = calibrated(*seen)
    told.models.mkdir(parents=True, exist_ok=True)
    export(net, told.models / f"{NAME}.onnx")
    lines, taught = lines_of(told.out), [len(available(told.cache, split)) for split in TAUGHT]
    counts = [Count(f"containers of the split `{split}`", n) for split, n in zip(TAUGHT, taught, strict=True)]
    begun = next((f"It learned on from {line['begun_with']}." for line in lines if "begun_with" in line), None)
    notes = (
        *([begun] if begun else ()),
        f"The weights are {WEIGHTS[told.weights][1]}.",
        f"The scale of the probability was found on {len(unseen)} containers of `unseen`, the limits on half of them.",
    )
    card = card_of(found, log_of(lines, hidden_curves(lines, list(KIND_OF)), counts, *notes), taught)
    write_card(card, told.models)
    for figure in card.figures:
        print(f"{figure.label}: {figure.value:.3f} ({figure.count}; {figure.data})")
    print(f"kinds {card.preparation['kinds']}, place {found.place}, scale {found.scale}, limits {found.limits}")


if __name__ == "__main__":
    main()

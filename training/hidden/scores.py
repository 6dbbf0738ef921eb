"""How well the network for what is hidden tells containers that hide something from those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from customhouse.imaging.adaptation.measures import auc_between
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.anomalies import top_mean
from customhouse.imaging.networks.radiographs.channels import Planes
from customhouse.imaging.networks.radiographs.hidden import KINDS, MULTIPLE, PLACES
from customhouse.imaging.networks.radiographs.looking import by_places
from training.cargo import input_of, kept
from training.devices import place_of
from training.hidden.lessons import whole
from training.hidden.net import HiddenNet

WORDS = (*KINDS, PLACES)


@dataclass(frozen=True)
class Judged:
    """One container.

    Attributes:
        tops: of each kind, the mean logit of the strangest places of the view where that is highest; of `WORDS` where
            the network of places was asked too.
        maps: of each view, logits (kinds or words, rows, columns); none where they were not asked for.
        marked: of each view, where something is hidden.
    """

    hidden: tuple[str, ...]
    tops: NDArray[np.float64]
    maps: tuple[Planes, ...] = ()
    marked: tuple[NDArray[np.bool_], ...] = ()


@torch.no_grad()
def said(net: HiddenNet, planes: Planes) -> Planes:
    """Logits at half of the rows and columns, as the product asks for them."""
    rows, columns = planes.shape[1:]
    lacking = [(0, 0), *((0, -size % MULTIPLE) for size in (rows, columns))]
    given = torch.from_numpy(np.pad(planes, lacking, mode="edge"))[None].to(place_of(net))
    told: Planes = net(given.to(memory_format=torch.channels_last))[0].float().cpu().numpy()
    return told[:, : -(-rows // 2), : -(-columns // 2)]


def judged(net: HiddenNet, paths: Sequence[Path], places: Model | None = None) -> list[Judged]:
    """Maps are kept where `places`, the network that knows commodities, is asked beside."""
    net.eval()
    found = []
    for path in paths:
        container = kept(path)
        pieces = [whole(container, example) for example in container.examples]
        maps = tuple(said(net, piece.planes) for piece in pieces)
        if places is not None:
            strange = (by_places(each.plate, input_of(container, each), places).strange for each in container.examples)
            maps = tuple(np.concatenate([own, other[None]]) for own, other in zip(maps, strange, strict=True))
        tops = np.max([[top_mean(kind) for kind in view] for view in maps], axis=0)
        hidden = tuple(container.facts["hidden"])
        if places is None:
            found.append(Judged(hidden, tops))
        else:
            found.append(Judged(hidden, tops, maps, tuple(piece.kinds > 0 for piece in pieces)))
    return found


def areas(cases: Sequence[Judged], kinds: dict[str, str]) -> dict[str, float]:
    """Areas under the curve: of each hidden thing by the logit of its own kind, `any` by the mean rank of all kinds.

    Args:
        kinds: the network's kind of each thing that the generator hides.
    """
    clean = np.array([case.tops for case in cases if not case.hidden])
    found = {}
    for name, kind in kinds.items():
        with_it = np.array([case.tops for case in cases if name in case.hidden])
        if len(with_it) and len(clean):
            found[name] = auc_between(with_it[:, KINDS.index(kind)], clean[:, KINDS.index(kind)])
    ranks = np.array([[(clean[:, n] < case.tops[n]).mean() for n in range(len(KINDS))] for case in cases])
    hidden = np.array([bool(case.hidden) for case in cases])
    if hidden.any() and not hidden.all():
        highest = ranks.max(axis=1) + 0.01 * ranks.mean(axis=1)
        found["any"] = auc_between(highest[hidden], highest[~hidden])
    return found

"""Writes the trained networks as ONNX, with everything that belongs to their answer inside the graph."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from customhouse.imaging.networks.objects.crops import SIDE
from training.ct.classes import OBJECTS, THREATS
from training.ct.crops.net import CropNet, CropsInUse
from training.ct.nets import CHANNELS, ObjectNet, SegmentNet
from training.ct.objects.learn import strangeness
from training.halves import halved

OPSET = 18


class SegmentsInUse(nn.Module):
    """The answer in bytes, so that a volume needs four of them a voxel and not a number for each class."""

    def __init__(self, net: SegmentNet, temperature: float) -> None:
        super().__init__()
        self.net, self.temperature = net, temperature
        self.threats: Tensor
        self.register_buffer("threats", torch.tensor(THREATS))

    def forward(self, high: Tensor, low: Tensor, both: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        logits = self._logits(high, low, both) / self.temperature
        best, label = logits.max(1)
        raised = torch.exp(logits - best[:, None])
        total = raised.sum(1)
        threats = raised.index_select(1, self.threats)
        kind = self.threats[threats.argmax(1)]
        shares = _byte(1 / total), _byte(threats.sum(1) / total)
        return _joined(label.byte()), _joined(shares[0]), _joined(shares[1]), _joined(kind.byte())

    def _logits(self, high: Tensor, low: Tensor, both: Tensor) -> Tensor:
        """As the net's own, (8, classes, z/2, y/2, x/2): the corners of each block of 2³ voxels as a batch.

        So what is known at half resolution is added to all eight without being spread out, and only bytes are put
        back in their places: spreading 64 channels would cost more than all convolutions.
        """
        fine, coarse = self.net.both_scales(high, low, both)
        first, second, last = (self.net.head[n] for n in (0, 2, 4))
        weight = _pointwise(first)
        far = functional.conv3d(coarse, weight[:, CHANNELS:], first.bias)
        hidden = functional.relu(functional.conv3d(_corners(fine), weight[:, :CHANNELS]) + far)
        hidden = functional.relu(functional.conv3d(hidden, _pointwise(second), second.bias))
        return functional.conv3d(hidden, _pointwise(last), last.bias)


def _corners(field: Tensor) -> Tensor:
    """From (1, channels, z, y, x) to (8, channels, z/2, y/2, x/2)."""
    _, channels, z, y, x = field.shape
    parted = field.reshape(channels, z // 2, 2, y // 2, 2, x // 2, 2)
    return parted.permute(2, 4, 6, 0, 1, 3, 5).reshape(8, channels, z // 2, y // 2, x // 2)


def _joined(corners: Tensor) -> Tensor:
    """From (8, z/2, y/2, x/2) to (1, z, y, x)."""
    _, z, y, x = corners.shape
    return corners.reshape(2, 2, 2, z, y, x).permute(3, 0, 4, 1, 5, 2).reshape(1, 2 * z, 2 * y, 2 * x)


def _pointwise(layer: nn.Linear) -> Tensor:
    return layer.weight[:, :, None, None, None]


class ObjectsInUse(nn.Module):
    """Mean log-probabilities of the members, and how far the object lies from what the first of them has learned.

    `bias` is added to the logits of threats.
    """

    def __init__(self, nets: Sequence[ObjectNet], reference: Tensor, bias: float) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)
        self.reference: Tensor
        self.bias: Tensor
        self.register_buffer("reference", reference)
        self.register_buffer("bias", torch.zeros(len(OBJECTS)).index_fill(0, torch.tensor(THREATS), bias))

    def forward(self, row: Tensor) -> tuple[Tensor, Tensor]:
        said = torch.stack([net(row).log_softmax(1) for net in self.nets]).mean(0)
        return said + self.bias, strangeness(self.nets[0].kept(row), self.reference)


def _byte(share: Tensor) -> Tensor:
    return (share * 255 + 0.5).byte()


def write(net: nn.Module, given: dict[str, Tensor], outputs: dict[str, dict[int, str]], path: Path) -> None:
    """`outputs` names the axes that may differ; of volumes as inputs all but their channels may, of else the first."""
    volume = {2: "z", 3: "y", 4: "x"}
    axes = {name: volume if name in {"high", "low"} else {0: "n"} for name in given if name != "both"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own successor
        torch.onnx.export(
            net.eval(),
            tuple(given.values()),
            str(path),
            input_names=list(given),
            output_names=list(outputs),
            dynamic_axes=axes | outputs,
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(onnx.load(str(path)))


def write_segments(net: SegmentNet, path: Path, temperature: float = 1.0) -> None:
    field = torch.ones(1, 1, 32, 32, 32)
    axes = {1: "z", 2: "y", 3: "x"}
    given = {"high": field, "low": field.clone(), "both": torch.ones(1, 1, 1, 1, 1)}
    used = SegmentsInUse(net.eval().to(memory_format=torch.contiguous_format), temperature)
    write(used, given, dict.fromkeys(("label", "sure", "threat", "kind"), axes), path)


def write_objects(nets: Sequence[ObjectNet], reference: Tensor, bias: float, path: Path) -> None:
    """`reference`: things that were learned, as the last layer of the first network sees them."""
    used = ObjectsInUse([net.eval() for net in nets], reference, bias)
    given = {"row": torch.ones(2, nets[0].mean.numel())}
    write(used, given, {"logits": {0: "n"}, "strange": {0: "n"}}, path)
    onnx.save(halved(onnx.load(path)), path)


def write_crops(nets: Sequence[CropNet], trust: float, bias: float, path: Path) -> None:
    given = {
        "planes": torch.ones(2, 3, SIDE, SIDE, SIDE),
        "about": torch.zeros(2, 2),
        "before": torch.zeros(2, len(OBJECTS)),
    }
    write(CropsInUse([net.eval() for net in nets], trust, bias), given, {"logits": {0: "n"}}, path)
    onnx.save(halved(onnx.load(path)), path)

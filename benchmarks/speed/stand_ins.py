"""Networks of the shapes that scans are given to, untrained: what a network has learned changes no cost of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class StandIn:
    """`shape` is that of one input, a batch of one; `peer` is MONAI's own U-Net, which torch runs beside ours."""

    name: str
    shape: tuple[int, ...]
    peer: bool = False


CT_SEGMENTS = StandIn("3-D U-Net, 96³", (1, 2, 96, 96, 96))
RADIOGRAPH_SEGMENTS = StandIn("2-D U-Net, 512²", (1, 4, 512, 512))
CT_OBJECTS = StandIn("3-D classifier, 32³", (1, 3, 32, 32, 32))
MONAI_UNET = StandIn("MONAI U-Net, 96³", (1, 2, 96, 96, 96), peer=True)
STAND_INS = (CT_SEGMENTS, RADIOGRAPH_SEGMENTS, CT_OBJECTS, MONAI_UNET)


def sample(stand_in: StandIn, number: int = 0) -> np.ndarray:
    """Smooth noise: neighbouring pixels are alike, as they are in scans."""
    from scipy import ndimage  # noqa: PLC0415 - who only names the networks needs it not

    noise = np.random.default_rng(number).normal(0, 1, stand_in.shape)
    return ndimage.gaussian_filter(noise, (0, 0, *[2] * (len(stand_in.shape) - 2))).astype(np.float32) * 5


def build(stand_in: StandIn):
    """Raises `ImportError` where torch (or, for the peer, MONAI) is not installed."""
    import torch  # noqa: PLC0415 - optional, and slow to import

    torch.manual_seed(1)
    if stand_in is MONAI_UNET:
        from monai.networks.nets import UNet  # noqa: PLC0415 - the same

        return UNet(3, 2, 24, channels=(16, 32, 64, 128), strides=(2, 2, 2), num_res_units=1).eval()
    if stand_in is CT_OBJECTS:
        return _classifier(torch.nn).eval()
    if stand_in is CT_SEGMENTS:
        return _u_net(torch.nn, 3, 2, 24, (16, 32, 64, 96)).eval()
    return _u_net(torch.nn, 2, 4, 32, (20, 40, 72, 112, 144)).eval()


def _block(nn, axes: int, taken: int, given: int, stride: int = 1):
    conv, norm = getattr(nn, f"Conv{axes}d"), getattr(nn, f"BatchNorm{axes}d")
    return nn.Sequential(conv(taken, given, 3, stride, 1, bias=False), norm(given), nn.ReLU())


def _u_net(nn, axes: int, taken: int, given: int, widths: tuple[int, ...]):
    """The first layer halves the resolution, so that most work is done where a filter sees a thing, not a speck."""
    conv, up = getattr(nn, f"Conv{axes}d"), lambda: nn.Upsample(scale_factor=2.0)
    narrow, *rest = widths
    inner = nn.Identity()
    for wider, narrower in zip(rest[::-1], widths[-2::-1], strict=True):
        inner = nn.Sequential(
            _block(nn, axes, narrower, wider, 2), _block(nn, axes, wider, wider), inner,
            up(), _block(nn, axes, wider, narrower),
        )  # fmt: skip
        inner = _Beside(nn, inner)
    return nn.Sequential(_block(nn, axes, taken, narrow, 2), inner, up(), conv(narrow, given, 1))


def _Beside(nn, inner):  # noqa: N802 - makes a class of torch's, which may be absent
    class Beside(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, taken):
            return taken + self.inner(taken)

    return Beside()


def _classifier(nn):
    return nn.Sequential(
        _block(nn, 3, 3, 16), _block(nn, 3, 16, 32, 2), _block(nn, 3, 32, 48), nn.MaxPool3d(2),
        _block(nn, 3, 48, 64), nn.MaxPool3d(2), _block(nn, 3, 64, 96), nn.AdaptiveAvgPool3d(1), nn.Flatten(),
        nn.Linear(96, 40),
    )  # fmt: skip


def export(stand_in: StandIn, path: Path) -> None:
    """Raises `ImportError` where a package is not installed."""
    import torch  # noqa: PLC0415 - optional, and slow to import

    with torch.no_grad():
        given = torch.from_numpy(sample(stand_in))
        torch.onnx.export(
            build(stand_in), (given,), str(path), input_names=["image"], output_names=["logits"], dynamo=False
        )


def quantise(whole: Path, path: Path, stand_in: StandIn) -> None:
    """To 8-bit integers, the ranges taken from a few samples. Raises `ImportError` likewise."""
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static  # noqa: PLC0415 - optional

    class Samples(CalibrationDataReader):
        def __init__(self) -> None:
            self.left = [{"image": sample(stand_in, number)} for number in range(2)]

        def get_next(self):
            return self.left.pop() if self.left else None

    quantize_static(str(whole), str(path), Samples(), quant_format=QuantFormat.QDQ, per_channel=True)

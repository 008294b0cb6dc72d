"""The networks written the obvious way, as their papers' layer tables read: modules, NCHW, means as means."""
import torch
from torch import nn
from torch.nn.functional import leaky_relu

BANDS = 31
GROWTH = 62
DENSE_PAIRS = 4
NEGATIVE_SLOPE = 0.001


class Pair(nn.Module):
    """A 1 x 1 compression, then a 3 x 3 depth-wise convolution; the channel mean is subtracted before each if asked."""

    def __init__(self, inputs, outputs, zero_mean, bias, activation):
        super().__init__()
        self.compress = nn.Conv2d(inputs, outputs, 1, bias=bias)
        self.spread = nn.Conv2d(outputs, outputs, 3, padding=1, groups=outputs, bias=bias)
        self.zero_mean = zero_mean
        self.activation = activation

    def forward(self, x):
        for layer in (self.compress, self.spread):
            if self.zero_mean:
                x = x - x.mean(dim=1, keepdim=True)
            x = layer(x)
            if self.activation:
                x = torch.relu(x)
        return x


class DenseStage(nn.Module):
    """A 3 x 3 head, four dense pairs, and a last pair back to the bands."""

    def __init__(self, zero_mean, bias, shortcut):
        super().__init__()
        self.head = nn.Conv2d(3, BANDS, 3, padding=1, bias=False)
        widths = [BANDS + GROWTH * index for index in range(DENSE_PAIRS + 1)]
        self.pairs = nn.ModuleList(Pair(width, GROWTH, zero_mean, bias, True) for width in widths[:-1])
        self.last = Pair(widths[-1], BANDS, False, bias, False)
        self.shortcut = shortcut

    def forward(self, image):
        head = self.head(image)
        features = [head]
        for pair in self.pairs:
            features.append(pair(torch.cat(features, dim=1)))
        result = self.last(torch.cat(features, dim=1))
        return result + head if self.shortcut else result

    def official_names(self, prefix):
        """Parameters by the names that weight files use."""
        layers = {"Upconv": self.head}
        for index, pair in enumerate([*self.pairs, self.last]):
            layers[f"denselayers.{index}.compressLayer"] = pair.compress
            layers[f"denselayers.{index}.actlayer"] = pair.spread
        return {
            f"{prefix}.{layer}.conv.{kind}": value
            for layer, module in layers.items()
            for kind, value in module.named_parameters()
        }


class Generator(nn.Module):
    """Four stages; each after the first sees what the cube so far leaves unexplained under the response."""

    def __init__(self, stages=4):
        super().__init__()
        self.stages = nn.ModuleList(
            DenseStage(zero_mean=stage > 0, bias=False, shortcut=False) for stage in range(stages)
        )

    def forward(self, rgb, srf):
        cube = self.stages[0](rgb)
        for stage in self.stages[1:]:
            seen = torch.matmul(srf, cube.flatten(2)).view(rgb.shape)
            cube = cube + stage(rgb - seen)
        return leaky_relu(cube, NEGATIVE_SLOPE)

    def official_names(self):
        return stage_names(self.stages)


class AgdNet(nn.Module):
    """Biases in the first stage, the head's shortcut in all others, and a learned 3 x 3 projection in all."""

    def __init__(self, stages):
        super().__init__()
        self.stages = nn.ModuleList(
            DenseStage(zero_mean=stage > 0, bias=stage == 0, shortcut=stage > 0) for stage in range(stages)
        )
        self.projection = nn.Conv2d(BANDS, 3, 3, padding=1, bias=False)

    def forward(self, rgb, srf=None):
        cube = self.stages[0](rgb)
        for stage in self.stages[1:]:
            cube = cube + stage(rgb - self.projection(cube))
        return cube

    def official_names(self):
        return {**stage_names(self.stages), "degradation.conv.weight": self.projection.weight}


def stage_names(stages):
    return {
        name: value
        for index, stage in enumerate(stages)
        for name, value in stage.official_names(f"stages.{index}").items()
    }


NETWORKS = {"generator": Generator, "agd-net": AgdNet}


def build(network, stages, weights):
    """A network with weights by official name."""
    module = NETWORKS[network](stages)
    with torch.no_grad():
        for name, value in module.official_names().items():
            value.copy_(weights[name])
    return module

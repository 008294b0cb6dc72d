"""The same networks as fast as PyTorch takes them without changing what they compute: channels-last, the channel mean
before a 1 x 1 convolution folded into its weights, ReLU in place, projections as convolutions. serve.py is started so
that memory is kept between runs (MALLOC_* in ../pytorch.mjs), which helps most of all. Tried and left out, on
PyTorch 1.13: torch.jit.freeze (no faster), torch.jit.optimize_for_inference (slower), channels padded to a multiple
of 16 (2 %).

A network is a function of its parameters, so that training differentiates through the folding."""
import torch
from torch.nn.functional import leaky_relu

from plain import DENSE_PAIRS, NEGATIVE_SLOPE

ONE = (1, 1)


def convolve(x, kernel, bias=None, groups=1):
    """A "same" convolution by oneDNN, which conv2d takes too, except for 1 x 1 kernels on a single thread."""
    half = kernel.shape[-1] // 2
    return torch.mkldnn_convolution(x, kernel, bias, (half, half), ONE, ONE, groups)


def channels_last(x):
    return x.contiguous(memory_format=torch.channels_last)


class Stage:
    """The kernels of one dense stage, folded and laid out; cheap enough to be made anew in every training step."""

    def __init__(self, parameters, prefix, shortcut):
        def kernel(layer):
            return channels_last(parameters[f"{prefix}.{layer}.conv.weight"])

        def bias(layer):
            return parameters.get(f"{prefix}.{layer}.conv.bias")

        self.zero_mean = prefix != "stages.0"
        self.shortcut = shortcut and self.zero_mean
        self.head = kernel("Upconv")
        self.pairs = []
        for index in range(DENSE_PAIRS + 1):
            compress, spread = f"denselayers.{index}.compressLayer", f"denselayers.{index}.actlayer"
            first = kernel(compress)
            if self.zero_mean and index < DENSE_PAIRS:
                first = channels_last(first - first.mean(dim=1, keepdim=True))
            self.pairs.append((first, bias(compress), kernel(spread), bias(spread)))

    def centred(self, x):
        mean = x.mean(dim=1, keepdim=True)
        return x - mean if torch.is_grad_enabled() else x.sub_(mean)

    def __call__(self, image):
        head = convolve(image, self.head)
        features = [head]
        for first, first_bias, second, second_bias in self.pairs[:-1]:
            joined = torch.cat(features, dim=1) if len(features) > 1 else head
            x = convolve(joined, first, first_bias).relu_()
            if self.zero_mean:
                x = self.centred(x)
            features.append(convolve(x, second, second_bias, groups=len(second)).relu_())
        first, first_bias, second, second_bias = self.pairs[-1]
        x = convolve(torch.cat(features, dim=1), first, first_bias)
        result = convolve(x, second, second_bias, groups=len(second))
        return result + head if self.shortcut else result


def project(cube, srf):
    """C Y for one response [1, 3, s], or for one an image [n, 3, s], without leaving channels-last."""
    if len(srf) == 1:
        return convolve(cube, channels_last(srf.reshape(3, -1, 1, 1)))
    height, width = cube.shape[2:]
    flat = cube.permute(0, 2, 3, 1).flatten(1, 2)
    seen = torch.bmm(flat, srf.transpose(1, 2))
    return seen.unflatten(1, (height, width)).permute(0, 3, 1, 2)


def network_function(network, stages, parameters):
    """forward(rgb, srf) with parameters by official name."""
    shortcut = network == "agd-net"
    dense = [Stage(parameters, f"stages.{index}", shortcut) for index in range(stages)]
    learned = channels_last(parameters["degradation.conv.weight"]) if network == "agd-net" else None

    def forward(rgb, srf):
        cube = dense[0](rgb)
        for stage in dense[1:]:
            seen = project(cube, srf) if learned is None else convolve(cube, learned)
            cube = cube + stage(rgb - seen)
        return leaky_relu(cube, NEGATIVE_SLOPE) if learned is None else cube

    return forward

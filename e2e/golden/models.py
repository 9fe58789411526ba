"""ResNet, ViT and DLRM as pure functions of a dictionary of named tensors, in the project's own layouts.

Images are NHWC, convolution weights [KH, KW, C/groups, F], linear weights [in, out]. Parameter names are the
ones the TypeScript models use; each parameter starts from its own random stream (see philox.py). `trace`, when
given, collects activations by name.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

import philox


class Initializer:
    """Collects parameters as float32 tensors in declaration order."""

    def __init__(self, seed):
        self.seed, self.parameters = seed, {}

    def normal(self, name, shape, deviation):
        self.parameters[name] = torch.from_numpy(philox.normal(self.seed, name, shape, deviation))

    def uniform(self, name, shape, low, high):
        self.parameters[name] = torch.from_numpy(philox.uniform(self.seed, name, shape, low, high))

    def fill(self, name, shape, value):
        self.parameters[name] = torch.full(tuple(shape), float(value))

    def norm(self, name, width):
        self.fill(f"{name}.scale", (width,), 1)
        self.fill(f"{name}.shift", (width,), 0)

    def convolution(self, name, height, width, inputs, outputs):
        deviation = float(np.sqrt(2 / (height * width * outputs)))
        self.normal(f"{name}.weight", (height, width, inputs, outputs), deviation)


def keep(trace, name, value):
    if trace is not None:
        trace[name] = value
    return value


# ---------------------------------------------------------------- ResNet (He et al. 2015, CIFAR form, 6n+2)


@dataclass(frozen=True)
class ResNetConfig:
    channels: int = 1
    widths: tuple = (16, 32, 64)
    blocks: int = 1
    classes: int = 10


def resnet_blocks(config):
    """(name, input width, output width, stride) of every block."""
    before = config.widths[0]
    for stage, width in enumerate(config.widths, 1):
        for block in range(1, config.blocks + 1):
            yield f"stage{stage}.block{block}", before, width, 2 if stage > 1 and block == 1 else 1
            before = width


def resnet_parameters(config, seed):
    init = Initializer(seed)
    init.convolution("stem.conv", 3, 3, config.channels, config.widths[0])
    init.norm("stem.norm", config.widths[0])
    for name, before, width, stride in resnet_blocks(config):
        init.convolution(f"{name}.conv1", 3, 3, before, width)
        init.norm(f"{name}.norm1", width)
        init.convolution(f"{name}.conv2", 3, 3, width, width)
        init.norm(f"{name}.norm2", width)
        if stride != 1 or before != width:
            init.convolution(f"{name}.shortcut.conv", 1, 1, before, width)
            init.norm(f"{name}.shortcut.norm", width)
    bound = float(1 / np.sqrt(config.widths[-1]))
    init.uniform("head.weight", (config.widths[-1], config.classes), -bound, bound)
    init.fill("head.bias", (config.classes,), 0)
    return init.parameters


def resnet_statistics(parameters):
    """Running mean 0 and variance 1 for every batch norm, named `<norm>.mean` and `<norm>.variance`."""
    statistics = {}
    for name, value in parameters.items():
        if name.endswith(".scale"):
            base = name[: -len(".scale")]
            statistics[f"{base}.mean"] = torch.zeros_like(value)
            statistics[f"{base}.variance"] = torch.ones_like(value)
    return statistics


def resnet(config, p, images, statistics, training, trace=None):
    """images [N,H,W,C] -> logits [N,classes]. In training the running statistics are updated in place."""

    def convolve(name, x, stride=1):
        weight = p[f"{name}.weight"]
        return F.conv2d(x, weight.permute(3, 2, 0, 1), stride=stride, padding=weight.shape[0] // 2)

    def normalize(name, x):
        return F.batch_norm(
            x, statistics[f"{name}.mean"], statistics[f"{name}.variance"], p[f"{name}.scale"], p[f"{name}.shift"],
            training=training, momentum=0.1, eps=1e-5)

    def keep_nhwc(name, x):
        keep(trace, name, x.permute(0, 2, 3, 1))
        return x

    x = keep_nhwc("stem.conv", convolve("stem.conv", images.permute(0, 3, 1, 2)))
    x = keep_nhwc("stem", F.relu(normalize("stem.norm", x)))
    for name, _, _, stride in resnet_blocks(config):
        y = F.relu(normalize(f"{name}.norm1", convolve(f"{name}.conv1", x, stride)))
        y = normalize(f"{name}.norm2", convolve(f"{name}.conv2", y))
        if f"{name}.shortcut.conv.weight" in p:
            x = normalize(f"{name}.shortcut.norm", convolve(f"{name}.shortcut.conv", x, stride))
        x = keep_nhwc(name, F.relu(x + y))
    pooled = keep(trace, "pool", x.mean(dim=(2, 3)))
    return keep(trace, "logits", pooled @ p["head.weight"] + p["head.bias"])


# ---------------------------------------------------------------- ViT (Dosovitskiy et al. 2021, mean pooled)


@dataclass(frozen=True)
class ViTConfig:
    image: int = 8
    channels: int = 1
    patch: int = 2
    width: int = 48
    depth: int = 3
    heads: int = 4
    ratio: int = 2
    classes: int = 10
    gelu: str = "tanh"
    initialization: str = "normal"  # or "xavier"
    position: float = 0.02

    @property
    def tokens(self):
        return (self.image // self.patch) ** 2


def vit_parameters(config, seed):
    init = Initializer(seed)

    def linear(name, inputs, outputs):
        deviation = 0.02 if config.initialization == "normal" else float(np.sqrt(2 / (inputs + outputs)))
        init.normal(f"{name}.weight", (inputs, outputs), deviation)
        init.fill(f"{name}.bias", (outputs,), 0)

    width, hidden = config.width, config.width * config.ratio
    linear("patch", config.patch**2 * config.channels, width)
    init.normal("position", (config.tokens, width), config.position)
    for block in range(1, config.depth + 1):
        init.norm(f"block{block}.norm1", width)
        linear(f"block{block}.attention.qkv", width, 3 * width)
        linear(f"block{block}.attention.projection", width, width)
        init.norm(f"block{block}.norm2", width)
        linear(f"block{block}.mlp.expand", width, hidden)
        linear(f"block{block}.mlp.contract", hidden, width)
    init.norm("norm", width)
    linear("head", width, config.classes)
    return init.parameters


def patches_of(images, patch):
    """[N,H,W,C] -> [N, tokens, patch·patch·C]: patches row-major, pixels row-major inside one, channel last."""
    n, h, w, c = images.shape
    x = images.reshape(n, h // patch, patch, w // patch, patch, c).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(n, (h // patch) * (w // patch), patch * patch * c)


def vit(config, p, images, trace=None):
    """images [N,H,W,C] -> logits [N,classes]. Pre-norm blocks; mean over tokens, then layer norm, then head."""

    def linear(name, x):
        return x @ p[f"{name}.weight"] + p[f"{name}.bias"]

    def normalize(name, x):
        return F.layer_norm(x, x.shape[-1:], p[f"{name}.scale"], p[f"{name}.shift"], eps=1e-5)

    n, tokens, width = images.shape[0], config.tokens, config.width
    x = keep(trace, "embedding", linear("patch", patches_of(images, config.patch)) + p["position"])
    for block in range(1, config.depth + 1):
        name = f"block{block}"
        qkv = linear(f"{name}.attention.qkv", normalize(f"{name}.norm1", x))
        q, k, v = qkv.reshape(n, tokens, 3, config.heads, width // config.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, tokens, width)
        keep(trace, f"{name}.attention.mixed", mixed)
        x = keep(trace, f"{name}.attention", x + linear(f"{name}.attention.projection", mixed))
        hidden = F.gelu(linear(f"{name}.mlp.expand", normalize(f"{name}.norm2", x)),
                        approximate="tanh" if config.gelu == "tanh" else "none")
        x = keep(trace, name, x + linear(f"{name}.mlp.contract", hidden))
    pooled = keep(trace, "pool", x.mean(dim=1))
    return keep(trace, "logits", linear("head", normalize("norm", pooled)))


# ---------------------------------------------------------------- DLRM (Naumov et al. 2019)


@dataclass(frozen=True)
class DLRMConfig:
    rows: tuple
    dense: int = 8
    bottom: tuple = (32, 8)
    top: tuple = (64, 32, 1)

    @property
    def dim(self):
        return self.bottom[-1]

    @property
    def offsets(self):
        return [0, *np.cumsum(self.rows)[:-1].tolist()]

    @property
    def interactions(self):
        vectors = len(self.rows) + 1
        return vectors * (vectors - 1) // 2


def dlrm_parameters(config, seed):
    init = Initializer(seed)
    bound = np.repeat(1 / np.sqrt(np.array(config.rows, dtype=np.float64)), config.rows)[:, None]
    init.uniform("tables", (sum(config.rows), config.dim), -bound, bound)
    layers = [("bottom", config.dense, config.bottom), ("top", config.dim + config.interactions, config.top)]
    for stack, before, widths in layers:
        for layer, width in enumerate(widths, 1):
            init.normal(f"{stack}{layer}.weight", (before, width), float(np.sqrt(2 / (before + width))))
            init.normal(f"{stack}{layer}.bias", (width,), float(np.sqrt(1 / width)))
            before = width
    return init.parameters


def mlp(p, stack, count, x, last_relu):
    for layer in range(1, count + 1):
        x = x @ p[f"{stack}{layer}.weight"] + p[f"{stack}{layer}.bias"]
        x = F.relu(x) if layer < count or last_relu else x
    return x


def pool_bags(table_rows, bag_of, bags):
    """Sum of the rows of each bag: table_rows [indices,dim], bag_of [indices] -> [bags,dim]; empty bags are 0."""
    return torch.zeros(bags, table_rows.shape[1], dtype=table_rows.dtype).index_add(0, bag_of, table_rows)


def dlrm(config, p, dense, embedded, trace=None):
    """dense [N,D], embedded [N,tables,dim] (pooled bags) -> logits [N]."""
    bottom = keep(trace, "bottom", mlp(p, "bottom", len(config.bottom), dense, True))
    vectors = torch.cat([bottom[:, None, :], embedded], dim=1)
    products = vectors @ vectors.transpose(1, 2)
    i, j = torch.tril_indices(vectors.shape[1], vectors.shape[1], offset=-1)
    pairs = keep(trace, "interaction", products[:, i, j])
    return keep(trace, "logits", mlp(p, "top", len(config.top), torch.cat([bottom, pairs], dim=1), False)[:, 0])


def decays(name):
    """Weight decay applies to matrices and convolution kernels only."""
    return name.endswith(".weight")

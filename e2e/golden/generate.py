"""Writes the goldens: three tiny models trained ten steps in float64, and single operations.

    python generate.py            # writes *.safetensors and *.json beside this file

See README.md for what the files hold.
"""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save

import models
import operations
import philox

HERE = Path(__file__).parent
SEED, BATCH, STEPS, CLASSES = 7, 6, 10, 10


class Sgd:
    """PyTorch's SGD: g += decay·w; m = momentum·m + g; w -= rate·m."""

    about = {"kind": "sgd", "learningRate": 0.05, "momentum": 0.9, "weightDecay": 5e-4, "clip": None}

    def __init__(self, p):
        self.inner = torch.optim.SGD(split_by_decay(p, self.about["weightDecay"]), lr=0.05, momentum=0.9)

    def step(self):
        self.inner.step()


class AdamW:
    """PyTorch's AdamW after clipping by global norm (scale = min(1, 1 / (norm + 1e-6)))."""

    about = {"kind": "adamw", "learningRate": 3e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
             "weightDecay": 0.05, "clip": 1.0}

    def __init__(self, p):
        self.inner, self.values = torch.optim.AdamW(split_by_decay(p, 0.05), lr=3e-3, eps=1e-8), list(p.values())

    def step(self):
        torch.nn.utils.clip_grad_norm_(self.values, 1.0)
        self.inner.step()


class RowWiseAdagrad:
    """Tables: s_i += mean_j g_ij², w_i -= rate·g_i/(√s_i + ε) on rows with an access; the rest: Adagrad."""

    about = {"kind": "rowWiseAdagrad", "learningRate": 0.05, "epsilon": 1e-8, "initialAccumulator": 0,
             "dense": "adagrad with the same learning rate and epsilon"}

    def __init__(self, p):
        self.tables = p["tables"]
        self.sums = torch.zeros(len(self.tables), dtype=self.tables.dtype)
        rest = [value for name, value in p.items() if name != "tables"]
        self.inner = torch.optim.Adagrad(rest, lr=0.05, eps=1e-8)

    def step(self):
        self.inner.step()
        with torch.no_grad():
            # A row without an access has gradient 0: its sum and its weights stay as they are.
            gradient = self.tables.grad
            self.sums += gradient.square().mean(dim=1)
            self.tables -= 0.05 * gradient / (self.sums.sqrt() + 1e-8)[:, None]


def split_by_decay(p, decay):
    return [
        {"params": [v for name, v in p.items() if models.decays(name)], "weight_decay": decay},
        {"params": [v for name, v in p.items() if not models.decays(name)], "weight_decay": 0.0},
    ]


def images_and_labels(name, size):
    images = philox.uniform(SEED, f"{name}.images", (BATCH, size, size, 1), 0.0, 1.0)
    return {"images": torch.from_numpy(images), "labels": torch.from_numpy(philox.integers(SEED, f"{name}.labels", (BATCH,), CLASSES))}


def resnet_case():
    config = models.ResNetConfig(widths=(4, 8, 16))
    parameters = models.resnet_parameters(config, SEED)
    inputs = images_and_labels("resnet", 8)

    def loss(p, inputs, statistics, trace):
        logits = models.resnet(config, p, inputs["images"], statistics, True, trace)
        return F.cross_entropy(logits, inputs["labels"])

    def evaluate(p, inputs, statistics):
        return models.resnet(config, p, inputs["images"], statistics, False)

    return config, parameters, inputs, models.resnet_statistics(parameters), loss, evaluate, Sgd


def vit_case():
    config = models.ViTConfig(width=16, depth=2, heads=2, patch=2, ratio=2, initialization="xavier")
    parameters = models.vit_parameters(config, SEED)

    def loss(p, inputs, statistics, trace):
        return F.cross_entropy(models.vit(config, p, inputs["images"], trace), inputs["labels"])

    def evaluate(p, inputs, statistics):
        return models.vit(config, p, inputs["images"])

    return config, parameters, images_and_labels("vit", 8), {}, loss, evaluate, AdamW


def dlrm_case():
    config = models.DLRMConfig(rows=(11, 17, 29), dense=5, bottom=(8, 4), top=(8, 1))
    parameters = models.dlrm_parameters(config, SEED)
    # Table 3 has bags of 0 to 3: bag 0 holds row 5 twice, bag 1 is empty, row 5 comes back in bag 4.
    lengths = torch.tensor([[1] * 6, [1] * 6, [3, 0, 2, 1, 3, 2]])
    indices = torch.tensor([0, 10, 3, 3, 7, 1] + [16, 0, 2, 2, 2, 9] + [5, 5, 20, 28, 0, 11, 5, 20, 13, 1, 28])
    inputs = {
        "dense": torch.from_numpy(philox.normal(SEED, "dlrm.dense", (BATCH, config.dense), 1.0)),
        "lengths": lengths,
        "indices": indices,
        "labels": torch.tensor([1, 0, 0, 1, 0, 1]).float(),
    }
    bag_of = torch.repeat_interleave(torch.arange(lengths.numel()), lengths.flatten())
    rows = indices + torch.tensor(config.offsets)[bag_of // BATCH]

    def logits(p, inputs, trace=None):
        pooled = models.pool_bags(p["tables"][rows], bag_of, lengths.numel())
        pooled = models.keep(trace, "pooled", pooled.reshape(len(config.rows), BATCH, config.dim).transpose(0, 1))
        return models.dlrm(config, p, inputs["dense"], pooled, trace)

    def loss(p, inputs, statistics, trace):
        return F.binary_cross_entropy_with_logits(logits(p, inputs, trace), inputs["labels"])

    return config, parameters, inputs, {}, loss, lambda p, inputs, statistics: logits(p, inputs), RowWiseAdagrad


def cast(tensors, dtype):
    return {name: value.to(dtype) if value.is_floating_point() else value for name, value in tensors.items()}


def train(parameters, inputs, statistics, loss, evaluate, optimizer, dtype):
    """Ten steps on one batch; what the first step saw, every loss and gradient norm, and where it ended."""
    p = {name: value.to(dtype, copy=True).requires_grad_() for name, value in parameters.items()}
    statistics = {name: value.to(dtype, copy=True) for name, value in statistics.items()}
    inputs, update = cast(inputs, dtype), optimizer(p)
    losses, norms, first = [], [], {}
    for step in range(STEPS):
        trace = {}
        value = loss(p, inputs, statistics, trace)
        for tensor in p.values():
            tensor.grad = None
        value.backward()
        losses.append(value.item())
        norms.append(torch.sqrt(sum(v.grad.square().sum() for v in p.values())).item())
        if step == 0:
            first = {
                **{f"activation.{name}": v.detach().clone() for name, v in trace.items()},
                **{f"gradient.{name}": v.grad.clone() for name, v in p.items()},
                **{f"statistic.{name}": v.clone() for name, v in statistics.items()},
            }
        update.step()
    with torch.no_grad():
        first["evaluation.logits"] = evaluate(p, inputs, statistics)
    final = {**{name: v.detach() for name, v in p.items()}, **statistics}
    return losses, norms, first, final


def write_tensors(path, tensors):
    narrow = {name: (v if v.is_floating_point() else v.int()).contiguous() for name, v in tensors.items()}
    path.write_bytes(save(narrow))


def write_json(path, content):
    path.write_text(json.dumps(content, indent=2) + "\n")


def write_model(name, case):
    config, parameters, inputs, statistics, loss, evaluate, optimizer = case
    arguments = (parameters, inputs, statistics, loss, evaluate, optimizer)
    losses, norms, first, final = train(*arguments, torch.float64)
    losses32 = train(*arguments, torch.float32)[0]
    write_tensors(HERE / f"{name}.safetensors", {
        **{f"input.{key}": value for key, value in inputs.items()},
        **{f"parameter.{key}": value for key, value in parameters.items()},
        **first,
        **{f"final.{key}": value for key, value in final.items()},
    })
    write_json(HERE / f"{name}.json", {
        "model": name,
        "seed": SEED,
        "config": asdict(config),
        "optimizer": optimizer.about,
        "decayed": [key for key in parameters if models.decays(key)] if "weightDecay" in optimizer.about else [],
        "losses": losses,
        "float32Losses": losses32,
        "gradientNorms": norms,
        "checksums": {key: {"sum": v.sum().item(), "sumOfSquares": v.square().sum().item()} for key, v in final.items()},
    })
    spread = max(abs(a - b) / abs(a) for a, b in zip(losses, losses32))
    print(f"{name}: loss {losses[0]:.6f} -> {losses[-1]:.6f}, norms {norms[0]:.3f} … {norms[-1]:.3f}, float32 within {spread:.1e}")


def write_operations():
    tensors, attributes = {}, {}
    for name, (values, about) in operations.cases().items():
        tensors.update({f"{name}.{key}": value for key, value in values.items()})
        attributes[name] = {**about, "tensors": {key: list(value.shape) for key, value in values.items()}}
    write_tensors(HERE / "ops.safetensors", tensors)
    write_json(HERE / "ops.json", {"seed": operations.SEED, "cases": attributes})
    print(f"ops: {len(attributes)} cases, {len(tensors)} tensors")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    write_model("resnet", resnet_case())
    write_model("vit", vit_case())
    write_model("dlrm", dlrm_case())
    write_operations()
    print(f"{sum(f.stat().st_size for f in HERE.iterdir() if f.suffix in ('.safetensors', '.json')) / 1024:.0f} KiB")


if __name__ == "__main__":
    main()

"""Trains the default configurations in PyTorch and records what they reach in accuracy.json.

    python accuracy.py --digits DIR --clicklog DIR [--only resnet,vit,dlrm] [--seeds 5]

--digits holds train.csv and test.csv (UCI optical digits: 64 pixels 0-16 and a label a row); --clicklog holds a
dump of the `scaling` click log (see README.md). Expect a few minutes a model on one core.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import models

RESNET = {"optimizer": "sgd", "momentum": 0.9, "learningRate": 0.1, "weightDecay": 5e-4, "schedule": "cosine",
          "warmupEpochs": 0, "epochs": 10, "batch": 64, "clip": None}
VIT = {"optimizer": "adamw", "learningRate": 3e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.1,
       "schedule": "cosine", "warmupEpochs": 4, "epochs": 40, "batch": 128, "clip": 1.0}
DLRM = {"tables": "row-wise adagrad", "dense": "adagrad", "learningRate": 0.02, "epsilon": 1e-8, "batch": 512}
VIT_CONFIG = models.ViTConfig(width=48, depth=3, heads=4, patch=2, ratio=2, initialization="xavier", position=0.5)
DATA_SIZES = (20_000, 40_000, 80_000, 160_000, 320_000)


# ---------------------------------------------------------------- digits


def read_digits(folder):
    """Images standardised by the training set's scalar mean and deviation; also the value of empty paper."""
    rows = [np.loadtxt(Path(folder) / f"{part}.csv", delimiter=",", dtype=np.int64) for part in ("train", "test")]
    pixels = [torch.from_numpy(row[:, :64].astype(np.float32) / 16).reshape(-1, 8, 8, 1) for row in rows]
    mean, deviation = pixels[0].mean().item(), pixels[0].std().item()
    images = [(p - mean) / deviation for p in pixels]
    return images, [torch.from_numpy(row[:, 64]) for row in rows], -mean / deviation


def shift_by_one(images, paper, generator):
    """Moves each image by -1, 0 or 1 pixel along both axes; what comes in is empty paper."""
    count, size = images.shape[:2]
    padded = F.pad(images[..., 0], (1, 1, 1, 1), value=paper)
    moves = torch.randint(0, 3, (count, 2), generator=generator)
    at = torch.arange(size)
    rows, columns = (moves[:, :1] + at)[:, :, None], (moves[:, 1:] + at)[:, None, :]
    return padded[torch.arange(count)[:, None, None], rows, columns][..., None]


def rate_at(step, total, warmup):
    """Linear warm-up to 1, then half a cosine to 0; the last step still moves."""
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


def train_digits(about, p, forward, data, seed):
    """Test accuracy in percent after training the parameters `p` in place."""
    (images, test_images), (labels, test_labels), paper = data
    for value in p.values():
        value.requires_grad_()
    groups = [
        {"params": [v for name, v in p.items() if models.decays(name)], "weight_decay": about["weightDecay"]},
        {"params": [v for name, v in p.items() if not models.decays(name)], "weight_decay": 0.0},
    ]
    if about["optimizer"] == "sgd":
        optimizer = torch.optim.SGD(groups, lr=1.0, momentum=about["momentum"])
    else:
        optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(about["beta1"], about["beta2"]), eps=about["epsilon"], fused=True)
    generator = torch.Generator().manual_seed(seed)
    batch, per_epoch = about["batch"], len(images) // about["batch"]
    for step in range(per_epoch * about["epochs"]):
        at = step % per_epoch
        if at == 0:
            order = torch.randperm(len(images), generator=generator)
        chosen = order[at * batch : (at + 1) * batch]
        for group in optimizer.param_groups:
            scale = rate_at(step, per_epoch * about["epochs"], per_epoch * about["warmupEpochs"])
            group["lr"] = about["learningRate"] * scale
        loss = F.cross_entropy(forward(shift_by_one(images[chosen], paper, generator), True), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        if about["clip"]:
            torch.nn.utils.clip_grad_norm_(list(p.values()), about["clip"])
        optimizer.step()
    with torch.no_grad():
        return 100 * (forward(test_images, False).argmax(1) == test_labels).double().mean().item()


def resnet_accuracy(data, seed):
    config = models.ResNetConfig()
    p = models.resnet_parameters(config, seed)
    statistics = models.resnet_statistics(p)
    return train_digits(RESNET, p, lambda x, training: models.resnet(config, p, x, statistics, training), data, seed)


def vit_accuracy(data, seed):
    p = models.vit_parameters(VIT_CONFIG, seed)
    return train_digits(VIT, p, lambda x, training: models.vit(VIT_CONFIG, p, x), data, seed)


# ---------------------------------------------------------------- click log


class ClickLog:
    """Rows of a dumped click log: training rows first, then test rows. Ids are offset into the flat tables."""

    def __init__(self, folder):
        folder = Path(folder)
        description = json.loads((folder / "description.json").read_text())
        self.rows = tuple(table["rows"] for table in description["config"]["tables"])
        width, parts = len(description["config"]["dense"]), ("train", "test")
        offsets = models.DLRMConfig(rows=self.rows).offsets

        def read(name, dtype):
            return [np.fromfile(folder / f"{part}_{name}.bin", dtype=dtype) for part in parts]

        self.dense = torch.from_numpy(np.concatenate(read("dense", "<f4")).reshape(-1, width))
        self.labels = torch.from_numpy(np.concatenate(read("labels", "<f4")))
        self.truth = np.concatenate(read("pstar", "<f4")).astype(np.float64)
        self.test = description["test"]["count"]
        lengths = [np.concatenate([np.diff(o.astype(np.int64)) for o in read(f"offsets{f}", "<u4")]) for f in range(len(self.rows))]
        ids = [np.concatenate(read(f"ids{f}", "<u4")).astype(np.int64) + offsets[f] for f in range(len(self.rows))]
        self.lengths, self.ids = lengths, [torch.from_numpy(i) for i in ids]
        self.starts = [np.concatenate([[0], np.cumsum(count)]) for count in lengths]

    def batch(self, begin, end):
        """dense, row ids of every index, bag of every index (sample-major, one bag a table), labels."""
        tables, ids, bags = len(self.rows), [], []
        for f in range(tables):
            ids.append(self.ids[f][self.starts[f][begin] : self.starts[f][end]])
            bags.append(np.repeat(np.arange(end - begin) * tables + f, self.lengths[f][begin:end]))
        return self.dense[begin:end], torch.cat(ids), torch.from_numpy(np.concatenate(bags)), self.labels[begin:end]


def normalized_entropy(truth, predicted):
    """Cross-entropy against the true probabilities over the entropy of their mean."""
    base = truth.mean()
    cross = -(truth * np.log(predicted) + (1 - truth) * np.log1p(-predicted)).mean()
    return cross / -(base * np.log(base) + (1 - base) * np.log1p(-base))


def dlrm_entropy(log, rows, seed):
    """Normalised entropy on the test rows after one pass over the first `rows` training rows."""
    config = models.DLRMConfig(rows=log.rows, dense=log.dense.shape[1])
    p = models.dlrm_parameters(config, seed)
    table = p.pop("tables")
    sums = torch.zeros(len(table))
    for value in p.values():
        value.requires_grad_()
    rate, epsilon, batch = DLRM["learningRate"], DLRM["epsilon"], DLRM["batch"]
    dense_update = torch.optim.Adagrad(list(p.values()), lr=rate, eps=epsilon)

    def forward(begin, end):
        dense, ids, bags, labels = log.batch(begin, end)
        pooled = models.pool_bags(table[ids], bags, (end - begin) * len(log.rows)).requires_grad_()
        logits = models.dlrm(config, p, dense, pooled.reshape(end - begin, len(log.rows), -1))
        return logits, pooled, ids, bags, labels

    for begin in range(0, rows - batch + 1, batch):
        logits, pooled, ids, bags, labels = forward(begin, begin + batch)
        dense_update.zero_grad()
        F.binary_cross_entropy_with_logits(logits, labels).backward()
        dense_update.step()
        touched, place = torch.unique(ids, return_inverse=True)
        gradient = torch.zeros(len(touched), config.dim).index_add_(0, place, pooled.grad[bags])
        sums[touched] += gradient.square().mean(dim=1)
        table[touched] -= rate * gradient / (sums[touched].sqrt() + epsilon)[:, None]
    total = len(log.labels)
    with torch.no_grad():
        logits = torch.cat([forward(b, min(b + 2000, total))[0] for b in range(total - log.test, total, 2000)])
    return float(normalized_entropy(log.truth[-log.test :], torch.sigmoid(logits.double()).numpy()))


# ---------------------------------------------------------------- report


def summary(values):
    return {"mean": round(float(np.mean(values)), 4), "standardDeviation": round(float(np.std(values, ddof=1)), 4),
            "min": round(min(values), 4), "max": round(max(values), 4),
            "seeds": [round(v, 4) for v in values]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--digits")
    parser.add_argument("--clicklog")
    parser.add_argument("--only", default="resnet,vit,dlrm")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    path = Path(__file__).parent / "accuracy.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    results["torch"] = torch.__version__.split("+")[0]
    seeds, chosen = range(options.seeds), options.only.split(",")
    for name, run, about in (("resnet", resnet_accuracy, RESNET), ("vit", vit_accuracy, VIT)):
        if name in chosen and options.digits:
            data = read_digits(options.digits)
            results[name] = {"command": f"python accuracy.py --digits DIR --only {name} --seeds {options.seeds}", "training": about, "testAccuracy": summary([run(data, seed) for seed in seeds])}
            print(name, results[name]["testAccuracy"], flush=True)
    if "dlrm" in chosen and options.clicklog:
        log = ClickLog(options.clicklog)
        truth = log.truth[-log.test :]
        entropies = {rows: summary([dlrm_entropy(log, rows, seed) for seed in seeds]) for rows in DATA_SIZES}
        results["dlrm"] = {"command": f"python accuracy.py --clicklog DIR --only dlrm --seeds {options.seeds}", "training": DLRM,
                           "bayesNormalizedEntropy": round(float(normalized_entropy(truth, truth)), 4),
                           "testNormalizedEntropyByRows": entropies}
        print("dlrm", results["dlrm"], flush=True)
    path.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()

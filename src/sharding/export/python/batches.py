"""What train.py trains on: seeded lookups as many as the tables' pooling factors, or a log of clicks.

A log has one sample a line: the click (0 or 1), the dense features, then one field a lookup feature of model.json, in its
order, with `|` between several ids and nothing for none. Fields are separated by tabs, or by commas in a .csv; a first
line of names is skipped; .gz is read too. An id is the CRC-32 of its text, modulo the rows of its table.
"""

import gzip
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

import torch
from torchrec.sparse.jagged_tensor import KeyedJaggedTensor


@dataclass
class Batch:
    dense: torch.Tensor
    labels: torch.Tensor
    lengths: list  # of each feature, module after module: lookups of each sample
    rows: list  # of each feature: the rows, sample after sample

    def lookups(self, modules: list, device: torch.device) -> list:
        """A KeyedJaggedTensor for each embedding module."""
        found, at = [], 0
        for module in modules:
            names = [feature["name"] for table in module["tables"] for feature in table["features"]]
            end = at + len(names)
            rows = torch.cat(self.rows[at:end])
            weights = 0.5 + (rows % 7).float() / 7 if module["weighted"] else None
            found.append(KeyedJaggedTensor(names, rows, weights, lengths=torch.cat(self.lengths[at:end])).to(device))
            at = end
        return found


def joined(batches: list) -> Batch:
    """Batches of several ranks as one, in the order of the ranks."""
    features = range(len(batches[0].rows))
    return Batch(
        torch.cat([batch.dense for batch in batches]),
        torch.cat([batch.labels for batch in batches]),
        [torch.cat([batch.lengths[at] for batch in batches]) for at in features],
        [torch.cat([batch.rows[at] for batch in batches]) for at in features],
    )


class Synthetic:
    """Uniform rows; a feature of pooling factor 2.3 has 2 lookups, and a third with a chance of 0.3. Clicks follow the dense features."""

    def __init__(self, about: dict, seed: int) -> None:
        self.about, self.seed = about, seed
        self.clicks = torch.randn(about["dense_features"], generator=generator(seed, 0, 0))

    def batch(self, step: int, rank: int) -> Batch:
        source = generator(self.seed, step + 1, rank + 1)
        size = self.about["batch"]
        dense = torch.randn(size, self.about["dense_features"], generator=source)
        labels = (torch.rand(size, generator=source) < torch.sigmoid(dense @ self.clicks)).float()
        lengths, rows = [], []
        for table, feature in features_of(self.about):
            whole = int(feature["pooling"])
            own = whole + (torch.rand(size, generator=source) < feature["pooling"] - whole).int()
            lengths.append(own)
            rows.append(torch.randint(table["rows"], (int(own.sum()),), generator=source))
        return Batch(dense, labels, lengths, rows)


class ClickLog:
    """Lines of a file, rank after rank and step after step, from the beginning again at its end."""

    def __init__(self, path: str, about: dict, ranks: int, steps: int) -> None:
        self.path, self.about, self.ranks = path, about, ranks
        self.separator = "," if ".csv" in path else "\t"
        self.lines = self.read(about["batch"] * ranks * steps)
        if not self.lines:
            raise ValueError(f"{path} has no samples")

    def read(self, most: int) -> list:
        with (gzip.open if self.path.endswith(".gz") else open)(self.path, "rt", encoding="utf-8") as file:
            lines = list(islice((line.rstrip("\r\n") for line in file if line.strip()), most + 1))
        return lines[1:] if lines and lines[0].split(self.separator)[0] not in ("0", "1") else lines[:most]

    def batch(self, step: int, rank: int) -> Batch:
        size = self.about["batch"]
        start = (step * self.ranks + rank) * size
        samples = [self.sample((start + index) % len(self.lines)) for index in range(size)]
        tables = [table for table, _ in features_of(self.about)]
        ids = [[sample[2][at] for sample in samples] for at in range(len(tables))]
        return Batch(
            torch.tensor([sample[1] for sample in samples]),
            torch.tensor([sample[0] for sample in samples]),
            [torch.tensor([len(own) for own in column], dtype=torch.int32) for column in ids],
            [torch.tensor([crc32(text.encode()) % table["rows"] for own in column for text in own], dtype=torch.int64)
             for table, column in zip(tables, ids)],
        )

    def sample(self, line: int) -> tuple:
        fields = self.lines[line].split(self.separator)
        dense = self.about["dense_features"]
        expected = 1 + dense + len(list(features_of(self.about)))
        if len(fields) != expected:
            raise ValueError(f"{self.path}, sample {line + 1}: {len(fields)} fields instead of {expected}: "
                             f"the click, {dense} dense features and {expected - 1 - dense} features of lookups")
        numbers = [float(field or 0) for field in fields[:1 + dense]]
        squeezed = [torch.log1p(torch.tensor(max(number, 0.0))).item() for number in numbers[1:]]
        return numbers[0], squeezed, [field.split("|") if field else [] for field in fields[1 + dense:]]


def features_of(about: dict):
    """Tables with their features, module after module."""
    for module in about["modules"]:
        for table in module["tables"]:
            for feature in table["features"]:
                yield table, feature


def generator(*numbers: int) -> torch.Generator:
    return torch.Generator().manual_seed(crc32(",".join(map(str, numbers)).encode()))

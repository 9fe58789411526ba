"""The model that train.py trains: a DLRM with the plan's tables, and how its tables learn where TorchRec does not do it."""

from zlib import crc32

import torch
from torch import nn
from torchrec import EmbeddingBagCollection, EmbeddingBagConfig
from torchrec.modules.embedding_configs import DataType

CHUNK = 65_536  # rows that are drawn together


def layers(widths: list, device: torch.device, last: type = nn.ReLU) -> nn.Sequential:
    parts: list = []
    for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        parts.append(nn.Linear(inputs, outputs, device=device))
        parts.append(last() if index == len(widths) - 2 else nn.ReLU())
    return nn.Sequential(*parts)


class Dlrm(nn.Module):
    """Dense features through layers; pooled rows of the tables; dot products of all pairs, or all side by side.

    The embedding modules lie at their paths of the plan, which may have dots: `sparse.ebc` becomes `self.sparse.ebc`.
    """

    def __init__(self, about: dict, device: torch.device) -> None:
        super().__init__()
        self.features = [[feature["name"] for table in module["tables"] for feature in table["features"]]
                         for module in about["modules"]]
        self.paths = [module["path"] for module in about["modules"]]
        widths = [table["dimension"] for module in about["modules"] for table in module["tables"]
                  for _ in table["features"]]
        self.pairs = about["interaction"] == "dot"
        bottom = [about["dense_features"], *about["bottom"], *([widths[0]] if self.pairs else [])]
        self.bottom = layers(bottom, device)
        count = len(widths) + 1
        joined = bottom[-1] + (count * (count - 1) // 2 if self.pairs else sum(widths))
        self.top = layers([joined, *about["top"], 1], device, last=nn.Identity)
        for module in about["modules"]:
            place(self, module["path"], embedding_module(module, device))

    def forward(self, dense: torch.Tensor, lookups: list) -> torch.Tensor:
        lowest = self.bottom(dense)
        vectors = []
        for path, features, own in zip(self.paths, self.features, lookups):
            pooled = self.get_submodule(path)(own)
            vectors.extend(pooled[feature] for feature in features)
        return self.top(torch.cat([lowest, self.interact(lowest, vectors)], dim=1)).squeeze(1)

    def interact(self, lowest: torch.Tensor, vectors: list) -> torch.Tensor:
        if not self.pairs:
            return torch.cat(vectors, dim=1)
        stacked = torch.stack([lowest, *vectors], dim=1)
        products = torch.bmm(stacked, stacked.transpose(1, 2))
        rows, columns = torch.tril_indices(stacked.shape[1], stacked.shape[1], offset=-1, device=stacked.device)
        return products[:, rows, columns]


def place(root: nn.Module, path: str, module: nn.Module) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        if not hasattr(root, parent):
            root.add_module(parent, nn.Module())
        root = getattr(root, parent)
    root.add_module(name, module)


def embedding_module(module: dict, device: torch.device) -> EmbeddingBagCollection:
    return EmbeddingBagCollection(
        device=device,
        is_weighted=module["weighted"],
        tables=[EmbeddingBagConfig(
            name=table["name"],
            num_embeddings=table["rows"],
            embedding_dim=table["dimension"],
            data_type=DataType[table["data_type"]],
            feature_names=[feature["name"] for feature in table["features"]],
        ) for table in module["tables"]],
    )


def table_parameter(module: dict, table: dict) -> str:
    """The name of a table's weights in the model."""
    return f"{module['path']}.embedding_bags.{table['name']}.weight"


@torch.no_grad()
def fill(state: dict, about: dict, seed: int) -> None:
    """The same start for every plan: each number depends on the seed, the parameter's name, and its place alone."""
    tables = {table_parameter(module, table): table for module in about["modules"] for table in module["tables"]}
    for name, value in state.items():
        table = tables.get(name)
        if table is None:
            value.copy_(drawn(tuple(value.shape), seed_of(seed, name), value.shape[-1] ** -0.5))
        elif hasattr(value, "local_shards"):
            for shard in value.local_shards():
                fill_rows(shard.tensor, table, seed_of(seed, name), *shard.metadata.shard_offsets)
        else:
            fill_rows(value, table, seed_of(seed, name), 0, 0)


def fill_rows(tensor: torch.Tensor, table: dict, seed: int, first_row: int, first_column: int) -> None:
    rows, columns = tensor.shape
    for chunk in range(first_row // CHUNK, -(-(first_row + rows) // CHUNK) if rows else 0):
        start, end = max(first_row, chunk * CHUNK), min(first_row + rows, (chunk + 1) * CHUNK)
        whole = drawn((CHUNK, table["dimension"]), seed + chunk, table["dimension"] ** -0.5)
        part = whole[start - chunk * CHUNK:end - chunk * CHUNK, first_column:first_column + columns]
        tensor[start - first_row:end - first_row].copy_(part)


def drawn(shape: tuple, seed: int, bound: float) -> torch.Tensor:
    return torch.empty(shape).uniform_(-bound, bound, generator=torch.Generator().manual_seed(seed))


def seed_of(seed: int, name: str) -> int:
    return (seed << 32) ^ (crc32(name.encode()) << 8)


class TableOptimizer:
    """Steps of tables outside TorchRec's fused kernels, by the rules that those have: rows without a lookup stay.

    Row-wise Adagrad has one moment a row. A table cut by columns has one a row and a shard, so `columns` names, for
    each parameter, where its shards begin; the unsharded model then learns by the very same rule.
    """

    def __init__(self, parameters: dict, optimizer: dict, columns: dict) -> None:
        self.parameters, self.about, self.steps = parameters, optimizer, 0
        self.columns = {name: [*columns.get(name, [0]), parameter.shape[1]] for name, parameter in parameters.items()}
        self.moments: dict = {}

    @torch.no_grad()
    def step(self) -> None:
        self.steps += 1
        for name, parameter in self.parameters.items():
            gradient = parameter.grad
            if gradient is None:
                continue
            touched = gradient.abs().amax(dim=1).nonzero().squeeze(1)
            for first, end in zip(self.columns[name], self.columns[name][1:]):
                own = gradient[touched, first:end].float()
                change = self.change(own, touched, (name, first, parameter.shape[0]))
                parameter[touched, first:end] -= change.to(parameter.dtype)

    def change(self, gradient: torch.Tensor, rows: torch.Tensor, key: tuple) -> torch.Tensor:
        rate, epsilon, kind = self.about["learning_rate"], self.about["epsilon"], self.about["kind"]
        if kind == "sgd":
            return rate * gradient
        if kind == "adam":
            first = self.moment((*key, "first"), rows, 0.1 * gradient, keep=0.9) / (1 - 0.9**self.steps)
            second = self.moment((*key, "second"), rows, 0.001 * gradient.square(), keep=0.999)
            return rate * first / ((second / (1 - 0.999**self.steps)).sqrt() + epsilon)
        squares = gradient.square()
        sums = self.moment(key, rows, squares.mean(dim=1, keepdim=True) if kind == "row_wise_adagrad" else squares)
        return rate * gradient / (sums.sqrt() + epsilon)

    def moment(self, key: tuple, rows: torch.Tensor, added: torch.Tensor, keep: float = 1.0) -> torch.Tensor:
        """What these rows have of a moment, after adding to what is kept of it."""
        height = key[2]
        if key not in self.moments:
            self.moments[key] = torch.zeros(height, added.shape[1], device=added.device)
        self.moments[key][rows] = keep * self.moments[key][rows] + added
        return self.moments[key][rows]


def step_of(model: torch.nn.Module, batch, about: dict, device: torch.device, optimizers: list) -> torch.Tensor:
    """One step; the mean loss of the batch before it."""
    logits = model(batch.dense.to(device), batch.lookups(about["modules"], device))
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, batch.labels.to(device))
    loss.backward()
    for optimizer in optimizers:
        optimizer.step()
    model.zero_grad(set_to_none=False)
    return loss.detach()

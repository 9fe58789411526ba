"""What train.py --check holds a sharded training against: the plan, and the same training without sharding."""

import torch
import torch.distributed as dist

from batches import joined
from dlrm import Dlrm, TableOptimizer, fill, fill_rows, seed_of, step_of, table_parameter

# Sums of float32 in another order: measured are 1e-7 of a loss, and up to 2e-5 of the way that a weight has gone.
LOSS_BOUND = 1e-5
WEIGHT_BOUND = 1e-4


class Unsharded:
    """The same model, start and batches in one process, by plain PyTorch."""

    def __init__(self, about: dict, record: dict, data, seed: int, device: str) -> None:
        self.about, self.data = about, data
        self.device = torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")
        self.model = Dlrm(about, self.device)
        fill(self.model.state_dict(), about, seed)
        columns = {}
        for path, entries in record["plan"].items():
            for table, entry in entries.items():
                cuts = sorted({shard["shard_offsets"][1] for shard in entry.get("shards", [])})
                columns[f"{path}.embedding_bags.{table}.weight"] = cuts or [0]
        parameters = dict(self.model.named_parameters())
        dense = [parameter for name, parameter in parameters.items() if name not in columns]
        tables = {name: parameters[name] for name in columns}
        rule = about["optimizer"]
        self.optimizers = [torch.optim.SGD(dense, lr=rule["learning_rate"]), TableOptimizer(tables, rule, columns)]

    def step(self, step: int) -> float:
        batch = joined([self.data.batch(step, rank) for rank in range(self.about["ranks"])])
        return step_of(self.model, batch, self.about, self.device, self.optimizers).item()


def differences(state: dict, record: dict, about: dict) -> list:
    """Where the tables in memory are not what the plan says."""
    found = []
    for module in about["modules"]:
        for table in module["tables"]:
            entry = record["plan"][module["path"]][table["name"]]
            value = state[table_parameter(module, table)]
            whole = (table["rows"], table["dimension"])
            if tuple(value.shape) != whole:
                found.append(f"{table['name']} has {tuple(value.shape)} elements in memory, not {whole}")
            elif hasattr(value, "metadata"):
                held = [[[*shard.shard_offsets], [*shard.shard_sizes], str(shard.placement)]
                        for shard in value.metadata().shards_metadata]
                planned = [[shard["shard_offsets"], shard["shard_sizes"], shard["placement"]]
                           for shard in entry.get("shards", [])]
                if sorted(held) != sorted(planned):
                    found.append(f"{table['name']} is cut into {held}, not {planned}")
            elif entry["sharding_type"] != "data_parallel":
                found.append(f"{table['name']} is whole in memory, not {entry['sharding_type']}")
    return found


@torch.no_grad()
def weight_differences(state: dict, reference, about: dict, seed: int, device: torch.device) -> tuple:
    """Over all tables: how far a weight is from the unsharded one, and how far one has gone from its start, at most."""
    furthest = torch.zeros(2, device=device)
    for module in about["modules"]:
        for table in module["tables"]:
            name = table_parameter(module, table)
            whole = torch.empty(table["rows"], table["dimension"], device=device)
            if reference:
                whole.copy_(reference.model.state_dict()[name])
            dist.broadcast(whole, 0)
            value = state[name]
            local = [(shard.tensor, *shard.metadata.shard_offsets) for shard in value.local_shards()] \
                if hasattr(value, "local_shards") else [(value, 0, 0)]
            for tensor, row, column in local:
                before = torch.empty(tensor.shape)
                fill_rows(before, table, seed_of(seed, name), row, column)
                expected = whole[row:row + tensor.shape[0], column:column + tensor.shape[1]]
                for at, other in enumerate((expected, before.to(device))):
                    if tensor.numel():
                        furthest[at] = torch.maximum(furthest[at], (tensor.float() - other).abs().max())
    dist.all_reduce(furthest, op=dist.ReduceOp.MAX)
    return furthest[0].item(), furthest[1].item()

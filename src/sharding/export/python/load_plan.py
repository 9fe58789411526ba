"""Reads a sharding plan, the JSON of ShardingPlan._serialize(), into TorchRec's own classes.

    plan = load_plan("plan.json")
    model = DistributedModelParallel(model, device=device, plan=plan, sharders=[EmbeddingBagCollectionSharder()])

`python load_plan.py FILE...` reads plans and says of each whether TorchRec writes it back as it was. Versions that go
together: torchrec 1.4, torch 2.9, and fbgemm-gpu (or, without a GPU, fbgemm-gpu-cpu) 1.4.
"""

import json
import sys
from math import ceil

from torch.distributed._shard.sharding_spec import EnumerableShardingSpec, ShardMetadata
from torchrec.distributed.types import CacheParams, EmbeddingModuleShardingPlan, ParameterSharding, ShardingPlan


def load_plan(path: str) -> ShardingPlan:
    """The plan of a file."""
    return plan_of(read_record(path))


def read_record(path: str) -> dict:
    """The plan as the file has it: {"plan": {module path: {table name: entry}}}."""
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    if not isinstance(record, dict) or not isinstance(record.get("plan"), dict):
        raise ValueError(f"{path} is no plan: expected the JSON of ShardingPlan._serialize()")
    return record


def plan_of(record: dict) -> ShardingPlan:
    return ShardingPlan({path: module_plan(entries) for path, entries in record["plan"].items()})


def module_plan(entries: dict) -> EmbeddingModuleShardingPlan:
    plan = EmbeddingModuleShardingPlan()
    for table, entry in entries.items():
        shards = entry.get("shards")  # None of data-parallel tables: every rank has all of it
        plan[table] = ParameterSharding(
            sharding_type=entry["sharding_type"],
            compute_kernel=entry["compute_kernel"],
            ranks=entry["ranks"],
            cache_params=CacheParams(**entry["cache_params"]) if entry.get("cache_params") else None,
            sharding_spec=None if shards is None else EnumerableShardingSpec([ShardMetadata(**each) for each in shards]),
        )
    return plan


def without_caches(record: dict) -> dict:
    """The plan as _serialize() writes it, which says nothing of the size of caches."""
    return with_entries(record, lambda entry: {key: each for key, each in entry.items() if key != "cache_params"})


def on_cpus(record: dict) -> dict:
    """The same plan for ranks without GPUs: placements on CPUs, and tables in host memory by the plain fused kernel."""
    return with_entries(without_caches(record), lambda entry: {
        **entry,
        "compute_kernel": "dense" if entry["compute_kernel"] == "dense" else "fused",
        **with_shards(entry, lambda shard: {**shard, "placement": shard["placement"].split("/")[0] + "/cpu"}),
    })


def with_fewer_rows(record: dict, rows: int) -> dict:
    """The plan of the same tables cut to so many rows at most. Cuts between rows are made anew, in equal blocks."""
    return with_entries(record, lambda entry: {**entry, **cut_rows(entry, rows)})


def cut_rows(entry: dict, most: int) -> dict:
    shards = entry.get("shards") or []
    height = max((shard["shard_offsets"][0] + shard["shard_sizes"][0] for shard in shards), default=0)
    if height <= most:
        return {}
    blocks: dict = {}  # of each column: how many shards it has so far
    per_column = sum(shard["shard_offsets"][1] == 0 for shard in shards)
    block = ceil(most / per_column)

    def cut(shard: dict) -> dict:
        column, width = shard["shard_offsets"][1], shard["shard_sizes"][1]
        first = min(blocks.get(column, 0) * block, most)
        blocks[column] = blocks.get(column, 0) + 1
        return {**shard, "shard_offsets": [first, column], "shard_sizes": [min(block, most - first), width]}

    return with_shards(entry, cut)


def with_entries(record: dict, change) -> dict:
    return {"plan": {path: {table: change(entry) for table, entry in entries.items()}
                     for path, entries in record["plan"].items()}}


def with_shards(entry: dict, change) -> dict:
    return {"shards": [change(shard) for shard in entry["shards"]]} if "shards" in entry else {}


def main(paths: list) -> int:
    changed = 0
    for path in paths:
        record = read_record(path)
        same = plan_of(record)._serialize() == without_caches(record)
        tables = sum(len(entries) for entries in record["plan"].values())
        print(f"{path}: {tables} tables, {'written back as it was' if same else 'written back otherwise'}")
        changed += not same
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

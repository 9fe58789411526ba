"""The same plan by TorchRec's own function, with a call for each table: to read, and to change by hand.

    model = Dlrm(...)                                  # on "meta", or your own
    plan = ShardingPlan(module_plans(model))
    model = DistributedModelParallel(model, device=device, plan=plan, sharders=[EmbeddingBagCollectionSharder()])

Kernels that have no argument here are chosen by TorchRec: fused, where tables have an optimizer in the backward pass.
"""

from torch import nn
from torchrec.distributed.sharding_plan import column_wise, construct_module_sharding_plan, data_parallel, grid_shard
from torchrec.distributed.sharding_plan import row_wise, table_row_wise, table_wise
from torchrec.distributed.types import EmbeddingModuleShardingPlan

RANKS = 1
RANKS_PER_HOST = 1
DEVICE = "cuda"

# By module path and table. Left out are those of LEFT_OUT, which these functions cannot say; give them one, or load
# the JSON (load_plan.py).
PLACES: dict = {}
LEFT_OUT: list = []

__all__ = ["column_wise", "data_parallel", "grid_shard", "row_wise", "table_row_wise", "table_wise", "module_plans"]


def module_plans(model: nn.Module) -> dict[str, EmbeddingModuleShardingPlan]:
    """By module path. Raises ValueError where a table is left out."""
    if LEFT_OUT:
        raise ValueError(f"no call places {len(LEFT_OUT)} tables: " + "; ".join(LEFT_OUT[:3]))
    return {
        path: construct_module_sharding_plan(
            model.get_submodule(path), tables, local_size=RANKS_PER_HOST, world_size=RANKS, device_type=DEVICE,
        )
        for path, tables in PLACES.items()
    }

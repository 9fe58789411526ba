"""Trains a DLRM whose tables TorchRec shards by a plan of a file.

    torchrun --nproc_per_node=8 train.py --plan plan.json                      # GPUs, nccl
    torchrun --nproc_per_node=2 train.py --plan plan.json --max-rows 10000     # CPUs, gloo: a dry run
    torchrun --nproc_per_node=2 train.py --plan plan.json --max-rows 10000 --check
    python train.py --plan plan.json --max-rows 10000 --unsharded

--check asserts that TorchRec writes the plan back as it was, that the tables in memory are cut as the plan says, and that
every loss, and every weight at the end, is within a bound of the same model's without sharding (check.py).
On several hosts give torchrun --nnodes too.
"""

import argparse
import json
import os
import sys
import warnings

import torch
import torch.distributed as dist
from torch.distributed.optim import _apply_optimizer_in_backward as apply_in_backward
from torchrec.distributed import DistributedModelParallel
from torchrec.distributed.embeddingbag import EmbeddingBagCollectionSharder
from torchrec.optim.rowwise_adagrad import RowWiseAdagrad

from batches import ClickLog, Synthetic
from check import LOSS_BOUND, WEIGHT_BOUND, Unsharded, differences, weight_differences
from dlrm import Dlrm, TableOptimizer, fill, step_of, table_parameter
from load_plan import on_cpus, plan_of, read_record, with_fewer_rows

ROW_CUTS = ("row_wise", "table_row_wise", "grid_shard")
FUSED = {"sgd": torch.optim.SGD, "row_wise_adagrad": RowWiseAdagrad, "adagrad": torch.optim.Adagrad,
         "adam": torch.optim.Adam}


class Refusal(Exception):
    """What is asked cannot be done: one line for people."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plan", required=True, help="a plan, as ShardingPlan._serialize() writes it")
    parser.add_argument("--model", default="model.json", help="the tables, the batch and the optimizer (default: %(default)s)")
    parser.add_argument("--data", help="a log of clicks, tabs or commas between fields; default: lookups from the seed")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--batch", type=int, help="samples a rank; default: the model's")
    parser.add_argument("--max-rows", type=int, help="cut larger tables to so many rows: a dry run on a small machine")
    parser.add_argument("--optimizer", choices=sorted(FUSED), help="of the tables; default: the model's")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: cuda where there are as many GPUs as ranks here")
    parser.add_argument("--unsharded", action="store_true", help="the same training in one process without a plan")
    parser.add_argument("--check", action="store_true", help="hold the sharded training against the plan and the unsharded")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with open(options.model, encoding="utf-8") as file:
        about = json.load(file)
    record = read_record(options.plan)
    if options.check and plan_of(record)._serialize() != record:
        raise Refusal(f"{options.plan}: TorchRec writes the plan back otherwise than it was")
    about["batch"] = options.batch or about["batch"]
    about["optimizer"]["kind"] = options.optimizer or about["optimizer"]["kind"]
    refuse_other_models(about, record, options)
    if options.max_rows:
        record = with_fewer_rows(record, options.max_rows)
        for module in about["modules"]:
            for table in module["tables"]:
                table["rows"] = min(table["rows"], options.max_rows)
    if options.check or options.unsharded:
        in_float32(about)
    data = ClickLog(options.data, about, about["ranks"], options.steps) if options.data else Synthetic(about, options.seed)
    if options.unsharded:
        reference = Unsharded(about, record, data, options.seed, options.device)
        for step in range(options.steps):
            print(f"step {step}: loss {reference.step(step):.7f}", flush=True)
        return
    device = start(about, options)
    if device.type == "cpu":
        record = gloo_plan(record, about)
    try:
        train(about, record, data, device, options)
    finally:
        dist.destroy_process_group()


def in_float32(about: dict) -> None:
    """Stochastic rounding of 16 bits would drown any difference."""
    half = [table for module in about["modules"] for table in module["tables"] if table["data_type"] != "FP32"]
    for table in half:
        table["data_type"] = "FP32"
    if half and os.environ.get("RANK", "0") == "0":
        print(f"{len(half)} tables of 16 bits are compared in 32: their rounding is random", flush=True)


def refuse_other_models(about: dict, record: dict, options: argparse.Namespace) -> None:
    named = {(module["path"], table["name"]) for module in about["modules"] for table in module["tables"]}
    planned = {(path, table) for path, entries in record["plan"].items() for table in entries}
    if named != planned:
        path, table = sorted(named ^ planned)[0]
        where = options.model if (path, table) in named else options.plan
        raise Refusal(f"table {table} of module {path or '(the root)'} is in {where} alone: plan and model do not belong together")
    for module in about["modules"]:
        if not module["path"]:
            raise Refusal("the plan has its tables at the root: give them a module path, such as sparse.ebc, in plan and model")
        if not module["pooled"]:
            raise Refusal(f"module {module['path']} is an EmbeddingCollection: this script trains pooled tables alone")


def start(about: dict, options: argparse.Namespace) -> torch.device:
    """Joins the other ranks, and says on which device this one computes."""
    if "RANK" not in os.environ:
        raise Refusal(f"start it by: torchrun --nproc_per_node={about['ranks_per_host']} train.py …")
    here, local = int(os.environ["LOCAL_WORLD_SIZE"]), int(os.environ["LOCAL_RANK"])
    if int(os.environ["WORLD_SIZE"]) != about["ranks"]:
        raise Refusal(f"the plan is for {about['ranks']} ranks and torchrun started {os.environ['WORLD_SIZE']}")
    kind = options.device or ("cuda" if torch.cuda.device_count() >= here else "cpu")
    device = torch.device("cuda", local) if kind == "cuda" else torch.device("cpu")
    if kind == "cuda":
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if kind == "cuda" else "gloo")
    return device


def gloo_plan(record: dict, about: dict) -> dict:
    """The plan for CPUs. Refuses what TorchRec cannot do over gloo, whose reduce-scatter has no asynchronous form."""
    cut = [table for entries in record["plan"].values() for table, entry in entries.items()
           if entry["sharding_type"] in ROW_CUTS]
    if cut:
        raise Refusal(f"TorchRec exchanges no rows cut over ranks by gloo: {len(cut)} tables, first {cut[0]}. "
                      "Run on GPUs, or plan for CPUs (device=cpu), which cuts no rows")
    if about["optimizer"]["kind"] == "adam":
        raise Refusal("FBGEMM has no Adam on CPUs: give another --optimizer")
    return on_cpus(record)


def train(about: dict, record: dict, data, device: torch.device, options: argparse.Namespace) -> None:
    rank, lead = dist.get_rank(), dist.get_rank() == 0
    model, optimizers = sharded(about, record, device, options.seed)
    reference = Unsharded(about, record, data, options.seed, options.device) if options.check and lead else None
    if options.check:
        problems = differences(model.state_dict(), record, about)
        if problems:
            raise Refusal(f"{problems[0]} ({len(problems)} in all)")
        say("plan: written back as it was; tables cut as it says")
    worst = 0.0
    for step in range(options.steps):
        loss = step_of(model, data.batch(step, rank), about, device, optimizers)
        dist.all_reduce(loss)
        mean = loss.item() / dist.get_world_size()
        expected = reference.step(step) if reference else None
        worst = max(worst, abs(mean / expected - 1)) if reference else worst
        say(f"step {step}: loss {mean:.7f}" + (f", unsharded {expected:.7f}" if reference else ""))
    if options.check:
        away, gone = weight_differences(model.state_dict(), reference, about, options.seed, device)
        say(f"losses differ by {worst:.1e} of them at most, allowed {LOSS_BOUND:.0e}; "
            f"weights by {away / gone:.1e} of the furthest that one has gone, allowed {WEIGHT_BOUND:.0e}")
        if not (worst <= LOSS_BOUND and away <= WEIGHT_BOUND * gone):
            raise Refusal("sharded and unsharded training differ")


def say(text: str) -> None:
    if dist.get_rank() == 0:
        print(text, flush=True)


def sharded(about: dict, record: dict, device: torch.device, seed: int) -> tuple:
    """The model under its plan, and the optimizers of what TorchRec's fused kernels do not update."""
    model = Dlrm(about, torch.device("meta"))
    copied = {f"{path}.embedding_bags.{table}.weight" for path, entries in record["plan"].items()
              for table, entry in entries.items() if entry["sharding_type"] == "data_parallel"}
    tables = {table_parameter(module, table) for module in about["modules"] for table in module["tables"]}
    rule = about["optimizer"]
    settings = {"lr": rule["learning_rate"]} | ({} if rule["kind"] == "sgd" else {"eps": rule["epsilon"]})
    parameters = dict(model.named_parameters())
    apply_in_backward(FUSED[rule["kind"]], [parameters[name] for name in tables - copied], settings)
    model = DistributedModelParallel(model, device=device, plan=plan_of(record), sharders=[EmbeddingBagCollectionSharder()])
    fill(model.state_dict(), about, seed)
    parameters = dict(model.named_parameters())
    dense = [parameter for name, parameter in parameters.items() if name not in tables]
    own = {name: parameters[name] for name in copied}
    return model, [torch.optim.SGD(dense, lr=rule["learning_rate"]), TableOptimizer(own, rule, {})]


if __name__ == "__main__":
    for category in (FutureWarning, UserWarning):  # of PyTorch and TorchRec, about each other
        warnings.filterwarnings("ignore", category=category)
    try:
        main()
    except Refusal as error:
        if os.environ.get("RANK", "0") == "0":
            print(f"train.py: {error}", file=sys.stderr, flush=True)
        sys.exit(2)
    except (OSError, ValueError) as error:
        print(f"train.py: {error}", file=sys.stderr, flush=True)
        sys.exit(2)

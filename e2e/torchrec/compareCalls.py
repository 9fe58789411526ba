"""Whether the calls of construct_plan.py come to the entries of a plan, table by table; those left out are not asked."""

import json
import sys

import torch
from torch.distributed.optim import _apply_optimizer_in_backward

import construct_plan
from dlrm import Dlrm
from load_plan import read_record

with open("model.json", encoding="utf-8") as file:
    model = Dlrm(json.load(file), torch.device("meta"))
_apply_optimizer_in_backward(torch.optim.SGD, model.parameters(), {"lr": 0.1})
try:
    construct_plan.module_plans(model)
except ValueError as error:
    print(f"refuses: {str(error).split(':')[0]}")
construct_plan.LEFT_OUT.clear()
for path, expected in read_record(sys.argv[1])["plan"].items():
    called = construct_plan.PLACES[path]
    # TorchRec wants a call for every table of a module.
    others = {table: construct_plan.table_wise(rank=0) for table in expected if table not in called}
    construct_plan.PLACES[path] = called | others
    made = construct_plan.module_plans(model)[path]._serialize()
    for table in called:
        print(f"{table}: {'same' if made[table] == expected[table] else made[table]}")

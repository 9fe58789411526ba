// All that leaves beside a plan, so that it runs elsewhere.

import { constructPlan } from './constructPlan';
import { type ExportedPlan, modelRecord } from './exportedModel';
import { hugeCtrFile } from './hugectr';
import { pythonFile } from './pythonFiles';

export interface ExportedFile {
  name: string;
  /** One clause: what is in it. */
  about: string;
  text: string;
}

/** `planName` is the plan's own file, which is written elsewhere: its JSON is TorchRec's. */
export function exportFiles(exported: ExportedPlan, planName: string): ExportedFile[] {
  const python = (name: string, about: string): ExportedFile => ({ name, about, text: pythonFile(name) });
  return [
    {
      name: 'model.json',
      about: 'the tables, their lookups, the layers and the optimizer, for train.py',
      text: `${JSON.stringify(modelRecord(exported), null, 1)}\n`,
    },
    python('train.py', `trains with TorchRec: torchrun --nproc_per_node=… train.py --plan ${planName}`),
    python('load_plan.py', 'reads a plan into TorchRec’s classes; needs TorchRec alone'),
    python('dlrm.py', 'the model that train.py trains'),
    python('batches.py', 'its batches, from a seed or a log of clicks'),
    python('check.py', 'what train.py --check compares with'),
    {
      name: 'construct_plan.py',
      about: 'the same plan as calls of TorchRec’s construct_module_sharding_plan',
      text: constructPlan(exported),
    },
    {
      name: 'hugectr_plan.py',
      about: 'the plan as shard_matrix and shard_strategy of HugeCTR’s embedding collection',
      text: hugeCtrFile(exported),
    },
  ];
}

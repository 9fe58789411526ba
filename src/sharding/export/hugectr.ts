// A plan as arguments of HugeCTR's embedding collection, and what they cannot say. After
// EmbeddingCollectionConfig.shard and HugeCTR/src/embeddings/embedding_collection.cpp of its main branch, which cuts
// columns into equal parts over the GPUs that list a table, in their order, and rows by the key's remainder.

import type { TablePlan } from '../problem';
import type { ExportedPlan } from './exportedModel';
import { filledPython, type Literal, listOfLines, literal } from './pythonFiles';

export interface HugeCtrPlan {
  /** Of each GPU: the names of its tables. */
  shardMatrix: readonly (readonly string[])[];
  /** Names of tables that are placed, with the number of column parts where it is above 1. */
  placed: readonly (string | readonly [string, number])[];
  /** Names of tables that every GPU has. */
  copied: readonly string[];
  notExpressed: readonly string[];
}

export function hugeCtrPlan({ plan, tables, topology }: ExportedPlan): HugeCtrPlan {
  const shardMatrix: string[][] = Array.from({ length: topology.ranks }, () => []);
  const placed: (string | [string, number])[] = [];
  const copied: string[] = [];
  const notExpressed: string[] = [];
  for (const own of plan.tables) {
    const { name } = tables[own.table];
    const reason = reasonAgainst(own);
    if (reason) notExpressed.push(`${name}: ${reason}`);
    for (const device of new Set(own.shards.map((shard) => shard.device))) shardMatrix[device].push(name);
    const parts = new Set(own.shards.map(({ firstColumn }) => firstColumn)).size;
    if (own.shardingType === 'data_parallel') copied.push(name);
    else placed.push(parts > 1 ? [name, parts] : name);
  }
  for (const [gpu, names] of shardMatrix.entries())
    if (!names.length)
      notExpressed.push(`GPU ${gpu}: has no table, and HugeCTR’s samples allow no empty list`);
  return { shardMatrix, placed, copied, notExpressed };
}

function reasonAgainst({ computeKernel, shards }: TablePlan): string | undefined {
  if (computeKernel === 'fused_uvm' || computeKernel === 'fused_uvm_caching')
    return 'rows in host memory; shard() has no argument for them';
  if (new Set(shards.map(({ device }) => device)).size < shards.length)
    return 'several shards on one GPU; a GPU lists a table once';
  if (new Set(shards.map(({ columns }) => columns)).size > 1)
    return 'columns of unequal widths; they are divided evenly';
  return undefined;
}

/** `hugectr_plan.py`. */
export function hugeCtrFile(exported: ExportedPlan): string {
  const { shardMatrix, placed, copied, notExpressed } = hugeCtrPlan(exported);
  const { tables } = exported;
  const shapes = tables.map(({ name, rows, dimension }): Literal => [name, rows, dimension]);
  const names = (some: readonly (string | readonly [string, number])[]) =>
    some.map((each) => (typeof each === 'string' ? literal(each) : `(${literal(each[0])}, ${each[1]})`));
  const strategy = (kind: string, some: HugeCtrPlan['placed']) =>
    some.length ? [`(${literal(kind)}, [${names(some).join(', ')}])`] : [];
  return filledPython('hugectr_plan.py', {
    TABLES: listOfLines(shapes.map(literal)),
    BOTTOM_NAMES: literal(tables.map(({ name }) => `${name}_feature`)),
    SHARD_MATRIX: listOfLines(shardMatrix.map((own) => literal(own))),
    SHARD_STRATEGY: listOfLines([...strategy('mp', placed), ...strategy('dp', copied)]),
    NOT_EXPRESSED: listOfLines(notExpressed.map(literal)),
  });
}

// The programs of a device of the grid on this GPU, with its lookups in place: the ones that plans run too.

import { part, type Spot, spotInState, writeSpot } from '../../compile/hops';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import type { Graph } from '../../graph/graph';
import { pieceLength } from '../../graph/ops/embedding';
import type { OptimizerConfig } from '../../optim/config';
import type { StatefulProgram } from '../execution/devices';
import { groupNames, poolingGraph, shardUpdateGraph } from '../execution/embeddingGraphs';
import type { PlacedShard, ShardGroup } from '../execution/layout';
import { routeLookups } from '../execution/route';
import { drawLookups } from './drawLookups';
import type { GridDevice } from './shardGrid';
import { TableUse } from './tableUse';
import { type DeviceWork, noSums, workOfGroup } from './work';

export interface GridPrograms {
  pooling: StatefulProgram;
  shardUpdate: StatefulProgram;
  work: DeviceWork;
  destroy(): void;
}

const nothingElse = { sums: noSums, blocks: 0, joined: 0, replicas: [] };

export interface GridOptions {
  optimizer: OptimizerConfig;
  seed: number;
  /** Of the device in the grid. */
  index: number;
  /** As in `DeviceOptions`. */
  lookups: number;
}

export async function gridPrograms(
  gpu: Gpu,
  { batch, shards }: GridDevice,
  { optimizer, seed, index, lookups: all }: GridOptions,
): Promise<GridPrograms> {
  const lookups = shards.map((shard, table) =>
    drawLookups(shard, { index: table, batch, seed, step: index }),
  );
  const room = lookups.map(({ rows }, table) => Math.ceil(rows.length * shards[table].room));
  const groups = groupsOf(shards);
  const layout = { groups: [groups], batch };
  const pooling = poolingGraph(layout, 0, room, 'fp32')!;
  const owned: { destroy(): void }[] = [];
  const compiled = async (name: string, graph: Graph, state?: Program['plan']['state']) => {
    const plan = planProgram(name, graph, deviceProfile(gpu), state && { state });
    const program = await Program.create(gpu, plan);
    owned.push(program);
    return program;
  };
  const destroy = () => {
    for (const each of owned) each.destroy();
  };
  try {
    const update = await compiled('update', shardUpdateGraph(pooling, optimizer, pieceLength(all)));
    const forward = await compiled('pooling', pooling, update.plan.state);
    const state = await DeviceState.allocate(gpu, update.plan.state);
    owned.push(state);
    const tables = { offsets: lookups.map(({ offsets }) => offsets), rows: lookups.map(({ rows }) => rows) };
    const routed = routeLookups({ ...layout, slices: [{ first: 0, count: batch }] }, tables);
    for (const { shard, at, to, count } of routed.messages) {
      const received: Spot = spotInState(state, groupNames(shard.group).indices);
      writeSpot(gpu, part(received, 4 * to, 4 * count), routed.outboxes[0].subarray(at, at + count));
    }
    for (const [group, starts] of routed.offsets[0].entries())
      writeSpot(gpu, spotInState(state, groupNames(group).offsets), starts);
    const uses = lookups.map(({ rows }) => new TableUse(rows));
    const { adapterClass } = deviceProfile(gpu);
    return {
      pooling: { program: forward, state },
      shardUpdate: { program: update, state },
      work: {
        groups: groups.map((group) => workOfGroup(group, { uses, room, adapterClass }, batch)),
        ...nothingElse,
      },
      destroy,
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

function groupsOf(shards: GridDevice['shards']): ShardGroup[] {
  const widths = [...new Set(shards.map(({ columns }) => columns))];
  return widths.map((columns, group) => {
    let base = 0;
    const placed: PlacedShard[] = [];
    for (const [table, { rows, columns: own }] of shards.entries()) {
      if (own !== columns) continue;
      const whole = { device: 0, firstRow: 0, rows, firstColumn: 0, columns };
      placed.push({ ...whole, table, group, slot: placed.length, base });
      base += rows;
    }
    return { columns, rows: base, shards: placed };
  });
}

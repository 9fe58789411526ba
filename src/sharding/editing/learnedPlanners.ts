// Planners that ask a trained network: AutoShard's and DreamShard's policies place whole tables one after another, and
// NeuroShard's beam search cuts columns by learned costs. A repair makes good what they know nothing of.

import { ConfigError } from '../../base/errors';
import { playEpisode as playAutoShard } from '../autoshard/episode';
import { episodeTask, likeliest, playEpisode as playDreamShard } from '../dreamshard/episode';
import { shrunk } from '../measured/drawLookups';
import { beamSearch, publishedBeam } from '../neuroshard/beam';
import { tablePlansOf } from '../neuroshard/tablePlans';
import type { Piece, SearchTask } from '../neuroshard/task';
import type { Plan, TablePlan } from '../problem';
import { storagesOf } from '../torchrec/contract';
import { choicesOf } from '../torchrec/table';
import {
  autoShardOf,
  computeModelOf,
  dreamShardOf,
  type NetworkKind,
  type TrainedNetwork,
} from '../trained/trainedNetwork';
import type { PlanDocument } from './document';
import { heldShards, heldTables, leftBeside } from './heldTables';
import { exchangeOf } from './learnedExchange';
import { networkTable } from './networkTables';
import type { EditorPlanner } from './planners';
import { nothingFits, repairedPlan } from './planRepair';
import { accessNote } from './recshardProblem';
import { wholePlan } from './wholePlan';

interface Placing<Kind extends NetworkKind> {
  kind: Kind;
  title: string;
  about: string;
  /** Pieces of the tables that may move and the device of each, level by level where it has levels. */
  place(network: TrainedNetwork<Kind>, task: Task): Generator<Level, Placed | undefined>;
}

/** What the network is asked about. */
interface Task extends Omit<SearchTask, 'model' | 'exchange'> {
  /** Whether columns may be cut. */
  cuts: boolean;
}

interface Placed {
  pieces: readonly Pick<Piece, 'table' | 'dimension'>[];
  devices: readonly number[];
}

interface Level {
  done: number;
  total: number;
}

const REPAIRED =
  'Pinned tables lie on their devices to begin with, as if all their rows were in device memory. It knows no bans and no groups, which a repair makes good after it.';

const whole = ({ tables }: Task): Placed['pieces'] =>
  tables.map(({ dimension }, table) => ({ table, dimension }));

const autoshard: Placing<'autoshard'> = {
  ...{ kind: 'autoshard', title: 'AutoShard' },
  about: `Whole tables, most costly first, each where the trained policy sees it most likely: it was rewarded for devices that take equally long. Memory it does not look at. ${REPAIRED}`,
  *place(network, task) {
    yield { done: 0, total: task.tables.length };
    const mostRows = network.trainedOn.measuredOn?.rows ?? Number.POSITIVE_INFINITY;
    const { devices } = playAutoShard(
      task.tables.map((table) => shrunk(table, mostRows)),
      task.devices,
      autoShardOf(network),
      likeliest,
      task.already?.map((placed) => ({ ...placed, table: shrunk(placed.table, mostRows) })),
    );
    return { pieces: whole(task), devices };
  },
};

const dreamshard: Placing<'dreamshard'> = {
  ...{ kind: 'dreamshard', title: 'DreamShard' },
  about: `Whole tables, most costly first by its own cost network, each where the trained policy sees it most likely among the devices that have room. ${REPAIRED}`,
  *place(network, task) {
    yield { done: 0, total: task.tables.length };
    const { model, policy } = dreamShardOf(network);
    const played = playDreamShard(episodeTask(task.tables, model, task), policy, likeliest);
    return played && { pieces: whole(task), devices: played.devices };
  },
};

const neuroshard: Placing<'neuroshard'> = {
  ...{ kind: 'neuroshard', title: 'NeuroShard' },
  about: `A beam search that halves the columns of the largest and the most costly tables and places all pieces by learned costs, with exchanges where they were learned between as many devices. ${REPAIRED}`,
  *place(network, task) {
    const levels = task.cuts ? publishedBeam.levels : 0;
    const exchange = exchangeOf(network, task.devices);
    const search = beamSearch(
      { ...task, model: computeModelOf(network.compute, network.trainedOn), exchange },
      { ...publishedBeam, levels },
    );
    for (;;) {
      const next = search.next();
      if (next.done) return next.value;
      yield { done: next.value.level, total: levels };
    }
  },
};

export const learnedPlanners: readonly EditorPlanner[] = [
  plannerOf(autoshard),
  plannerOf(dreamshard),
  plannerOf(neuroshard),
];

function plannerOf<Kind extends NetworkKind>({ kind, title, about, place }: Placing<Kind>): EditorPlanner {
  return {
    ...{ id: kind, title, about, needs: kind },
    *run(document, cost, { networks }) {
      const network = networks?.[kind] as TrainedNetwork<Kind> | undefined;
      if (!network)
        throw new ConfigError(`${title}: there is no trained network. Train one, or open the file of one.`);
      const { held, free } = heldTables(document);
      if (!free.length) return document.plan;
      const note = accessNote(document, free);
      const said = note ? { note } : {};
      const search = place(network, taskOf(document, held, free));
      for (;;) {
        const next = search.next();
        if (!next.done) {
          yield { ...next.value, ...said, best: Number.POSITIVE_INFINITY };
          continue;
        }
        if (!next.value) throw nothingFits(document, title, 'a table finds no room');
        const { plan, evaluation } = repairedPlan(document, cost, planOf(document, free, next.value), title);
        yield { done: free.length, total: free.length, best: evaluation.rating, plan, ...said };
        return plan;
      }
    },
  };
}

/** Tables that may move, on devices of which each has as much as the least has left for their weights. */
function taskOf(document: PlanDocument, held: ReadonlySet<number>, free: readonly number[]): Task {
  const { problem } = document;
  const tables = free.map((table) => networkTable(problem.tables[table]));
  const tier = problem.topology.device === 'cuda' ? 'hbm' : 'ddr';
  const left = Math.min(...leftBeside(document, held).memory.map((memory) => memory[tier]));
  // Networks count weights alone; what else a table takes is taken off the room in proportion.
  let bytes = 0;
  let weights = 0;
  for (const [index, table] of free.entries()) {
    bytes += storagesOf(problem, wholePlan(problem, table))[0][tier];
    weights += tables[index].rows * tables[index].dimension * tables[index].bytesPerElement;
  }
  return {
    ...{ tables, devices: problem.topology.ranks, already: heldShards(document, held) },
    capacityBytes: bytes > 0 ? Math.max(0, left) * Math.min(1, weights / bytes) : Math.max(0, left),
    cuts: free.every((table) =>
      choicesOf(problem.tables[table], problem.topology).some(([type]) => type === 'column_wise'),
    ),
  };
}

function planOf({ problem, plan }: PlanDocument, free: readonly number[], { pieces, devices }: Placed): Plan {
  const tables: TablePlan[] = [...plan.tables];
  const placed = tablePlansOf(
    free.map((table) => problem.tables[table]),
    pieces,
    devices,
  );
  for (const [index, table] of free.entries()) {
    const { computeKernel } = wholePlan(problem, table);
    tables[table] = { ...placed[index], table, computeKernel };
  }
  return { tables };
}

// The findings about ranks: what each spends and holds, before and after, and what that is made of.

import { memoryByRank, type PlacedOption, perfByRank } from '../../sharding/torchrec/options';
import { addPerf, noPerf, type Perf } from '../../sharding/torchrec/perf';
import { reservedBytes } from '../../sharding/torchrec/reservation';
import { type Finding, findingOf } from '../findings';
import { bytes, MODELLED, milliseconds, words } from './columns';
import type { Planning } from './model';

export function ranksTable(
  named: readonly (readonly [string, readonly PlacedOption[]])[],
  planning: Planning,
): Finding {
  const { ranks } = planning.problem.topology;
  const rows = named.flatMap(([plan, placed]) => {
    const memory = memoryByRank(placed, ranks);
    const totals = perfByRank(placed, ranks);
    return partsByRank(placed, ranks).map((perf, rank) => ({
      ...{ rank: `${rank}`, plan, total: totals[rank], ...perf, ...memory[rank] },
      freeHbm: planning.reserved.memory[rank].hbm - memory[rank].hbm,
    }));
  });
  return findingOf(
    {
      id: 'ranks',
      title: 'Ranks, before and after',
      about: `What each rank spends and holds. ${MODELLED} Free is what is left of what tables may take.`,
      columns: [
        words('rank', 'Rank'),
        words('plan', 'Plan'),
        milliseconds('total', 'Time'),
        milliseconds('forwardCompute', 'Forward, compute'),
        milliseconds('forwardComms', 'Forward, exchange'),
        milliseconds('backwardCompute', 'Backward, compute'),
        milliseconds('backwardComms', 'Backward, exchange'),
        milliseconds('prefetch', 'Cache filling'),
        bytes('hbm', 'HBM'),
        bytes('ddr', 'Host memory'),
        bytes('freeHbm', 'HBM free'),
      ],
    },
    rows,
  );
}

/** Where the HBM of each rank goes under a plan, from what is set aside to what is free. */
export function memoryTable(
  placed: readonly PlacedOption[],
  { problem, reservation, reserved }: Planning,
): Finding {
  const { topology, tables } = problem;
  const { share, dense, input } = reservedBytes(topology, tables, reservation);
  const held = memoryByRank(placed, topology.ranks);
  const rows = held.flatMap(({ hbm }, rank) =>
    [
      ['tables', hbm],
      ['input, twenty copies', input],
      ['dense part, six times', dense],
      ['reserved share', share],
      ['free', reserved.memory[rank].hbm - hbm],
    ].map(([part, size]) => ({ rank: `${rank}`, part, bytes: size })),
  );
  return findingOf(
    {
      id: 'memory',
      title: 'Where the HBM goes',
      about:
        'Of each rank under the improved plan. TorchRec sets aside a share of HBM, six times the dense parameters and twenty copies of the input, whatever the plan.',
      columns: [words('rank', 'Rank'), words('part', 'Part'), bytes('bytes', 'HBM')],
    },
    topology.device === 'cuda' ? rows : [],
  );
}

/** What the time of each rank is made of. */
export function partsTable(placed: readonly PlacedOption[], { problem }: Planning): Finding {
  const rows = partsByRank(placed, problem.topology.ranks).flatMap((perf, rank) =>
    parts.map(([key, part]) => ({ rank: `${rank}`, part, time: perf[key] })),
  );
  const spent = new Set(rows.filter(({ time }) => time > 0).map(({ part }) => part));
  return findingOf(
    {
      id: 'parts',
      title: 'What each rank’s time is made of',
      about: `Of the improved plan. ${MODELLED}`,
      columns: [words('rank', 'Rank'), words('part', 'Part'), milliseconds('time', 'Time')],
    },
    rows.filter(({ part }) => spent.has(part)),
  );
}

const parts = [
  ['forwardCompute', 'forward, compute'],
  ['forwardComms', 'forward, exchange'],
  ['backwardCompute', 'backward, compute'],
  ['backwardComms', 'backward, exchange'],
  ['prefetch', 'cache filling'],
] as const satisfies (readonly [keyof Perf, string])[];

function partsByRank(placed: readonly PlacedOption[], ranks: number): Perf[] {
  const perf = Array.from({ length: ranks }, () => noPerf);
  for (const { option, ranks: at } of placed)
    for (const [index, shard] of option.shards.entries())
      perf[at[index]] = addPerf(perf[at[index]], shard.perf);
  return perf;
}

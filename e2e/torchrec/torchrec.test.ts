// Exported plans in TorchRec itself: its classes read them and write them back, its function makes the same of the calls,
// and two processes train under them as one does without. Needs the Python of TESSERA_TORCHREC_PYTHON (see README.md).

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lab } from '../../src/experiments/experiment';
import { requireConfig } from '../../src/experiments/schema';
import { torchrecPlanner } from '../../src/experiments/torchrec-planner';
import { cutTable } from '../../src/sharding/execution/cutTable';
import type { ExportedPlan } from '../../src/sharding/export/exportedModel';
import { exportFiles } from '../../src/sharding/export/exportFiles';
import type { ShardingType } from '../../src/sharding/problem';
import { serialisePlan } from '../../src/sharding/torchrec/planFile';
import { plannerTable } from '../../src/sharding/torchrec/table';
import { type Topology, topologyOf } from '../../src/sharding/torchrec/topology';
import { readFromSharedFolder } from '../support/sharedFile';

const python = process.env.TESSERA_TORCHREC_PYTHON;
const published = await readFromSharedFolder('sharding/torchrec_plans.json');
const PLAN = 'plan.json';
const STEPS = 8;

interface Outcome {
  code: number;
  out: string;
  errors: string;
}

/** Leaves the event loop free, so that vitest hears of the test meanwhile. */
const run = (folder: string, ...words: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, OMP_NUM_THREADS: '1' }, maxBuffer: 2 ** 26 };
    const child = execFile(python!, words, options, (_, out, errors) =>
      resolve({ code: child.exitCode ?? -1, out, errors }),
    );
  });

const onTwo = (folder: string, script: string, ...words: string[]) =>
  run(
    folder,
    ...['-m', 'torch.distributed.run', '--standalone', '--nproc_per_node=2', script],
    ...['--plan', PLAN, '--steps', `${STEPS}`, ...words],
  );

const lossesOf = ({ out }: Outcome) =>
  [...out.matchAll(/^step \d+: loss ([\d.]+)/gm)].map(([, loss]) => Number(loss));

const all = [0, 1];
const onCpus: [ShardingType, readonly number[], number][] = [
  ['data_parallel', all, 16],
  ['table_wise', [1], 16],
  ['column_wise', [1, 0], 8],
  ['table_column_wise', [0, 0, 1, 0], 4],
];

function planOver(
  ways: typeof onCpus,
  topology: Topology,
  optimizer: ExportedPlan['optimizer'],
  rowsOf = (index: number) => 500 + index,
): ExportedPlan {
  const tables = ways.map(([name], index) =>
    plannerTable(
      {
        name,
        rows: rowsOf(index),
        dimension: 16,
        bytesPerElement: 4,
        poolingFactor: 1.4 + index,
        coverage: 1,
      },
      32,
    ),
  );
  return {
    plan: {
      tables: ways.map(([type, devices, width], table) =>
        cutTable(table, tables[table], type, { devices, width, devicesPerHost: topology.ranksPerHost }),
      ),
    },
    ...{ tables, modules: tables.map(() => 'sparse.ebc'), topology, optimizer, learningRate: 0.1 },
    ...{ denseFeatures: 4, bottom: [16], top: [16] },
  };
}

const folders: string[] = [];
async function newFolder(): Promise<string> {
  folders.push(await mkdtemp(join(tmpdir(), 'tessera-torchrec-')));
  return folders.at(-1)!;
}

async function folderOf(exported: ExportedPlan): Promise<string> {
  const folder = await newFolder();
  const { plan, modules, tables, topology } = exported;
  const files = [
    { name: PLAN, text: JSON.stringify(serialisePlan({ plan, modules }, tables, topology)) },
    ...exportFiles(exported, PLAN),
  ];
  for (const { name, text } of files) await writeFile(join(folder, name), text);
  return folder;
}

const two = topologyOf({ devices: 2 });
const four = topologyOf({ devices: 4, devicesPerHost: 2 });
const allWays: typeof onCpus = [
  ['data_parallel', [0, 1, 2, 3], 16],
  ['table_wise', [2], 16],
  ['column_wise', [3, 1], 8],
  ['row_wise', [0, 1, 2, 3], 16],
  ['table_row_wise', [2, 3], 16],
  ['table_column_wise', [0, 1], 8],
  ['grid_shard', [0, 1, 2, 3], 8],
];

describe.skipIf(!python)('in TorchRec (skipped without TESSERA_TORCHREC_PYTHON)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await folderOf(planOver(onCpus, two, 'row_wise_adagrad'));
  });
  afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true }))));

  test.skipIf(!published)(
    'its classes read every plan that it published, and write the same',
    async () => {
      const plans = JSON.parse(published!.toString()) as { plan: unknown }[];
      const paths = await Promise.all(
        plans.map(async ({ plan }, index) => {
          const path = join(folder, `published-${index}.json`);
          await writeFile(path, JSON.stringify(plan));
          return path;
        }),
      );
      const { code, out } = await run(folder, 'load_plan.py', ...paths);
      expect(out.match(/written back as it was/g)).toHaveLength(plans.length);
      expect(code).toBe(0);
    },
    60_000,
  );

  test('all seven types are read, and calls make the same of those that have one', async () => {
    const own = await folderOf(planOver(allWays, four, 'sgd'));
    expect((await run(own, 'load_plan.py', PLAN)).out).toContain('7 tables, written back as it was');
    await copyFile(fileURLToPath(new URL('compareCalls.py', import.meta.url)), join(own, 'compareCalls.py'));
    const compared = await run(own, 'compareCalls.py', PLAN);
    expect(compared.errors).toBe('');
    expect(compared.out.trim().split('\n')).toEqual([
      'refuses: no call places 2 tables',
      ...['data_parallel', 'table_wise', 'column_wise', 'row_wise', 'table_row_wise'].map(
        (name) => `${name}: same`,
      ),
    ]);
  }, 60_000);

  test('the arguments for HugeCTR are Python', async () => {
    const own = await folderOf(planOver(allWays, four, 'sgd'));
    const code =
      'import hugectr_plan as it; print(len(it.SHARD_MATRIX), it.SHARD_STRATEGY, it.NOT_EXPRESSED)';
    const { out } = await run(own, '-c', code);
    expect(out).toBe(
      "4 [('mp', ['table_wise', ('column_wise', 2), 'row_wise', 'table_row_wise', ('table_column_wise', 2), ('grid_shard', 2)]), ('dp', ['data_parallel'])] []\n",
    );
  });

  test('cut to fewer rows it is the plan of smaller tables, and on CPUs that of no GPUs', async () => {
    const large = await folderOf(planOver(allWays, four, 'sgd'));
    const onCpus = { ...four, device: 'cpu' as const };
    const small = await folderOf(planOver(allWays, onCpus, 'sgd', () => 5));
    const code = [
      'from load_plan import on_cpus, read_record, with_fewer_rows',
      `print(on_cpus(with_fewer_rows(read_record("${PLAN}"), 5)) == read_record("${join(small, PLAN)}"))`,
    ];
    expect(await run(large, '-c', code.join('\n'))).toEqual({ code: 0, out: 'True\n', errors: '' });
  }, 60_000);

  test('two processes learn what one does, and a wrong gradient is found', async () => {
    const checked = await onTwo(folder, 'train.py', '--check');
    expect(checked.errors).not.toMatch(/^train.py:/m);
    expect(checked.out).toContain('tables cut as it says');
    expect(lossesOf(checked)).toHaveLength(STEPS);
    expect(checked.code).toBe(0);
    const plain = lossesOf(
      await run(folder, 'train.py', '--plan', PLAN, '--steps', `${STEPS}`, '--unsharded'),
    );
    for (const [step, loss] of lossesOf(checked).entries()) expect(loss).toBeCloseTo(plain[step], 5);

    await copyFile(fileURLToPath(new URL('wrongGradients.py', import.meta.url)), join(folder, 'wrong.py'));
    const wrong = await onTwo(folder, 'wrong.py', '--check', '--optimizer', 'sgd');
    expect(wrong.errors).toContain('sharded and unsharded training differ');
    expect(wrong.code).not.toBe(0);
  }, 120_000);

  test('the planner’s own files train, cut to few rows', async () => {
    const own = await newFolder();
    const settings = {
      device: 'cpu',
      ranks: 2,
      ranksPerHost: 2,
      batch: 32,
      ddr: 64,
      steps: 20_000,
      rounds: 2,
    };
    const config = requireConfig(torchrecPlanner.config, settings);
    const lab = { seed: 0, files: {}, status: () => {} } as unknown as Lab;
    for await (const event of torchrecPlanner.run(lab, config))
      if (event.kind === 'file') await writeFile(join(own, event.file.name), event.file.bytes);
    await copyFile(join(own, 'plan-improved.json'), join(own, PLAN));
    const trained = await onTwo(own, 'train.py', '--check', '--max-rows', '2000');
    expect(trained.errors).not.toMatch(/^train.py:/m);
    expect(lossesOf(trained)).toHaveLength(STEPS);
    expect(trained.code).toBe(0);
    expect(Object.keys(JSON.parse(await readFile(join(own, PLAN), 'utf8')).plan)).toHaveLength(1);
  }, 120_000);

  test('a log of clicks', async () => {
    const click = (index: number) =>
      [index % 2, 1, '', 3, index, 'a', `b|${index}`, '', `${index}|c|d`].join('\t');
    await writeFile(join(folder, 'clicks.tsv'), Array.from({ length: 90 }, (_, i) => click(i)).join('\n'));
    const trained = await onTwo(folder, 'train.py', '--check', '--data', 'clicks.tsv');
    expect(trained.errors).not.toMatch(/^train.py:/m);
    expect(trained.code).toBe(0);
    await writeFile(join(folder, 'short.tsv'), '1\t2\n');
    expect((await onTwo(folder, 'train.py', '--data', 'short.tsv')).errors).toContain(
      'train.py: short.tsv, sample 1: 2 fields instead of 9',
    );
  }, 120_000);

  test('what gloo cannot do, and what does not fit together, is one line', async () => {
    const rows = await folderOf(planOver([['row_wise', all, 16]], two, 'sgd'));
    expect((await onTwo(rows, 'train.py')).errors).toMatch(
      /^train.py: TorchRec exchanges no rows cut over ranks by gloo: 1 tables, first row_wise\. Run on GPUs.*$/m,
    );
    const alone = await run(folder, 'train.py', '--plan', PLAN);
    expect(alone.errors).toBe('train.py: start it by: torchrun --nproc_per_node=2 train.py …\n');
    const other = await run(folder, 'train.py', '--plan', join(rows, PLAN), '--unsharded');
    expect(other.errors).toMatch(/^train.py: table \w+ of module sparse.ebc is in .+ alone: .+\n$/);
  }, 60_000);
});

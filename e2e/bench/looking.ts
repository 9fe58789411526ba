// `npm run bench:looking -- [experiment] [setting=value …]`: what the open weights panel and checkpoints cost a run that
// goes on: the panel in the built page, drawing included, checkpoints headless. Stretches with and without them alternate within one run, neighbours are compared, and of the ratios
// the median is taken, so that a machine's mood touches both sides alike.

import { resolve } from 'node:path';
import { quantile } from '../../src/bench/sampling';
import { openBrowserHost } from '../../src/cli/hosts/browserHost';
import type { RunUpdate } from '../../src/lab/protocol';
import { CHECKPOINT_MILLISECONDS } from '../../src/ui/state/intervals';
import { inPanel } from './lookingPanel';

const PAIRS = 9;
const STRETCH_MILLISECONDS = 6000;
/** Far more often than in the page, so that their cost stands out of the noise; it is scaled back below. */
const CHECKPOINTS_PER_STRETCH = 3;
/** As the training loop takes copies of its state. */
const SNAPSHOT_STEPS = 100;

const [experiment = 'train-vit', ...given] = process.argv.slice(2);
const settings = given.map((text) => text.split('=') as [string, string]);
const config = Object.fromEntries(
  settings.map(([key, value]) => [key, Number.isNaN(Number(value)) ? value : Number(value)]),
);
const root = resolve(import.meta.dirname, '../..');
const chosen = { experiment, samples: 16_384, steps: 1_000_000, ...config };
const shares = await inPanel(root, chosen, { pairs: PAIRS, milliseconds: STRETCH_MILLISECONDS });
report('the weights panel', 'looks at its own pace, and draws', shares, 5);

const host = await openBrowserHost({ root, console: () => {} });
const steps: { step: number; stepMs: number }[] = [];
let hear: (update: RunUpdate) => void = () => {};
host.onUpdate((update) => {
  if (update.kind === 'failure') throw new Error(update.message);
  if (update.kind === 'rows' && update.table === 'training')
    for (const { step, stepMs } of update.rows) steps.push({ step, stepMs });
  hear(update);
});

try {
  const files = { train: [], test: [] };
  const { experiment: _id, ...whole } = chosen;
  const run = { experiment, config: whole, seed: 0, files };
  await host.send({ kind: 'start', run });
  while (steps.length < 20) await pass(100);
  const keeping = await compare(async (end) => {
    for (let taken = 0; taken < CHECKPOINTS_PER_STRETCH; taken++) {
      await checkpoint();
      await pass(Math.max(0, (end - performance.now()) / (CHECKPOINTS_PER_STRETCH - taken)));
    }
  });
  const each = keeping.map(
    ({ excess, milliseconds }) => (excess * milliseconds) / CHECKPOINTS_PER_STRETCH / CHECKPOINT_MILLISECONDS,
  );
  report('checkpoints', `one every ${CHECKPOINT_MILLISECONDS / 1000} s`, each, 1);
  report('copies of the state', `one every ${SNAPSHOT_STEPS} steps`, copies(), 1);
} finally {
  await host.close();
}
process.exit(0);

interface Pair {
  /** By how much a step with is slower than a step without. */
  excess: number;
  milliseconds: number;
}

/** Alternates which of a pair comes first. */
async function compare(during: (end: number) => Promise<void>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index < PAIRS; index++) {
    const order = index % 2 ? [true, false] : [false, true];
    const meanMs = { true: 0, false: 0 };
    for (const busy of order) {
      const first = steps.length;
      const end = performance.now() + STRETCH_MILLISECONDS;
      if (busy) await during(end);
      await pass(Math.max(0, end - performance.now()));
      const taken = steps.slice(first);
      meanMs[`${busy}`] = taken.reduce((sum, { stepMs }) => sum + stepMs, 0) / taken.length;
    }
    pairs.push({ excess: meanMs.true / meanMs.false - 1, milliseconds: STRETCH_MILLISECONDS });
  }
  return pairs;
}

/** What the steps around each copy took beyond the usual, as a share of all steps. */
function copies(): number[] {
  return steps.flatMap(({ step }, index) => {
    if ((step - 1) % SNAPSHOT_STEPS !== 0) return [];
    const mean = (from: number, to: number) => {
      const some = steps.slice(Math.max(0, from), to).map(({ stepMs }) => stepMs);
      return quantile(some, 0.5);
    };
    const usual = mean(index - 20, index - 2);
    const around = steps.slice(index - 1, index + 3);
    if (index < 20 || around.length < 4) return [];
    return [around.reduce((sum, { stepMs }) => sum + stepMs - usual, 0) / (SNAPSHOT_STEPS * usual)];
  });
}

function report(name: string, often: string, shares: readonly number[], promise: number): void {
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => (100 * quantile(shares, share)).toFixed(2));
  console.log(
    `${experiment}, ${name} (${often}): a step is ${median} % slower (quartiles ${low} to ${high} %, ` +
      `${shares.length} comparisons; promised: below ${promise} %)`,
  );
}

/** Asks for a checkpoint and waits for it. */
async function checkpoint(): Promise<void> {
  const answered = new Promise<void>((done) => {
    hear = ({ kind }) => {
      if (kind === 'checkpoint') done();
    };
  });
  await host.send({ kind: 'checkpoint' });
  await answered;
}

function pass(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

// Runs that the placement panel asks for: what kernels cost on this GPU, what the open plan takes, what is learnt under
// it. They are runs as any others; when one ends, what it left is opened here.

import { create } from 'zustand';
import { type Config, defaultsOf, fieldsOf } from '../../experiments/schema';
import type { RunFile } from '../../lab/protocol';
import type { PlanDocument } from '../../sharding/editing/document';
import { openPlacement, say } from './placement';
import { batchOf, tablesFile } from './placementGiven';
import { openFiles } from './placementSource';
import { hasEnded, isActive, type Run } from './run';
import { start, stop } from './runActions';
import { findExperiment } from './setup';
import { activeRun, canTrain, lab } from './store';

interface Asked {
  /** Id of the run. */
  run: string;
  experiment: string;
  /** The file that is waited for. */
  file: string;
  /** In place of opening it. */
  ended?: (run: Run) => void;
}

/** The run that was asked for and has not ended; `starting` until it has an id. */
export const useMeasuring = create<{ asked: Asked | 'starting' | null }>()(() => ({ asked: null }));

const COSTS = { experiment: 'measured-costs', file: 'measured-costs.json' } as const;

/** At the sizes of the open tables. */
const OPEN = 'open';

/** Of the experiment: the reader's own settings where it is what they have set up. */
export const CHOSEN = 'chosen';

export interface Thoroughness {
  id: string;
  title: string;
}

/** Settings under which kernels can be measured. */
export function thoroughnesses(chosen: string): Thoroughness[] {
  const { presets = [] } = findExperiment(COSTS.experiment);
  return [
    ...(chosen === COSTS.experiment ? [{ id: CHOSEN, title: 'as set up for its experiment' }] : []),
    { id: OPEN, title: 'at the sizes of these tables, some minutes' },
    { id: 'default', title: 'small tables made up here, two minutes' },
    ...presets.map(({ id, title, about }) => ({ id, title: `${title.toLowerCase()}: ${about}` })),
  ];
}

/** Measures what kernels cost here; its file becomes the cost that plans are judged by. */
export function measureHere(thoroughness: string): Promise<void> {
  const experiment = findExperiment(COSTS.experiment);
  const preset = experiment.presets?.find(({ id }) => id === thoroughness);
  const { document } = openPlacement().evaluation;
  const own = thoroughness === OPEN ? sizesOf(document) : preset?.config;
  const state = lab.getState();
  const config = thoroughness === CHOSEN ? state.config : { ...defaultsOf(experiment.config), ...own };
  const files = config.sizes === 'tables' ? [tablesFile(document)] : [];
  return ask(COSTS, { config, seed: state.seed, files });
}

/** What the experiment is to cover of them; what its settings or this GPU do not take is capped, and said so. */
export function sizesOf(document: PlanDocument): Config {
  const fields = new Map(fieldsOf(findExperiment(COSTS.experiment).config));
  const within = (key: string, wanted: number) => {
    const { minimum = -Infinity, maximum = Infinity } = fields.get(key)!;
    return Math.min(maximum, Math.max(minimum, wanted));
  };
  const { tables } = document.problem;
  const widest = Math.max(...tables.map(({ dimension }) => dimension));
  const narrowest = Math.min(widest / 4, ...tables.map(({ minPartition }) => minPartition ?? widest));
  return {
    // Large kernels take long: fewer samples of each, and fewer plans that are held back.
    ...{ sizes: 'tables', rounds: 5, plans: 6 },
    batch: within('batch', batchOf(document)),
    leastColumns: within('leastColumns', Math.ceil(narrowest)),
  };
}

interface Given {
  config: Run['config'];
  seed: number;
  files: readonly RunFile[] | 'chosen';
}

/** Why no run can start now, or undefined. */
export function whyNoRun(): string | undefined {
  const state = lab.getState();
  const going = activeRun(state);
  if (going) return `The run “${going.name}” goes on. Stop it, or wait for its end.`;
  if (canTrain(state)) return undefined;
  return state.webgpu.refusal ?? 'This browser has no WebGPU, so that nothing can be measured here.';
}

export async function ask(wanted: Omit<Asked, 'run'>, { config, seed, files }: Given): Promise<void> {
  const refusal = useMeasuring.getState().asked ? 'A run was asked for already.' : whyNoRun();
  if (refusal) {
    say(refusal, true);
    return;
  }
  useMeasuring.setState({ asked: 'starting' });
  const own = { experiment: wanted.experiment, config, seed, sweep: null, resume: null, files };
  const run = await start({ own });
  useMeasuring.setState({ asked: run === null ? null : { ...wanted, run } });
  if (run === null) say(lab.getState().failure?.message ?? 'The run could not be started.', true);
  else follow();
}

/** Ends the run that was asked for; what it has left by then is opened. */
export function stopMeasuring(): void {
  const { asked } = useMeasuring.getState();
  if (asked && asked !== 'starting' && activeRun(lab.getState())?.id === asked.run) void stop();
}

/** Opens what the run has left once it has ended. */
function follow(): void {
  const { asked } = useMeasuring.getState();
  if (!asked || asked === 'starting') return;
  const { runs, failure } = lab.getState();
  const run = runs.find(({ id }) => id === asked.run);
  if (isActive(run ?? null)) return;
  useMeasuring.setState({ asked: null });
  const left = run && hasEnded(run) && run.files.find(({ name }) => name === asked.file);
  if (left && asked.ended) asked.ended(run);
  else if (left) void openFiles([{ name: left.name, blob: left.content }]);
  else if (run?.state === 'stopped') say('The run was stopped before it had measured anything.', true);
  else say(failure?.message ?? 'The run failed.', true);
}

lab.subscribe(follow);

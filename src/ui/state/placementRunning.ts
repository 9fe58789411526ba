// The open plan, run on this GPU: it goes to a run as the files that anyone could give it, and comes back as one.

import { defaultsOf } from '../../experiments/schema';
import { usualLatencies } from '../../sharding/editing/measuredCost';
import { costsRecord } from '../../sharding/measured/costsFile';
import { adopt, openPlacement } from './placement';
import { batchOf, fileOf, tablesFile } from './placementGiven';
import { ask } from './placementMeasuring';
import { useRan } from './placementRan';
import { planText } from './placementSaving';
import { findExperiment } from './setup';
import { lab } from './store';

export const RAN_FILE = 'ran-plan.json';
const EXPERIMENT = 'measured-plan';

/** The most that the experiment's settings take. */
const MOST_SAMPLES = 1_048_576;
const MICROSECONDS = 1e6;
/** Bytes a millisecond in a gigabyte a second. */
const GIGABYTES = 1e6;

/** Runs the kernels of every device of the open plan; what they took is shown beside what was predicted. */
export function runPlanHere(): Promise<void> {
  const { evaluation, cost } = openPlacement();
  const { document } = evaluation;
  const { ranks, ranksPerHost, intraHostBandwidth, interHostBandwidth } = document.problem.topology;
  const latencies = cost.kind === 'measured' ? cost.latencies : usualLatencies;
  const own = lab.getState().experiment === EXPERIMENT ? lab.getState().config : {};
  const rate = (bytes: number) => Math.min(1e5, Math.max(0.01, bytes / GIGABYTES));
  return ask(
    { experiment: EXPERIMENT, file: RAN_FILE },
    {
      config: {
        ...{ ...defaultsOf(findExperiment(EXPERIMENT).config), ...own },
        ...{ batch: Math.min(MOST_SAMPLES, batchOf(document)) },
        ...{ devices: ranks, devicesPerHost: ranksPerHost },
        withinBandwidth: rate(intraHostBandwidth),
        betweenBandwidth: rate(interHostBandwidth),
        withinLatency: latencies.within * MICROSECONDS,
        betweenLatency: latencies.between * MICROSECONDS,
      },
      seed: lab.getState().seed,
      files: [
        tablesFile(document),
        fileOf('sharding-plan.json', planText(document)),
        ...(cost.kind === 'measured' ? [fileOf(cost.file, JSON.stringify(costsRecord(cost.costs)))] : []),
      ],
    },
  );
}

/** Goes back to the plan that ran, as one step. */
export function takeRanPlan(): void {
  const { ran } = useRan.getState();
  if (ran) adopt(ran.read, 'The plan that ran');
}

// Runs the kernels of every virtual device of a plan, its shards' and its copies',, one after another, and holds them against measured costs.

import { adapterText } from '../../base/adapterText';
import { measuredCost, usualLatencies } from '../../sharding/editing/measuredCost';
import { routeLookups } from '../../sharding/execution/route';
import { modelExchanges } from '../../sharding/execution/stepTime';
import { countExchanges } from '../../sharding/execution/transfers';
import type { MeasuredCostsFile } from '../../sharding/measured/costsFile';
import { copyPhases, type DeviceKernelSeconds, kernelPhases } from '../../sharding/measured/kernelPhases';
import { timeDevices } from '../../sharding/measured/planKernels';
import { kernelMs, type RanPlanFile, ranPlanRecord } from '../../sharding/measured/ranPlanFile';
import { plainEstimator } from '../../sharding/torchrec/options';
import { plannerTable } from '../../sharding/torchrec/table';
import { topologyOf } from '../../sharding/torchrec/topology';
import type { Lab, RunEvent } from '../experiment';
import { networkOf } from '../zionex/network';
import { planInputs } from './inputs';
import { type RanProblem, ranProblem } from './problem';
import type { RanPlanSettings } from './schema';
import { devicesTable, ranTablesTable } from './tables';

const BYTES = 4;
const precisions = { forward: 'fp32', backward: 'fp32' } as const;
const optimizer = {
  dense: { kind: 'adagrad', epsilon: 1e-8 },
  sparse: { kind: 'rowWiseAdagrad', epsilon: 1e-8 },
} as const;

export async function* measuredPlan(
  lab: Lab,
  settings: RanPlanSettings,
): AsyncGenerator<RunEvent, void, void> {
  lab.status('Reading tables and plan');
  const inputs = await planInputs(lab.files.train, settings, lab.seed);
  const problem = ranProblem(lab.gpu, inputs, settings, lab.seed);
  const { layout, batch } = problem;
  yield { kind: 'finding', finding: ranTablesTable(inputs, problem) };
  lab.status('Sending lookups');
  const copied = layout.replicated.reduce(
    (sum, table) => sum + layout.tables[table] * problem.tables[table].dimension,
    0,
  );
  const traffic = countExchanges(layout, copied, precisions);
  const routed = routeLookups(layout, problem.lookups, traffic);
  const { rounds, sampleMilliseconds } = settings;
  const timing = timeDevices(lab.gpu, {
    ...{ layout, routed, optimizer, lookups: problem.lookups.rows.map(({ length }) => Math.max(1, length)) },
    ...{ drawn: problem.lookups, timing: { rounds, sampleMilliseconds } },
  });
  let devices: readonly DeviceKernelSeconds[] | undefined;
  try {
    let next = await timing.next();
    for (; !next.done; next = await timing.next()) {
      lab.status('Running devices', next.value, layout.devices);
      yield { kind: 'metrics', values: {} };
    }
    devices = next.value;
  } finally {
    // Gives back what a device holds when the run is left.
    if (!devices) await timing.return([]);
  }
  const network = networkOf(settings, layout.devices, layout.devicesPerHost, false);
  const exchanges = Object.values(modelExchanges(network, traffic, BYTES * copied));
  const exchangeSeconds = copied
    ? exchanges.reduce((sum, seconds) => sum + seconds, 0)
    : exchanges.slice(0, -1).reduce((sum, seconds) => sum + seconds, 0);
  const predicted = inputs.costs && predictedMs(inputs.costs, problem);
  yield { kind: 'finding', finding: devicesTable(layout, devices, predicted) };
  yield { kind: 'metrics', values: metricsOf(devices, exchangeSeconds, predicted) };
  const record = ranPlanRecord({
    ...{ adapter: adapterText(lab.gpu.report), plan: inputs.record, devicesPerHost: layout.devicesPerHost },
    tables: inputs.tables.map(({ name, rows }, table) => ({ name, rows, ranRows: layout.tables[table] })),
    ...{ batch, devices, exchangeSeconds },
  } satisfies RanPlanFile);
  yield {
    kind: 'file',
    file: {
      name: 'ran-plan.json',
      about: 'what every device of the plan took, as the placement panel opens it',
      bytes: new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`),
    },
  };
}

/** By the statistics of the tables, as a planner knows them. */
function predictedMs(costs: MeasuredCostsFile, { tables, plan, batch, layout }: RanProblem): number[] {
  const { devices, devicesPerHost } = layout;
  const cost = measuredCost(costs, usualLatencies, {
    tables: tables.map((table) => plannerTable(table, batch / devices)),
    topology: topologyOf({ devices, devicesPerHost }),
    settings: plainEstimator,
  });
  return cost.kernels(plan);
}

function metricsOf(
  devices: readonly DeviceKernelSeconds[],
  exchangeSeconds: number,
  predicted: readonly number[] | undefined,
): Record<string, number> {
  const times = devices.map(kernelMs);
  const slowest = Math.max(...times);
  // Devices wait for the slowest after each phase.
  const compute = [...kernelPhases, ...copyPhases].reduce(
    (sum, phase) => sum + 1000 * Math.max(...devices.map((device) => device[phase])),
    0,
  );
  return {
    slowestKernelsMs: slowest,
    meanKernelsMs: times.reduce((sum, each) => sum + each, 0) / times.length,
    exchangeMs: 1000 * exchangeSeconds,
    stepMs: compute + 1000 * exchangeSeconds,
    ...(predicted && {
      slowestRelativeError: Math.max(...predicted) / slowest - 1,
      maxRelativeError: Math.max(
        ...predicted.flatMap((each, device) => (times[device] ? [Math.abs(each / times[device] - 1)] : [])),
      ),
    }),
  };
}

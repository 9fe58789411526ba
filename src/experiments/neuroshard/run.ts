// Reads what is given, learns what sets of tables and exchanges cost, and searches plans by what was learned.

import { ConfigError } from '../../base/errors';
import { computeParts, exchangeParts, type TrainedNetwork } from '../../sharding/trained/trainedNetwork';
import type { Lab, Metrics, RunEvent } from '../experiment';
import { networkFile, trainedOn } from '../placement/networkFiles';
import type { Improvement } from '../placement/plans';
import { readInputs } from './inputs';
import { type LearnedCompute, type LearnedExchange, learnCompute, learnExchange } from './learnCosts';
import { type Costs, costsFor, type NeuroshardSettings, tablesFor, tasksFor } from './model';
import { learnedExchange, searchTasks } from './search';
import { meanScores } from './tables';

export async function* neuroshardRun(
  lab: Lab,
  settings: NeuroshardSettings,
): AsyncGenerator<RunEvent, void, void> {
  lab.status('Reading');
  const given = await readInputs(lab.files.train);
  const { communication } = given;
  const ranks = communication?.content[0].dimensions.length;
  if (ranks !== undefined && settings.tasks > 0 && ranks !== settings.devices)
    throw new ConfigError(
      `${communication?.file} was measured on ${ranks} devices, and devices = ${settings.devices}. Set devices to ${ranks}, or tasks to 0.`,
    );
  const tables = tablesFor(given, settings, lab.seed);
  let exchange: LearnedExchange | undefined;
  if (communication) {
    const { file, content } = communication;
    exchange = yield* learnExchange(lab, { file, exchanges: content }, settings);
    yield metrics(exchangeMetrics(exchange));
    // Whoever gives exchanges alone asks for nothing else.
    if (!given.compute && !given.tables && !given.tasks) return;
  }
  const costs = costsFor(given, tables, settings, lab.seed);
  const learned = yield* learnCompute(lab, costs, settings);
  yield learnedNetwork(lab, costs, learned[0], exchange);
  const scores = meanScores(learned);
  yield metrics({
    samples: costs.sets.length,
    meanMs: costs.milliseconds.reduce((sum, value) => sum + value, 0) / costs.sets.length,
    measured: costs.measured ? 1 : 0,
    testMse: scores.meanSquaredError,
    testR2: scores.determination,
    medianRelativeError: scores.medianRelativeError,
  });
  if (settings.tasks === 0) return;
  const tasks = tasksFor(given, tables, settings, lab.seed);
  const improvement = yield* searchTasks(
    lab,
    tasks,
    learned,
    exchange && learnedExchange(exchange),
    settings,
  );
  if (improvement) yield metrics(improvementMetrics(improvement));
}

/** The networks that the search asks: of the first seed. */
function learnedNetwork(
  lab: Lab,
  { source, measured, measuredOn, sets }: Costs,
  { model, scores }: LearnedCompute,
  exchange: LearnedExchange | undefined,
): RunEvent {
  const devices = exchange?.forward.model.scales.outputs.means.length ?? 0;
  const network: TrainedNetwork = {
    kind: 'neuroshard',
    trainedOn: trainedOn(lab, { source: `costs ${source}`, measured, measuredOn }, sets.flat(), devices),
    compute: computeParts(model, scores),
    exchange: exchange
      ? {
          devices,
          forward: exchangeParts(exchange.forward.model),
          backward: exchangeParts(exchange.backward.model),
        }
      : null,
  };
  return networkFile(network, 'neuroshard-network', 'the learned costs');
}

const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

const exchangeMetrics = ({ forward, backward }: LearnedExchange): Metrics => ({
  forwardTestMse: meanScores(forward.results).meanSquaredError,
  forwardLinearMse: meanScores(forward.results.map(({ linear }) => ({ scores: linear }))).meanSquaredError,
  backwardTestMse: meanScores(backward.results).meanSquaredError,
  backwardLinearMse: meanScores(backward.results.map(({ linear }) => ({ scores: linear }))).meanSquaredError,
});

const improvementMetrics = ({ greedyMs, searchMs, localMs }: Improvement): Metrics => ({
  ...{ greedyMs, searchMs, searchImprovement: 1 - searchMs / greedyMs },
  ...(localMs !== undefined && { localMs, localImprovement: 1 - localMs / greedyMs }),
});

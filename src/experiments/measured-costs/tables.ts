// What was fitted and predicted, as tables.

import { phases } from '../../sharding/execution/stepTime';
import { isBalanced } from '../../sharding/measured/drawnPlan';
import type { StepModel } from '../../sharding/measured/stepModel';
import { phaseTerms } from '../../sharding/measured/terms';
import type { Plan, ShardingType } from '../../sharding/problem';
import { type Finding, findingOf } from '../findings';
import { number, share, text } from '../zionex/columns';
import { phaseTitles } from '../zionex/phaseTitles';
import type { Planner } from './findPlans';
import { planners } from './findPlans';
import type { MeasuredPlan } from './measure';
import type { Compared } from './predict';
import type { CostProblem } from './problem';
import { TOLERANCE } from './tolerance';

const NANOSECONDS = 1e9;

export function costTable({ tables, profile, description }: CostProblem): Finding {
  return findingOf(
    {
      id: 'tables',
      title: 'The tables',
      about: `${description}. What a planner knows of them: the lookups of one batch. Another batch is run.`,
      columns: [
        ...[text('table', 'table'), number('rows', 'rows'), number('lookups', 'lookups a sample')],
        ...[number('batch', 'lookups of the known batch'), number('distinct', 'rows that it looks up')],
      ],
    },
    tables.map(({ name, rows, lookups }, table) => {
      const used = profile.uses[table].within(0, rows);
      return { table: name, rows, lookups, batch: used.lookups, distinct: used.distinct };
    }),
  );
}

export const termsTable = (model: StepModel, name: string): Finding =>
  findingOf(
    {
      id: 'terms',
      title: 'What things cost on this GPU',
      about: `${name[0].toUpperCase()}${name.slice(1)}. Nanoseconds of each amount that a phase grows with, fitted without negative ones to measured kernels, relative errors alike. A term that others explain as well has none.`,
      columns: [text('phase', 'phase'), text('term', 'term'), number('time', 'time of one', 'ns')],
    },
    phases.flatMap((phase) =>
      phaseTerms[phase].map(({ title }, index) => ({
        ...{ phase: phaseTitles[phase], term: title, time: NANOSECONDS * model[phase].weights[index] },
      })),
    ),
  );

/** Of the sizes: the value below which so large a share of them lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

export const fitTable = (model: StepModel): Finding =>
  findingOf(
    {
      id: 'fit',
      title: 'How well the terms explain what was measured',
      about:
        'Each measured device predicted from a fit to the others (six parts, each left out in turn): predicted over measured, relative error.',
      columns: [
        ...[text('phase', 'phase'), number('samples', 'devices measured'), share('median', 'median error')],
        ...[share('most', 'error of nine in ten, at most'), share('greatest', 'greatest error')],
      ],
    },
    phases.map((phase) => {
      const { samples, heldOut } = model[phase];
      const at = (part: number) => quantile(heldOut, part);
      return { phase: phaseTitles[phase], samples, median: at(0.5), most: at(0.9), greatest: at(1) };
    }),
  );

export const predictedTable = (compared: readonly Compared[], plans: readonly MeasuredPlan[]): Finding =>
  findingOf(
    {
      id: 'predictions',
      title: 'Steps predicted and measured',
      about:
        'Plans that nothing was fitted to, on a batch that was not known. Compute: the slowest device of each phase, added; predicted by the fit, measured by running every device. Step: with the exchanges, which are modelled on both sides, so that the error of compute is the honest one. Bars reach 15 % either side of what was measured.',
      columns: [
        ...[text('plan', 'plan'), text('placement', 'placement'), text('types', 'sharding')],
        ...[number('predicted', 'predicted compute', 'ms'), number('measured', 'measured compute', 'ms')],
        ...[share('error', 'error of compute'), number('low', '15 % less', 'ms')],
        ...[number('high', '15 % more', 'ms'), number('predictedStep', 'predicted step', 'ms')],
        ...[number('measuredStep', 'measured step', 'ms'), share('stepError', 'error of the step')],
      ],
    },
    compared.map(({ predicted, measured, computeError, stepError }, index) => ({
      ...{ plan: `plan ${index + 1}`, types: typesOf(plans[index].plan) },
      placement: isBalanced(index) ? 'spread evenly' : 'crowded',
      predicted: 1000 * predicted.time.computeSeconds,
      measured: 1000 * measured.computeSeconds,
      error: computeError,
      low: 1000 * (1 - TOLERANCE) * measured.computeSeconds,
      high: 1000 * (1 + TOLERANCE) * measured.computeSeconds,
      predictedStep: 1000 * predicted.time.sequentialSeconds,
      ...{ measuredStep: 1000 * measured.sequentialSeconds, stepError },
    })),
  );

/** "3 table_wise, 1 row_wise". */
function typesOf({ tables }: Plan): string {
  const counts = new Map<ShardingType, number>();
  for (const { shardingType } of tables) counts.set(shardingType, (counts.get(shardingType) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
}

export const partsTable = (compared: readonly Compared[], plans: readonly MeasuredPlan[]): Finding =>
  findingOf(
    {
      id: 'parts',
      title: 'Error by part',
      about:
        'Of the slowest device in each phase, over the plans that were predicted. A part that takes little of a step may be off by much and matter little.',
      columns: [
        ...[text('phase', 'phase'), share('share', 'of the measured compute')],
        ...[share('median', 'median error'), share('greatest', 'greatest error')],
      ],
    },
    phases.map((phase) => {
      const ran = plans.flatMap(({ devices }, index) => {
        const slowest = Math.max(...devices.map((seconds) => seconds[phase]));
        return slowest ? [{ slowest, error: compared[index].phaseErrors[phase] }] : [];
      });
      const all = compared.reduce((sum, { measured }) => sum + measured.computeSeconds, 0);
      const errors = ran.map(({ error }) => error);
      return {
        ...{ phase: phaseTitles[phase], share: ran.reduce((sum, { slowest }) => sum + slowest, 0) / all },
        ...(errors.length && { median: quantile(errors, 0.5), greatest: quantile(errors, 1) }),
      };
    }),
  );

export const plannersTable = (
  found: readonly { planner: Planner; compared: Compared; plan: MeasuredPlan }[],
): Finding =>
  findingOf(
    {
      id: 'planners',
      title: 'Plans by costs that were measured and estimated',
      about:
        'Each plan was run. The estimator is told this GPU’s memory bandwidth, measured by a copy, and the network of the settings; what it does not know is what a dispatch, a sort or a hot row cost here. Busiest device: pooling and update of its shards.',
      columns: [
        ...[text('planner', 'planner and costs'), text('types', 'sharding')],
        ...[number('predicted', 'predicted compute', 'ms'), number('measured', 'measured compute', 'ms')],
        ...[share('error', 'error'), number('busiest', 'busiest device’s tables, measured', 'ms')],
        number('step', 'step, exchanges modelled', 'ms'),
      ],
    },
    found.map(({ planner, compared: { predicted, measured, computeError }, plan }) => ({
      ...{ planner: planners[planner], types: typesOf(plan.plan), error: computeError },
      predicted: 1000 * predicted.time.computeSeconds,
      measured: 1000 * measured.computeSeconds,
      busiest: 1000 * Math.max(...plan.devices.map((device) => device.pooling + device.shardUpdate)),
      step: 1000 * measured.sequentialSeconds,
    })),
  );

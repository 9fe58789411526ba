// A step predicted from a plan, a known batch and a model of costs, beside the step that was measured.

import { type ExecutionLayout, layoutOf } from '../../sharding/execution/layout';
import { routeLookups } from '../../sharding/execution/route';
import {
  type DeviceSeconds,
  modelExchanges,
  type Phase,
  phases,
  type StepTime,
  stepTime,
} from '../../sharding/execution/stepTime';
import { countExchanges } from '../../sharding/execution/transfers';
import { predictDevice, type StepModel } from '../../sharding/measured/stepModel';
import { workOfDevices } from '../../sharding/measured/work';
import type { Plan } from '../../sharding/problem';
import type { MeasuredPlan } from './measure';
import { type CostProblem, optionsOf } from './problem';

export interface Prediction {
  devices: readonly DeviceSeconds[];
  time: StepTime;
}

const precisions = { forward: 'fp32', backward: 'fp32' } as const;

export const planLayout = (problem: CostProblem, plan: Plan): ExecutionLayout =>
  layoutOf({
    ...optionsOf(problem, plan),
    ...{ tables: problem.model.tables, dimension: problem.settings.dimension },
  });

/** `denseElements`: of the gradient that devices add up. */
export function predict(
  problem: CostProblem,
  model: StepModel,
  plan: Plan,
  denseElements: number,
): Prediction {
  const layout = planLayout(problem, plan);
  const devices = workOfDevices(layout, problem.profile).map((work) => predictDevice(model, work));
  const traffic = countExchanges(layout, denseElements, precisions);
  routeLookups(layout, problem.known.lookups, traffic);
  return { devices, time: stepTime(devices, modelExchanges(problem.network, traffic, 4 * denseElements)) };
}

export const measuredTime = ({ network }: CostProblem, { devices, run }: MeasuredPlan): StepTime =>
  stepTime(devices, modelExchanges(network, run.traffic, 4 * run.denseElements));

export interface Compared {
  predicted: Prediction;
  measured: StepTime;
  /** Of the kernels alone, predicted over measured less 1. */
  computeError: number;
  /** Of the whole step, whose exchanges are modelled on both sides. */
  stepError: number;
  /** Of the slowest device in each phase. */
  phaseErrors: Readonly<Record<Phase, number>>;
}

export function compare(problem: CostProblem, model: StepModel, plan: MeasuredPlan): Compared {
  const predicted = predict(problem, model, plan.plan, plan.run.denseElements);
  const measured = measuredTime(problem, plan);
  const slowest = (devices: readonly DeviceSeconds[], phase: Phase) =>
    Math.max(...devices.map((device) => device[phase]));
  return {
    ...{ predicted, measured },
    computeError: predicted.time.computeSeconds / measured.computeSeconds - 1,
    stepError: predicted.time.sequentialSeconds / measured.sequentialSeconds - 1,
    phaseErrors: Object.fromEntries(
      phases.map((phase) => {
        const real = slowest(plan.devices, phase);
        return [phase, real ? slowest(predicted.devices, phase) / real - 1 : 0];
      }),
    ) as Record<Phase, number>,
  };
}

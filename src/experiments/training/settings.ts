// Settings that every training experiment shares, and how they become a schedule.

import { type Schedule, type ScheduleConfig, scheduleOf } from '../../optim/schedules';
import type { Lab } from '../experiment';
import { choice, integer, number } from '../schema';

interface TrainingDefaults {
  epochs: number;
  batch: number;
  learningRate: number;
  schedule: ScheduleConfig['kind'];
  warmupEpochs: number;
}

/** Length, batch, learning rate and schedule, with a model's own defaults. */
export const trainingFields = (defaults: TrainingDefaults) => ({
  epochs: integer({
    label: 'Epochs',
    group: 'Training',
    default: defaults.epochs,
    minimum: 1,
    maximum: 10_000,
    help: 'Passes over the training data. Ignored when steps is set.',
  }),
  steps: integer({
    label: 'Steps',
    group: 'Training',
    default: 0,
    minimum: 0,
    maximum: 10_000_000,
    help: 'Number of updates; 0 means as many as the epochs need.',
  }),
  batch: integer({
    label: 'Batch',
    group: 'Training',
    unit: 'samples',
    default: defaults.batch,
    minimum: 1,
    maximum: 65_536,
    logarithmic: true,
    help: 'Samples per update.',
  }),
  learningRate: number({
    label: 'Learning rate',
    group: 'Training',
    default: defaults.learningRate,
    minimum: 0,
    maximum: 100,
    logarithmic: true,
    live: true,
    help: 'Size of an update at the top of the schedule.',
  }),
  schedule: choice({
    label: 'Schedule',
    group: 'Training',
    default: defaults.schedule,
    choices: [
      { value: 'constant', label: 'Constant' },
      { value: 'cosine', label: 'Cosine to zero' },
      { value: 'linear', label: 'Linear to zero' },
      { value: 'step', label: 'Tenfold drops at ½ and ¾' },
    ],
    live: true,
    help: 'How the learning rate changes over the run.',
  }),
  warmupEpochs: number({
    label: 'Warm-up',
    group: 'Training',
    unit: 'epochs',
    default: defaults.warmupEpochs,
    minimum: 0,
    maximum: 1000,
    live: true,
    help: 'The learning rate rises linearly from zero for this long.',
  }),
});

export interface TrainingSettings {
  epochs: number;
  steps: number;
  batch: number;
  learningRate: number;
  schedule: ScheduleConfig['kind'];
  warmupEpochs: number;
}

export const totalSteps = ({ steps, epochs }: TrainingSettings, perEpoch: number): number =>
  steps || epochs * perEpoch;

/** The schedule of a run; rate, shape and warm-up may be changed while it runs. */
export function learningRateSchedule(
  lab: Pick<Lab, 'setting'>,
  settings: TrainingSettings,
  perEpoch: number,
): Schedule {
  const steps = totalSteps(settings, perEpoch);
  return (step) => {
    const kind = lab.setting('schedule', settings.schedule);
    const warmupEpochs = lab.setting('warmupEpochs', settings.warmupEpochs);
    const warmupSteps = Math.min(Math.round(warmupEpochs * perEpoch), steps);
    const unit = scheduleOf({ kind, rate: 1, steps, warmupSteps });
    return lab.setting('learningRate', settings.learningRate) * unit(step);
  };
}

// Trains the arms and reports what rounding costs each.

import type { Lab, RunEvent } from '../experiment';
import type { Config } from '../schema';
import { trainArms } from '../training/arms';
import { armsOf } from './armsOf';
import { resolved, type Settings } from './model';
import { reportOf } from './report';

export async function* run(lab: Lab, config: Config): AsyncGenerator<RunEvent, void, void> {
  const settings = resolved(config as unknown as Settings);
  const { arms, weights } = await armsOf(lab, settings);
  yield* trainArms(lab, 'periodic-quantisation', config, arms, (outcomes) =>
    reportOf(settings, lab.seed, outcomes, weights),
  );
}

// How many dispatches a step takes, planned without a device: small models live and die by this number.

import { describe, expect, test } from 'vitest';
import { baseLimits } from '../kernels/kernel';
import type { Model } from '../nn/model';
import { evaluationStep, trainingStep } from '../nn/trainingStep';
import type { OptimizerConfig } from '../optim/config';
import { type DeviceProfile, planProgram } from './plan';

const profiles: Record<string, DeviceProfile> = {
  'base profile': profile('hardware', []),
  'software adapter': profile('software', ['subgroups']),
};

function profile(adapterClass: DeviceProfile['adapterClass'], features: string[]): DeviceProfile {
  const limits = { ...baseLimits, maxBufferSize: 268_435_456, minUniformBufferOffsetAlignment: 256 };
  return { limits, adapterClass, features: new Set(features) };
}

const mlp: Model = { kind: 'mlp', image: 28, channels: 1, classes: 10, hidden: [256] };
const adamw: OptimizerConfig = { dense: { kind: 'adamw', weightDecay: 0.01 } };

describe.each(Object.keys(profiles))('%s', (name) => {
  test('a two-layer perceptron with AdamW takes at most twelve dispatches', () => {
    const graph = trainingStep(mlp, { batchSize: 128, optimizer: adamw });
    const { dispatches } = planProgram('perceptron', graph, profiles[name]);
    expect(dispatches.length, dispatches.map(({ label }) => label).join('\n')).toBeLessThanOrEqual(12);
  });

  test('an evaluation program shares the training program’s state', () => {
    const training = planProgram(
      'training',
      trainingStep(mlp, { batchSize: 8, optimizer: adamw }),
      profiles[name],
    );
    const evaluation = planProgram('evaluation', evaluationStep(mlp, { batchSize: 32 }), profiles[name], {
      state: training.state,
    });
    const stateBuffers = new Set(training.state.buffers.keys());
    const read = evaluation.dispatches.flatMap(({ bindings }) =>
      bindings.filter(({ buffer }) => stateBuffers.has(buffer)),
    );
    expect(read.length).toBeGreaterThanOrEqual(4);
    for (const { value, offset } of read) expect(training.state.entries.get(value.name)!.offset).toBe(offset);
  });
});

// A small step and its chains on the GPU: every dispatch has its place, and bytes are those predicted.

import { describe, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { peaksOf } from '../../compile/peaks';
import { joinedChains, savedBytes, separateBytes } from '../../workload/fusion';
import { defaultsOf } from '../schema';
import { workloadCharacterisation } from '.';
import { measureChain, measureStep, placed } from './measure';
import { modelNamed, stepOf, type WorkloadSettings } from './model';

const settings = defaultsOf(workloadCharacterisation.config) as WorkloadSettings;

describe.each(['mlp-digits', 'dlrm-small'])('%s', (name) => {
  const model = modelNamed(name, settings);
  const graph = stepOf(model, 'inference', 16);

  test('each dispatch has its place under the roof', async () => {
    const gpu = await testGpu();
    const { profile, inspection } = await measureStep(gpu, graph, model, 16, 1, () => {});
    expect(profile.kernels.length).toBe(inspection.dispatches.length);
    const peaks = await peaksOf(gpu);
    const dispatches = placed(profile, peaks);
    expect(dispatches.length).toBeGreaterThan(0);
    for (const { milliseconds, shortest, share } of dispatches)
      expect(share).toBeCloseTo(shortest / milliseconds, 9);
  });

  test('chains move the predicted bytes, apart and as one kernel', async () => {
    const gpu = await testGpu();
    const [chain] = joinedChains(graph);
    const measured = await measureChain(gpu, chain, 1);
    // 16 bytes stand in for an operand that is absent.
    const saved = measured.separateBytes - measured.fusedBytes;
    expect(Math.abs(saved - savedBytes(chain))).toBeLessThanOrEqual(16);
    expect(measured.separateBytes).toBeGreaterThanOrEqual(separateBytes(chain));
    expect(measured.fusedMilliseconds).toBeGreaterThan(0);
  });
});

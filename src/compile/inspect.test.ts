// A plan laid open accounts for every byte of the forecast, and no two tensors share bytes at one time.

import { describe, expect, test } from 'vitest';
import { baseLimits } from '../kernels/kernel';
import type { Model } from '../nn/model';
import { cifarResNet } from '../nn/models/resnet';
import { trainingStep } from '../nn/trainingStep';
import type { OptimizerConfig } from '../optim/config';
import { inspectPlan } from './inspect';
import type { MemoryInfo } from './inspection';
import { forecastMemory } from './memory';
import { type DeviceProfile, planProgram } from './plan';

const profile: DeviceProfile = {
  limits: { ...baseLimits, maxBufferSize: 268_435_456, minUniformBufferOffsetAlignment: 256 },
  adapterClass: 'hardware',
  features: new Set(),
};

/** Of both tables together. */
const ROWS = 70;

const cases: Record<string, [Model, OptimizerConfig]> = {
  'a perceptron with AdamW': [
    { kind: 'mlp', image: 28, channels: 1, classes: 10, hidden: [64] },
    { dense: { kind: 'adamw', weightDecay: 0.01 }, reportGradientNorm: true },
  ],
  'a residual network with momentum': [
    { kind: 'resnet', ...cifarResNet(8, { image: 16, channels: 3, classes: 10, widths: [4, 8, 16] }) },
    { dense: { kind: 'sgd', momentum: 0.9 } },
  ],
  'a recommendation model with row-wise Adagrad': [
    {
      kind: 'dlrm',
      dense: 3,
      tables: [40, 30],
      bottom: [16, 8],
      top: [4, 1],
      interaction: 'dot',
      lookupsPerSample: 3,
    },
    { dense: { kind: 'adagrad' }, sparse: { kind: 'rowWiseAdagrad' } },
  ],
};

const sum = (items: readonly { bytes: number }[]) => items.reduce((total, { bytes }) => total + bytes, 0);

describe.each(Object.keys(cases))('%s', (name) => {
  const [model, optimizer] = cases[name];
  const plan = planProgram('training', trainingStep(model, { batchSize: 8, optimizer }), profile);
  const inspection = inspectPlan(plan, profile);
  const { tensors, nodes, dispatches, shaders, memory, buffers } = inspection;
  const inBuffer = (buffer: string) => memory.filter((info) => info.buffer === buffer);

  test('the buffers sum to the forecast, and every tensor lies in one', () => {
    expect(sum(buffers)).toBe(forecastMemory(plan, profile).totalBytes);
    const sizes = new Map(buffers.map((buffer) => [buffer.name, buffer.bytes]));
    for (const { buffer, offset, bytes } of memory)
      expect(offset + bytes).toBeLessThanOrEqual(sizes.get(buffer) ?? 0);
    for (const { name: buffer } of buffers) expect(inBuffer(buffer).length, buffer).toBeGreaterThan(0);
  });

  test('bytes are shared by activations that live one after another, and by nothing else', () => {
    const apart = (a: MemoryInfo, b: MemoryInfo) =>
      a.offset + a.bytes <= b.offset ||
      b.offset + b.bytes <= a.offset ||
      (a.life !== undefined && b.life !== undefined && (a.life[1] < b.life[0] || b.life[1] < a.life[0]));
    for (const { name: buffer } of buffers) {
      const own = inBuffer(buffer);
      for (const [index, a] of own.entries())
        for (const b of own.slice(index + 1)) expect(apart(a, b), `${a.name} and ${b.name}`).toBe(true);
    }
  });

  test('what a model keeps is told apart', () => {
    const bytesOf = (category: string) => sum(memory.filter((info) => info.category === category));
    const parameters = tensors.filter(({ role }) => role === 'parameter');
    // A table has no dense gradient, and a moment of one number a row.
    const tables = model.kind === 'dlrm' ? parameters.filter(({ shape }) => shape[0] === ROWS) : [];
    const dense = parameters.filter((parameter) => !tables.includes(parameter));
    expect(bytesOf('parameter')).toBe(sum(parameters));
    expect(bytesOf('gradient')).toBe(sum(dense));
    const moments = optimizer.dense.kind === 'adamw' ? 2 : 1;
    expect(bytesOf('optimizer state')).toBe(moments * sum(dense) + tables.length * ROWS * 4);
    // Running mean and variance beside the scale and shift of every normalisation.
    const normalised = parameters.filter(({ name: parameter }) => /\.(scale|shift)$/.test(parameter));
    expect(bytesOf('statistics')).toBe(model.kind === 'resnet' ? sum(normalised) : 0);
  });

  test('dispatches, nodes and shaders refer to each other', () => {
    expect(dispatches.map(({ label }) => label)).toEqual(plan.dispatches.map(({ label }) => label));
    expect(dispatches.map(({ shader }) => shaders[shader].code)).toEqual(
      plan.dispatches.map(({ code }) => code),
    );
    expect(new Set(shaders.map(({ code }) => code)).size).toBe(shaders.length);
    for (const [index, { node }] of dispatches.entries()) expect(nodes[node].dispatches).toContain(index);
    for (const node of nodes) {
      const own = node.dispatches.map((index) => dispatches[index]);
      expect(own.reduce((total, { flops }) => total + flops, 0)).toBeCloseTo(node.flops, 3);
      for (const tensor of [...node.inputs, ...node.outputs]) expect(tensors[tensor].name).toBeTruthy();
    }
  });

  test('gathering partial sums and repacking are no matrix products', () => {
    const named = (kernel: string) => plan.dispatches.filter((dispatch) => dispatch.kernel === kernel);
    if (model.kind === 'resnet') expect(named('gemm/sum_partials').length).toBeGreaterThan(0);
    for (const { flops } of named('gemm/repack')) expect(flops).toBe(0);
    for (const gathering of named('gemm/sum_partials')) {
      const own = plan.dispatches.filter(({ node }) => node === gathering.node);
      const whole = own.reduce((total, { flops }) => total + flops, 0);
      expect(gathering.flops).toBeLessThan(whole / 4);
    }
  });

  test('survives JSON, in which bundles are written', () => {
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
  });
});

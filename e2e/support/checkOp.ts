// Judges a kernel by the float64 reference: builds a graph of one op, runs it on the GPU and in the
// interpreter on the same inputs (rounded to what they are stored as), and compares every output and every updated input.

import { expect } from 'vitest';
import { RandomStream } from '../../src/base/randomStream';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program, type TensorData } from '../../src/compile/program';
import { DeviceState, type HostTensor } from '../../src/compile/state';
import { elementsOf, numbersOf } from '../../src/compile/tensorData';
import { Graph } from '../../src/graph/graph';
import { updatedInputs } from '../../src/graph/op';
import '../../src/graph/ops';
import { type Attributes, type DType, elementCount, type Shape, type Value } from '../../src/graph/value';
import type { AdapterClass } from '../../src/kernels/kernel';
import type { Tuning } from '../../src/kernels/tuning';
import { interpret } from '../../src/reference/interpreter';
import '../../src/reference/ops';
import { type Tensor, tensor } from '../../src/reference/tensor';
import { type Tolerance, toleranceOf } from '../../src/reference/tolerances';
import { testGpu } from './testGpu';

export interface OpInput {
  shape: Shape;
  dtype?: DType;
  /** Row-major elements; default standard normals from a Philox stream. Halves are the nearest to them. */
  data?: ArrayLike<number>;
}

export interface OpCheck {
  /** Pretends the device grants only these optional features; default all it has. */
  features?: readonly string[];
  op: string;
  inputs: readonly OpInput[];
  attributes?: Attributes;
  seed?: number;
  tolerance?: Tolerance;
  /** Plan as for this class of adapter; default that of the adapter under test. */
  adapterClass?: AdapterClass;
  /** Plan as if a launch allowed only so many workgroups a dimension, to test large launches cheaply. */
  workgroupsPerDimension?: number;
  /** Plan as if a dispatch bound at most so many tensors; default what the adapter grants. */
  storageBuffers?: number;
  /** The way to compute a product; default the standard one. */
  tuning?: Tuning;
  /** Outputs not to be compared (by index), with good reason only. */
  ignore?: readonly number[];
}

export interface CheckedTensor {
  name: string;
  gpu: TensorData;
  reference: Float64Array;
}

/** Runs the check and returns what was compared, for further assertions. */
export async function checkOp(check: OpCheck): Promise<CheckedTensor[]> {
  const compared = await runOp(check);
  const tolerance = check.tolerance ?? toleranceOf(check.op);
  for (const [index, { name, gpu, reference }] of compared.entries())
    if (!check.ignore?.includes(index)) expectClose(`${check.op} ${name}`, gpu, reference, tolerance);
  return compared;
}

/** Both results of one op without judging them. */
export async function runOp(check: OpCheck): Promise<CheckedTensor[]> {
  const { op, inputs, attributes = {}, seed = 1 } = check;
  const data = inputs.map((input, index) => inputElements(input, seed, index));
  const graph = new Graph();
  const updated = new Set(updatedInputs({ op, inputs: inputs as unknown as Value[], attributes }));
  const values = inputs.map(({ shape, dtype = 'f32' }, index) =>
    updated.has(index)
      ? graph.state(`input${index}`, shape, { kind: 'constant', value: 0 }, dtype)
      : graph.input(`input${index}`, shape, dtype),
  );
  const outputs = graph.apply(op, values, attributes);
  for (const [index, output] of outputs.entries()) graph.output(`output${index}`, output);

  const results = await runOnGpu(graph, values, data, check);
  const state = new Map<Value, Tensor>();
  const feeds = new Map<Value, Tensor>();
  for (const [index, value] of values.entries())
    (updated.has(index) ? state : feeds).set(value, tensor(value.shape, numbersOf(data[index])));
  const known = interpret(graph.nodes, state, feeds);
  return [
    ...outputs.map((output, index) => ({
      name: output.name,
      gpu: numbersOf(results.outputs[index]),
      reference: known.get(output)!.data,
    })),
    ...[...updated].map((index) => ({
      name: `input ${index}`,
      gpu: results.state.get(values[index].name)!.data,
      reference: known.get(values[index])!.data,
    })),
  ];
}

async function runOnGpu(graph: Graph, values: readonly Value[], data: readonly TensorData[], check: OpCheck) {
  const gpu = await testGpu();
  const { limits, adapterClass, features } = deviceProfile(gpu);
  const maxComputeWorkgroupsPerDimension =
    check.workgroupsPerDimension ?? limits.maxComputeWorkgroupsPerDimension;
  const profile = {
    limits: {
      ...limits,
      maxComputeWorkgroupsPerDimension,
      maxStorageBuffersPerShaderStage: check.storageBuffers ?? limits.maxStorageBuffersPerShaderStage,
    },
    adapterClass: check.adapterClass ?? adapterClass,
    features: check.features ? new Set(check.features) : features,
    tuning: check.tuning,
  };
  const plan = planProgram('op under test', graph, profile, { optimised: false });
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.allocate(gpu, plan.state);
  const initial = new Map<string, HostTensor>();
  for (const [index, value] of values.entries()) {
    if (value.role === 'input') program.feeds.get(value.name)!.set(data[index]);
    else initial.set(value.name, { shape: value.shape, data: data[index] as Float32Array<ArrayBuffer> });
  }
  state.load(initial);
  try {
    await program.ready();
    const outputs = await program.run(state);
    return { outputs: [...outputs.values()], state: await state.save() };
  } finally {
    program.destroy();
    state.destroy();
  }
}

function inputElements({ shape, dtype = 'f32', data }: OpInput, seed: number, index: number): TensorData {
  const count = elementCount(shape);
  if (data) return elementsOf(data, dtype);
  const elements = new Float32Array(count);
  if (dtype === 'f32' || dtype === 'f16') new RandomStream(seed, 1000 + index).fillNormal(elements);
  return elementsOf(elements, dtype);
}

/** Fails with the worst element, its index and both values. */
export function expectClose(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): void {
  expect(actual.length, `${name}: length`).toBe(expected.length);
  let squares = 0;
  for (let i = 0; i < expected.length; i++) squares += expected[i] ** 2;
  const rms = Math.sqrt(squares / Math.max(1, expected.length));
  let worst = -1;
  let worstRatio = 1;
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance.absolute * rms + tolerance.relative * Math.abs(expected[i]) + 1e-30;
    const ratio = Math.abs(actual[i] - expected[i]) / allowed;
    if (!(ratio <= worstRatio))
      [worst, worstRatio] = [i, Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio];
  }
  if (worst >= 0)
    expect.fail(
      `${name}: element ${worst} is ${actual[worst]}, reference ${expected[worst]}, ${worstRatio.toFixed(1)}× the tolerance (${tolerance.reason}; rms ${rms.toPrecision(3)}).`,
    );
}

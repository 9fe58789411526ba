// From a graph to a plan: which dispatches run over which bytes of which buffers. Pure: a plan can be
// made, counted and shown without a device, so memory is known before any is allocated.

import { TesseraError } from '../base/errors';
import type { Graph } from '../graph/graph';
import { nodeCost } from '../graph/op';
import { denseUpdateOperands } from '../graph/ops/optimizer';
import { optimise, separateGradients } from '../graph/passes';
import { byteLength, type DType, elementCount, type Node, type Shape, type Value } from '../graph/value';
import '../kernels';
import { type AdapterClass, baseLimits, type KernelLimits, type Param } from '../kernels/kernel';
import { kernelName, shaderCode } from '../kernels/shaders';
import type { Tuning } from '../kernels/tuning';
import { resolveAliases } from './aliases';
import { planArenas } from './arenas';
import { denseUpdates, layoutState, Packer, type Placement, placementOf, type StateLayout } from './layout';
import { type LoweredDispatch, lowerNodes } from './lowerNodes';
import { elementsOf, type TensorData } from './tensorData';

/** What planning must know of the device; `baseProfile` is what every device offers. */
export interface DeviceProfile {
  limits: KernelLimits & { maxBufferSize: number; minUniformBufferOffsetAlignment: number };
  adapterClass: AdapterClass;
  /** Optional features granted; none of them is needed. */
  features: ReadonlySet<string>;
  /** Which of several ways to compute a product; absent: the first of each. */
  tuning?: Tuning;
}

/** The least a device may be; plans made for it run anywhere. */
export const baseProfile: DeviceProfile = {
  limits: { ...baseLimits, maxBufferSize: 268_435_456, minUniformBufferOffsetAlignment: 256 },
  adapterClass: 'hardware',
  features: new Set(),
};

export interface PlannedBinding extends Placement {
  value: Value;
  readOnly: boolean;
}

export interface PlannedDispatch {
  label: string;
  /** Shader path or the generated kernel's name. */
  kernel: string;
  code: string;
  constants: Readonly<Record<string, number>>;
  bindings: readonly PlannedBinding[];
  params: Uint8Array<ArrayBuffer>;
  workgroups: readonly [number, number, number];
  node: Node;
  /** This dispatch's share of its node's cost. */
  flops: number;
  bytes: number;
}

export interface FeedEntry extends Placement {
  name: string;
  shape: Shape;
  dtype: DType;
}

export interface ProgramPlan {
  name: string;
  graph: Graph;
  /** The nodes after all passes, in order. */
  nodes: readonly Node[];
  dispatches: readonly PlannedDispatch[];
  state: StateLayout;
  /** Where every value that owns memory lies. */
  placements: ReadonlyMap<Value, Placement>;
  /** Buffers of the program itself (arenas, gradients, constants, feeds) by name, in bytes. */
  buffers: ReadonlyMap<string, number>;
  feeds: ReadonlyMap<string, FeedEntry>;
  constants: readonly { value: Value; placement: Placement }[];
  /** Where each output is read from after a step. */
  outputs: ReadonlyMap<string, FeedEntry>;
}

export interface PlanOptions {
  /** Bind to the state of another program; default: this graph's own. */
  state?: StateLayout;
  /** Skip the optimising passes: the plain kernels, for tests. */
  optimised?: boolean;
}

export function planProgram(
  name: string,
  graph: Graph,
  profile: DeviceProfile,
  options: PlanOptions = {},
): ProgramPlan {
  const traced = { nodes: graph.nodes, outputs: [...graph.outputs.values()] };
  const passed = options.optimised === false ? separateGradients(traced) : optimise(traced);
  const { nodes, root } = resolveAliases(passed.nodes);
  const outputNames = [...graph.outputs.keys()];
  const outputRoots = new Map(passed.outputs.map((value, index) => [outputNames[index], root(value)]));

  const state = options.state ?? layoutState(graph);
  const packer = new Packer();
  const placed = new Map<Value, Placement>();
  for (const value of [...graph.parameters, ...graph.states]) placed.set(value, placementOf(state, value));
  for (const value of graph.inputs) placed.set(value, packer.place('feeds', byteLength(value)));
  placeGradients(nodes, root, placed, packer);

  const { dispatches, views } = lowerNodes({
    graph,
    nodes,
    root,
    placed,
    limits: profile.limits,
    adapterClass: profile.adapterClass,
    features: profile.features,
    tuning: profile.tuning,
  });
  for (const [view, placement] of views) placed.set(view, placement);
  const constants = placeConstants(dispatches, [...outputRoots.values()], placed, packer);
  const arenas = planArenas(
    dispatches,
    (value) => !placed.has(value),
    new Set(outputRoots.values()),
    profile.limits.maxBufferSize,
  );
  for (const [value, placement] of arenas.placements) placed.set(value, placement);

  return {
    name,
    graph,
    nodes: passed.nodes,
    dispatches: withCosts(dispatches).map((dispatch) => planDispatch(dispatch, placed)),
    state,
    placements: new Map([...placed].filter(([value]) => !views.has(value))),
    buffers: new Map([...packer.buffers, ...arenas.buffers]),
    feeds: new Map(graph.inputs.map((value) => [value.name, entry(value.name, value, placed.get(value)!)])),
    constants,
    outputs: new Map(
      [...outputRoots].map(([output, value]) => [
        output,
        entry(output, graph.outputs.get(output)!, located(value, placed)),
      ]),
    ),
  };
}

const entry = (name: string, { shape, dtype }: Value, placement: Placement): FeedEntry => ({
  name,
  shape,
  dtype,
  ...placement,
});

function located(value: Value, placed: ReadonlyMap<Value, Placement>): Placement {
  const placement = placed.get(value);
  if (!placement) throw new TesseraError(`The output "${value.name}" is computed by no dispatch.`);
  return placement;
}

/** Gradients of one update mirror the layout of its parameters in a buffer of their own. */
function placeGradients(
  nodes: readonly Node[],
  root: (value: Value) => Value,
  placed: Map<Value, Placement>,
  packer: Packer,
): void {
  for (const node of denseUpdates(nodes)) {
    const { parameters, gradients } = denseUpdateOperands(node);
    for (const [index, gradient] of gradients.entries()) {
      const owner = root(gradient);
      // Gradients fed by the caller already lie one after another among the feeds.
      if (owner.role === 'input') continue;
      if (placed.has(owner) || owner.role !== 'intermediate')
        throw new TesseraError(
          `The gradient of "${parameters[index].name}" shares memory with another tensor ("${owner.name}").`,
        );
      placed.set(owner, packer.place('gradients', byteLength(gradient)));
    }
  }
}

function placeConstants(
  dispatches: readonly LoweredDispatch[],
  outputs: readonly Value[],
  placed: Map<Value, Placement>,
  packer: Packer,
) {
  const bound = dispatches.flatMap(({ bindings }) => bindings.map(({ value }) => value));
  const constants = [...new Set([...bound, ...outputs])].filter(({ role }) => role === 'constant');
  return constants.map((value) => {
    const placement = packer.place('constants', byteLength(value));
    placed.set(value, placement);
    return { value, placement };
  });
}

/**
 * A node's bytes are carried by its dispatches in proportion to the bytes each binds; so are its FLOPs, by
 * those that do not declare their own.
 */
function withCosts(
  dispatches: readonly LoweredDispatch[],
): (LoweredDispatch & { flops: number; bytes: number })[] {
  const byNode = new Map<Node, LoweredDispatch[]>();
  for (const dispatch of dispatches)
    byNode.set(dispatch.node, [...(byNode.get(dispatch.node) ?? []), dispatch]);
  return dispatches.map((dispatch) => {
    const all = byNode.get(dispatch.node)!;
    const { flops, bytes } = nodeCost(dispatch.node);
    const computing = all.filter((other) => other.flops === undefined);
    const declared = all.reduce((sum, other) => sum + (other.flops ?? 0), 0);
    return {
      ...dispatch,
      flops: dispatch.flops ?? (Math.max(0, flops - declared) * traffic([dispatch])) / traffic(computing),
      bytes: (bytes * traffic([dispatch])) / traffic(all),
    };
  });
}

const traffic = (dispatches: readonly LoweredDispatch[]): number =>
  dispatches.reduce(
    (sum, { bindings }) => sum + bindings.reduce((bytes, { value }) => bytes + byteLength(value), 0),
    0,
  );

function planDispatch(
  dispatch: LoweredDispatch & { flops: number; bytes: number },
  placed: ReadonlyMap<Value, Placement>,
): PlannedDispatch {
  const { label, kernel, params, workgroups, node, flops, bytes } = dispatch;
  const bindings = dispatch.bindings.map(({ value, access }) => ({
    value,
    readOnly: access === 'read',
    ...located(value, placed),
  }));
  for (const reader of bindings.filter(({ readOnly }) => readOnly))
    for (const writer of bindings.filter(({ readOnly }) => !readOnly))
      if (reader.buffer === writer.buffer)
        throw new TesseraError(
          `${label} reads "${reader.value.name}" and writes "${writer.value.name}" in one buffer (${reader.buffer}).`,
        );
  return {
    label,
    kernel: kernelName(kernel),
    code: shaderCode(kernel),
    constants: ('shader' in kernel && kernel.constants) || {},
    bindings,
    params: packParams(params),
    workgroups,
    node,
    flops,
    bytes,
  };
}

/** The bytes of a `Params` struct of 4-byte scalars. */
export function packParams(params: readonly Param[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(params.length * 4));
  for (const [index, param] of params.entries()) {
    if (typeof param === 'number') view.setUint32(index * 4, param, true);
    else if ('f32' in param) view.setFloat32(index * 4, param.f32, true);
    else view.setInt32(index * 4, param.i32, true);
  }
  return new Uint8Array(view.buffer);
}

/** Elements of a constant, written out. */
export function constantElements({ data = 0, dtype, shape }: Value): TensorData {
  const numbers = typeof data === 'number' ? new Array<number>(elementCount(shape)).fill(data) : data;
  return elementsOf(numbers, dtype);
}

// Lays a plan open: what the compiler decided, as plain data that names every tensor, dispatch and byte.

import { RING_DEPTH } from '../gpu/stagingRing';
import { phaseOf } from '../graph/count';
import { nodeCost, updatedInputs } from '../graph/op';
import { byteLength, type Node, type Value } from '../graph/value';
import type {
  DispatchInfo,
  MemoryCategory,
  MemoryInfo,
  NodeInfo,
  ShaderInfo,
  StepInspection,
  TensorInfo,
} from './inspection';
import { forecastMemory, PARAMETER_BUFFER, READBACK_BUFFER } from './memory';
import type { DeviceProfile, ProgramPlan } from './plan';

export function inspectPlan(plan: ProgramPlan, profile: DeviceProfile): StepInspection {
  const { buffers } = forecastMemory(plan, profile);
  const values = valuesOf(plan);
  const indexOf = indices(values);
  const nodeIndex = indices(plan.nodes);
  const shaders: ShaderInfo[] = [];
  const shaderIndex = new Map<string, number>();
  const dispatches = plan.dispatches.map((dispatch): DispatchInfo => {
    const { label, kernel, code, node, workgroups, flops, bytes, constants } = dispatch;
    if (!shaderIndex.has(code)) shaderIndex.set(code, shaders.push({ name: kernel, code }) - 1);
    const shader = shaderIndex.get(code)!;
    return { label, kernel, node: nodeIndex(node), workgroups, flops, bytes, shader, constants };
  });
  const dispatchesOf = plan.nodes.map((): number[] => []);
  for (const [index, { node }] of dispatches.entries()) dispatchesOf[node].push(index);
  return {
    tensors: values.map(describeTensor),
    nodes: plan.nodes.map((node, index): NodeInfo => {
      const own = dispatchesOf[index];
      // A view moves nothing.
      const { flops, bytes } = own.length ? nodeCost(node) : { flops: 0, bytes: 0 };
      return {
        op: node.op,
        scope: node.scope,
        attributes: plainAttributes(node),
        inputs: node.inputs.map(indexOf),
        outputs: node.outputs.map(indexOf),
        flops,
        bytes,
        dispatches: own,
      };
    }),
    dispatches,
    shaders,
    memory: [...tensorMemory(plan), ...transferMemory(buffers)],
    buffers,
  };
}

/** Position of each item in `items`. */
function indices<T>(items: readonly T[]): (item: T) => number {
  const positions = new Map(items.map((item, index) => [item, index]));
  return (item) => positions.get(item)!;
}

const valuesOf = ({ graph, nodes }: ProgramPlan): Value[] => [
  ...new Set([
    ...graph.inputs,
    ...graph.parameters,
    ...graph.states,
    ...nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  ]),
];

const describeTensor = (value: Value): TensorInfo => ({
  name: value.name,
  role: value.role,
  shape: value.shape,
  dtype: value.dtype,
  bytes: byteLength(value),
});

/** Longest text of an attribute that is itself a structure. */
const ATTRIBUTE_LENGTH = 200;

function plainAttributes({ attributes }: Node): NodeInfo['attributes'] {
  const plain: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value))
      plain[name] = value as string | number | boolean;
    // JSON, which bundles are written in, has no infinity.
    else if (typeof value === 'number') plain[name] = String(value);
    else plain[name] = JSON.stringify(value).slice(0, ATTRIBUTE_LENGTH);
  }
  return plain;
}

/** Every placed tensor, temporaries of the kernels among them, by buffer and offset. */
function tensorMemory(plan: ProgramPlan): MemoryInfo[] {
  const optimizerStates = new Set(
    plan.nodes
      .filter((node) => phaseOf(node) === 'update')
      .flatMap((node) => updatedInputs(node).map((index) => node.inputs[index])),
  );
  const categoryOf = (value: Value, buffer: string): MemoryCategory => {
    if (value.role === 'parameter' || value.role === 'input' || value.role === 'constant') return value.role;
    if (value.role === 'state') return optimizerStates.has(value) ? 'optimizer state' : 'statistics';
    return buffer === 'gradients' ? 'gradient' : 'activation';
  };
  const lives = livesOf(plan);
  const infos = [...plan.placements].map(([value, { buffer, offset, bytes }]): MemoryInfo => {
    const category = categoryOf(value, buffer);
    const life = category === 'activation' ? lives.get(value) : undefined;
    return { name: value.name, category, buffer, offset, bytes, ...(life && { life }) };
  });
  return infos.sort((a, b) => (a.buffer === b.buffer ? a.offset - b.offset : a.buffer < b.buffer ? -1 : 1));
}

/** First and last dispatch that touch each value; what is read back after the step lives to its end. */
function livesOf({ dispatches, placements, outputs }: ProgramPlan): Map<Value, readonly [number, number]> {
  const lives = new Map<Value, readonly [number, number]>();
  for (const [index, { bindings }] of dispatches.entries())
    for (const { value } of bindings) lives.set(value, [lives.get(value)?.[0] ?? index, index]);
  for (const output of outputs.values()) {
    // Others may have had an output's place before it; it is the last to have it.
    let kept: Value | undefined;
    for (const [value, { buffer, offset }] of placements)
      if (buffer === output.buffer && offset === output.offset && endOf(value) >= endOf(kept)) kept = value;
    if (kept) lives.set(kept, [lives.get(kept)?.[0] ?? 0, dispatches.length - 1]);
  }
  return lives;

  function endOf(value: Value | undefined): number {
    return (value && lives.get(value)?.[1]) ?? -1;
  }
}

/** What crosses between host and device besides the inputs. */
function transferMemory(buffers: StepInspection['buffers']): MemoryInfo[] {
  return buffers.flatMap(({ name, bytes }): MemoryInfo[] => {
    const whole = { category: 'transfer', buffer: name } as const;
    if (name === PARAMETER_BUFFER) return [{ ...whole, name, offset: 0, bytes }];
    if (name !== READBACK_BUFFER) return [];
    return Array.from({ length: RING_DEPTH }, (_, slot) => ({
      ...whole,
      name: `results of a step, ${slot + 1} of ${RING_DEPTH} in flight`,
      offset: (slot * bytes) / RING_DEPTH,
      bytes: bytes / RING_DEPTH,
    }));
  });
}

// Turns working nodes into dispatches by asking each op's kernel; temporaries and flat views that the
// kernels ask for become values of the plan.

import { LimitError, TesseraError } from '../base/errors';
import type { Graph } from '../graph/graph';
import { byteLength, bytesPerElement, elementCount, type Node, type Value } from '../graph/value';
import {
  type AdapterClass,
  type Dispatch,
  type KernelLimits,
  type LoweringContext,
  loweringOf,
} from '../kernels/kernel';
import type { Tuning } from '../kernels/tuning';
import { align, type Placement } from './layout';

/** A dispatch with the node it serves and bindings resolved to the values that own memory. */
export interface LoweredDispatch extends Dispatch {
  node: Node;
}

export interface LoweringRequest {
  graph: Graph;
  nodes: readonly Node[];
  root(value: Value): Value;
  limits: KernelLimits;
  adapterClass: AdapterClass;
  features: ReadonlySet<string>;
  tuning?: Tuning;
  /** Memory of values placed before lowering (parameters, gradients, moments), by root. */
  placed: ReadonlyMap<Value, Placement>;
}

export interface Lowered {
  dispatches: LoweredDispatch[];
  /** Flat views the kernels asked for, with the memory they cover. */
  views: Map<Value, Placement>;
}

let nextTemporary = -1;

export function lowerNodes(request: LoweringRequest): Lowered {
  const { graph, nodes, root, limits, adapterClass, features, tuning, placed } = request;
  const views = new Map<Value, Placement>();

  const placementOfGroup = (values: readonly Value[]): Placement => {
    const ranges = values.map((value) => placed.get(root(value)));
    const [first] = ranges;
    const last = ranges.at(-1);
    if (!first || !last || ranges.some((range) => range?.buffer !== first.buffer))
      throw new TesseraError(`"${values[0]?.name}" and its group are not in one flat buffer.`);
    return {
      buffer: first.buffer,
      offset: first.offset,
      bytes: align(last.offset + last.bytes) - first.offset,
    };
  };

  const dispatches = nodes.flatMap((node) => {
    const lowering = loweringOf(node.op);
    if (!lowering) throw new TesseraError(`Op "${node.op}" has no GPU kernel.`);
    const temporary = (name: string, shape: Value['shape'], dtype: Value['dtype']): Value => ({
      id: nextTemporary--,
      graph,
      name: `${node.outputs[0]?.name ?? node.op}.${name}`,
      shape,
      dtype,
      role: 'intermediate',
    });
    let groupStart = 0;
    const context: LoweringContext = {
      limits,
      adapterClass,
      features,
      tuning,
      scratch: (shape, name, dtype = 'f32') => temporary(name, shape, dtype),
      flat: (values) => {
        const placement = placementOfGroup(values);
        groupStart = placement.offset;
        const view = temporary('flat', [placement.bytes / bytesPerElement.f32], 'f32');
        views.set(view, placement);
        return view;
      },
      flatOffset: (value) => (placed.get(root(value))!.offset - groupStart) / bytesPerElement.f32,
      shareBuffer: (a, b) => {
        const [first, second] = [a, b].map((value) => placed.get(root(value))?.buffer);
        return first !== undefined && first === second;
      },
    };
    return lowering(node, context).map((dispatch) =>
      checked({ ...dispatch, node, bindings: resolve(dispatch) }, limits),
    );
  });
  return { dispatches, views };

  function resolve(dispatch: Dispatch): Dispatch['bindings'] {
    return dispatch.bindings.map(({ value, access }) => ({ value: root(value), access }));
  }
}

/** A launch the device would refuse is reported with the op's and the tensor's name. */
function checked(dispatch: LoweredDispatch, limits: KernelLimits): LoweredDispatch {
  const { label, bindings, workgroups } = dispatch;
  if (bindings.length > limits.maxStorageBuffersPerShaderStage)
    throw new TesseraError(
      `${label} binds ${bindings.length} tensors; this device allows ${limits.maxStorageBuffersPerShaderStage}.`,
    );
  for (const count of workgroups)
    if (!(count >= 1 && count <= limits.maxComputeWorkgroupsPerDimension))
      throw new TesseraError(
        `${label} launches ${workgroups.join('×')} workgroups; the limit is ${limits.maxComputeWorkgroupsPerDimension}.`,
      );
  for (const { value } of bindings) {
    if (elementCount(value.shape) === 0) throw new TesseraError(`${label}: "${value.name}" is empty.`);
    if (byteLength(value) > limits.maxStorageBufferBindingSize)
      throw new LimitError(
        `Bytes in one binding, for "${value.name}" of ${label}`,
        byteLength(value),
        limits.maxStorageBufferBindingSize,
        'Use a smaller batch or model.',
      );
  }
  return dispatch;
}

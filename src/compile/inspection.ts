// A compiled step laid open: its tensors, nodes and dispatches after all passes, the shaders they run and
// what every byte of memory is for. Plain data: it crosses to the page and into run bundles.

import type { DType } from '../graph/value';

export type TensorRole = 'input' | 'parameter' | 'state' | 'constant' | 'intermediate';

export interface TensorInfo {
  name: string;
  role: TensorRole;
  shape: readonly number[];
  dtype: DType;
  bytes: number;
}

export interface NodeInfo {
  op: string;
  /** The layer it belongs to: "stage1.block0.conv1"; the gradients of a layer share its scope. */
  scope: string;
  attributes: Readonly<Record<string, string | number | boolean>>;
  /** Indices into `tensors`. */
  inputs: readonly number[];
  outputs: readonly number[];
  flops: number;
  bytes: number;
  /** Indices into `dispatches`; none for a node that is only a view. */
  dispatches: readonly number[];
}

export interface DispatchInfo {
  label: string;
  /** Shader path, or the generated kernel's name. */
  kernel: string;
  /** Index into `nodes`. */
  node: number;
  workgroups: readonly [number, number, number];
  flops: number;
  bytes: number;
  /** Index into `shaders`. */
  shader: number;
  /** Pipeline-overridable constants. */
  constants: Readonly<Record<string, number>>;
}

export interface ShaderInfo {
  name: string;
  code: string;
}

export type MemoryCategory =
  | 'parameter'
  | 'gradient'
  | 'optimizer state'
  | 'statistics'
  | 'activation'
  | 'input'
  | 'constant'
  | 'transfer';

/** A tensor's place. Activations share an arena: `offset` tells which overlap. */
export interface MemoryInfo {
  name: string;
  category: MemoryCategory;
  buffer: string;
  offset: number;
  bytes: number;
  /** First and last dispatch that need it; absent: its bytes are its own for the whole step. */
  life?: readonly [number, number];
}

export interface BesideInfo {
  name: string;
  /** A program of its own that evaluates the same parameters, or copies of the state. */
  purpose: 'evaluation' | 'snapshots';
  bytes: number;
}

export interface StepInspection {
  tensors: readonly TensorInfo[];
  nodes: readonly NodeInfo[];
  dispatches: readonly DispatchInfo[];
  shaders: readonly ShaderInfo[];
  memory: readonly MemoryInfo[];
  /** Every buffer with its size, as allocated. */
  buffers: readonly { name: string; bytes: number }[];
  /** What the run allocates beside the training step. */
  besides?: readonly BesideInfo[];
}

// Kernels that do one thing as fast as the adapter can: the two roofs of its roofline, and what is left of a product and
// of a lookup when a part of it is left out.

import type { AdapterClass, KernelSource } from './kernel';
import { rowElement } from './launch';

export const peakKernels = {
  /** Params: loops. One invocation of 64 a workgroup does loops · 128 FLOPs. */
  arithmetic: { shader: 'peaks/fused_multiply_add' },
} satisfies Record<string, KernelSource>;

/** A copy. Params: elements, stride in elements; 256 invocations a workgroup. */
export interface CopyKernel {
  /** What is moved at once: `vectors` of four numbers, or `matrices` of sixteen. */
  by: 'vectors' | 'matrices';
  bytes: number;
  kernel: KernelSource;
}

/** The faster of them is the bandwidth: a software adapter checks bounds once an element, so large ones gain there. */
export const copyKernels: readonly CopyKernel[] = [
  { by: 'vectors', bytes: 16, kernel: { shader: 'peaks/copy', include: ['vector4'] } },
  { by: 'matrices', bytes: 64, kernel: { shader: 'peaks/copy', include: ['vector16'] } },
];

/** The sum of bags of rows of `columns` numbers, rows being made from their places instead of looked up. */
export const bagOfMadeRows = (columns: number, adapterClass: AdapterClass): KernelSource => ({
  shader: 'embedding/bag',
  include: [...rowElement(columns, adapterClass).include, 'rows_made'],
});

/** Kernels of products that need no generated constants. */
const unreadable = ['gemm/quad_tiled', 'gemm/register_tiled'];

/**
 * A product of f32 by the kernel of this name, every operand's four elements being made from their place instead of
 * read; null where that kernel does not exist.
 */
export const unreadProduct = (kernel: string): KernelSource | null =>
  unreadable.includes(kernel)
    ? { shader: kernel, include: ['left_unread', 'right_unread', 'epilogue'] }
    : null;

/** A product of f32 by the kernel of this name that reads and stores, and multiplies nothing; null where there is none. */
export const unmultipliedProduct = (kernel: string): KernelSource | null =>
  kernel === 'gemm/quad_tiled'
    ? { shader: 'peaks/quad_reads', include: ['left_f32', 'right_f32', 'epilogue'] }
    : null;

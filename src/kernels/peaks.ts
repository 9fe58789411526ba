// Kernels that do one thing as fast as the adapter can: the two roofs of its roofline, and what of a product is
// left when nothing is read.

import type { KernelSource } from './kernel';

export const peakKernels = {
  /** Params: loops. One invocation of 64 a workgroup does loops · 128 FLOPs. */
  arithmetic: { shader: 'peaks/fused_multiply_add' },
  /** Params: vectors of 16 bytes, stride in vectors; 256 invocations a workgroup. */
  copy: { shader: 'peaks/copy' },
} satisfies Record<string, KernelSource>;

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

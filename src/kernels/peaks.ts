// Kernels that do one thing as fast as the adapter can: the two roofs of its roofline.

import type { KernelSource } from './kernel';

export const peakKernels = {
  /** Params: loops. One invocation of 64 a workgroup does loops · 128 FLOPs. */
  arithmetic: { shader: 'peaks/fused_multiply_add' },
  /** Params: vectors of 16 bytes, stride in vectors; 256 invocations a workgroup. */
  copy: { shader: 'peaks/copy' },
} satisfies Record<string, KernelSource>;

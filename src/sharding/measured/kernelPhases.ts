// What of a plan's tables runs by itself; networks and exchanges do not.

/** Of the shards of a device. */
export const kernelPhases = ['pooling', 'reducing', 'shardUpdate'] as const;
export type KernelPhase = (typeof kernelPhases)[number];

/** Seconds of each phase of one device. */
export type KernelSeconds = Readonly<Record<KernelPhase, number>>;

/**
 * Of tables that are copied to every device: lookups of the device's own samples with the gradient of every row, the
 * sums of its part of the all-reduce, and the update of every row.
 */
export const copyPhases = ['copyGradient', 'copySums', 'copyUpdate'] as const;
export type CopyPhase = (typeof copyPhases)[number];

/** Of shards and copies. */
export type DeviceKernelSeconds = Readonly<Record<KernelPhase | CopyPhase, number>>;

// What of a plan's shards runs by itself; networks, copies of tables and their exchanges do not.

export const kernelPhases = ['pooling', 'reducing', 'shardUpdate'] as const;
export type KernelPhase = (typeof kernelPhases)[number];

/** Seconds of each phase of one device. */
export type KernelSeconds = Readonly<Record<KernelPhase, number>>;

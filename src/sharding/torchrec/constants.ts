// Numbers of TorchRec 1.4's planner (torchrec/distributed/planner/constants.py, BSD-3): what it assumes of a machine
// that nobody described to it, and factors that its authors call empirical. Bandwidths are bytes a millisecond.

const GiB = 1024 ** 3;
/** "X·1024³/1000": GiB a second as bytes a millisecond. */
export const perMillisecond = (gibibytesPerSecond: number): number => (gibibytesPerSecond * GiB) / 1000;

export const defaults = {
  hbmBytes: 32 * GiB,
  ddrBytes: 128 * GiB,
  hbmBandwidth: perMillisecond(897),
  ddrBandwidth: perMillisecond(51),
  hostLinkBandwidth: perMillisecond(32),
  intraHostBandwidth: perMillisecond(600),
  interHostBandwidth: perMillisecond(12.5),
  batch: 512,
  poolingFactor: 1,
  poolings: 1,
  /** Least width of a column-wise shard. */
  minPartition: 128,
  cacheLoadFactor: 0.2,
  /** Share of HBM that stays unplanned. */
  reservedShare: 0.15,
} as const;

/** Bytes of an index: whatever it arrives as, the kernel reads 64 bits. */
export const INDEX_BYTES = 8;
/** Rows this wide fill a block of FBGEMM's kernel; narrower ones are read at a penalty. */
export const FULL_BLOCK_COLUMNS = 128;
export const HALF_BLOCK_PENALTY = 1.15;
export const QUARTER_BLOCK_PENALTY = 1.75;
/** The kernel looks up at least so many columns. */
export const LEAST_LOOKUP_COLUMNS = 32;
export const BACKWARD_MULTIPLIER = 2;
export const WEIGHTED_BACKWARD_MULTIPLIER = 1;
export const WEIGHTED_KERNEL_MULTIPLIER = 1.1;
export const BATCHED_COPY_FACTOR = 2.455;
export const DATA_PARALLEL_ELEMENTWISE_FACTOR = 9.22;
/** Dense parameters with gradients, optimizer and the copies of data parallelism, in sizes of the parameters. */
export const DENSE_MULTIPLIER = 6;
/** Batches in flight, and copies of each. */
export const INPUT_COPIES = 20;
/** The planner takes part in no grid search with more proposals. */
export const MOST_GRID_PROPOSALS = 10_000;

// The roofline model (Williams, Waterman & Patterson 2009): no kernel is faster than its arithmetic at the
// adapter's peak rate, nor than its traffic at the peak bandwidth.

/** What an adapter can do at best. */
export interface Peaks {
  flops: number;
  bytesPerSecond: number;
}

export interface Work {
  /** Floating-point operations. */
  flops: number;
  /** Bytes that must cross memory at least once. */
  bytes: number;
}

/** Seconds below which no adapter with these peaks does the work. */
export const shortestSeconds = ({ flops, bytes }: Work, peaks: Peaks): number =>
  Math.max(flops / peaks.flops, bytes / peaks.bytesPerSecond);

/** Which of the two peaks bounds the work. */
export const boundBy = ({ flops, bytes }: Work, peaks: Peaks): 'arithmetic' | 'bandwidth' =>
  flops / peaks.flops >= bytes / peaks.bytesPerSecond ? 'arithmetic' : 'bandwidth';

/**
 * Share of the attainable rate, which is min(peak FLOP/s, FLOPs per byte × bandwidth); 1 lies on the roof.
 * Work that stays in caches can exceed it.
 */
export const rooflineFraction = (work: Work, seconds: number, peaks: Peaks): number =>
  seconds > 0 ? shortestSeconds(work, peaks) / seconds : Number.NaN;

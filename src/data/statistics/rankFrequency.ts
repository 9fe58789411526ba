// How often each id of a table occurs, by rank: few ids make up most of a click log, and Zipf's law
// f(r) ∝ r^−s says how steeply.

import { mean } from '../../base/statistics';

export interface RankFrequency {
  /** Points of the curve, at ranks spaced evenly on a logarithmic axis. */
  points: { rank: number; count: number }[];
  /** Zipf's law through the curve, or null where there is too little of it. */
  fit: ZipfFit | null;
}

export interface ZipfFit {
  exponent: number;
  /** The law is count = scale · rank^−exponent. */
  scale: number;
  /** Ranks 1 to this were fitted: beyond, counts are so small that chance decides them. */
  lastRank: number;
  /** Share of the variance of log count that the law explains. */
  explained: number;
}

const POINTS_A_DECADE = 12;
/** Rarer ids are left out of the fit. */
const FEWEST = 5;
const FEWEST_POINTS = 6;

/** How often each of `rows` ids occurs, most frequent first, without those that never do. */
export function descendingCounts(ids: ArrayLike<number>, rows: number): Uint32Array {
  const counts = new Uint32Array(rows);
  for (let i = 0; i < ids.length; i++) counts[ids[i]]++;
  const seen = counts.filter((count) => count > 0).sort();
  return seen.reverse();
}

/** The curve of counts sorted from the largest. */
export function rankFrequency(counts: ArrayLike<number>): RankFrequency {
  const points: RankFrequency['points'] = [];
  for (let k = 0; ; k++) {
    const rank = Math.round(10 ** (k / POINTS_A_DECADE));
    if (rank > counts.length) break;
    if (rank !== points.at(-1)?.rank) points.push({ rank, count: counts[rank - 1] });
  }
  if (counts.length > 0 && points.at(-1)?.rank !== counts.length)
    points.push({ rank: counts.length, count: counts[counts.length - 1] });
  return { points, fit: fitZipf(points) };
}

/** Least squares of log count on log rank; the points are spaced so that every decade of ranks weighs the same. */
export function fitZipf(points: RankFrequency['points']): ZipfFit | null {
  const used = points.filter(({ count }) => count >= FEWEST);
  if (used.length < FEWEST_POINTS) return null;
  const x = used.map(({ rank }) => Math.log(rank));
  const y = used.map(({ count }) => Math.log(count));
  const [centreX, centreY] = [mean(x), mean(y)];
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - centreX) ** 2;
    xy += (x[i] - centreX) * (y[i] - centreY);
    yy += (y[i] - centreY) ** 2;
  }
  const slope = xy / xx;
  return {
    exponent: slope === 0 ? 0 : -slope,
    scale: Math.exp(centreY - slope * centreX),
    lastRank: used[used.length - 1].rank,
    explained: yy > 0 ? (slope * xy) / yy : 1,
  };
}

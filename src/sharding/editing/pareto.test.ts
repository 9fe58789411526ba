// Plans of time against memory: what is on the front, what is not, and that caps are kept.

import { expect, test } from 'vitest';
import { clusterPresets } from './clusters';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import { marked, type ParetoProgress, paretoFront } from './pareto';
import { mlperfDocument, settingsFor } from './sources';

const { cluster, device } = clusterPresets[0];
const { document } = mlperfDocument({ ...settingsFor(cluster, device), batch: 1024 });
const cost = estimatorCost(document.problem);
const settings = { seed: 3, caps: 5, steps: 40_000 };

function all(stopped?: () => boolean): ParetoProgress[] {
  const front = paretoFront(document, cost, { ...settings, stopped });
  const progress: ParetoProgress[] = [];
  for (let next = front.next(); ; next = front.next()) {
    progress.push(next.value);
    if (next.done) return progress;
  }
}

test('every point is a plan that fits under its cap, each cap below the point before; the same seed, the same', () => {
  const progress = all();
  const { points, done, total } = progress.at(-1)!;
  expect([done, total]).toEqual([5, 5]);
  expect(points[0].plan).toBe(document.plan);
  expect(points[0].cap).toBeUndefined();
  expect(points.length).toBeGreaterThan(4);
  for (const [index, { plan, rating, bytes, cap }] of points.entries()) {
    const found = evaluate({ ...document, plan }, cost);
    expect(found.violations).toEqual([]);
    expect(found.rating).toBe(rating);
    expect(Math.max(...found.devices.map(({ used }) => used.hbm))).toBe(bytes);
    if (cap !== undefined) expect(bytes).toBeLessThanOrEqual(cap);
    if (index > 1) expect(cap!).toBeLessThan(points[index - 1].bytes);
  }
  // The leanest plan that was found is much leaner than the fastest, and not as fast.
  const front = points.filter(({ dominated }) => !dominated);
  const fastest = front.reduce((a, b) => (b.rating < a.rating ? b : a));
  const leanest = front.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  expect(leanest.bytes).toBeLessThanOrEqual(fastest.bytes);
  expect(
    all()
      .at(-1)!
      .points.map(({ rating }) => rating),
  ).toEqual(points.map(({ rating }) => rating));
});

test('stopped, it ends with what it has', () => {
  let looks = 0;
  const progress = all(() => ++looks > 3);
  expect(progress.at(-1)!.done).toBeLessThan(5);
});

test('a point is dominated by one that is no worse in both and better in one', () => {
  const { plan } = document;
  const point = (rating: number, bytes: number) => ({ plan, rating, bytes, dominated: false });
  const points = [point(1, 5), point(2, 4), point(2, 5), point(3, 4), point(1, 5), point(4, 1)];
  expect(marked(points).map(({ dominated }) => dominated)).toEqual([false, false, true, true, false, false]);
});

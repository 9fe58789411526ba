// What the page knows of where it measures: its own version and commit, the browser, and how finely its clock steps.

import type { BenchSetting } from '../../bench/format';
import { commit, version } from '../../lab/version';

/** The setting of measurements that begin now. */
export function settingHere(): Omit<BenchSetting, 'adapter'> {
  const browser = /(Firefox|Edg|Chrome|Version)\/([\d.]+)/.exec(navigator.userAgent);
  const names: Record<string, string> = { Edg: 'Edge', Version: 'Safari' };
  const name = browser ? (names[browser[1]] ?? browser[1]) : 'browser';
  return {
    version,
    host: browser ? `${name} ${browser[2]}` : 'browser',
    machine: `${navigator.platform}, ${navigator.hardwareConcurrency} processors`,
    versions: { tessera: version, [name]: browser?.[2] ?? '' },
    commit,
    flags: pageFlags(
      crossOriginIsolated,
      clockStep(() => performance.now()),
    ),
    measuredAt: new Date().toISOString(),
  };
}

/** A page does not learn the browser's flags, only what they and its server come to. `clockStep`: milliseconds. */
export const pageFlags = (isolated: boolean, clockStep: number): string[] => [
  isolated ? 'cross-origin-isolated' : 'not-cross-origin-isolated',
  `clock-step=${Number((1000 * clockStep).toPrecision(2))}µs`,
];

/** Steps of the clock that are watched; a coarse one is not watched for longer than some milliseconds. */
const STEPS = 20;
const WATCH_MILLISECONDS = 20;

/** The shortest step, in milliseconds, that a clock is seen to take: browsers round what they tell. */
export function clockStep(now: () => number): number {
  const start = now();
  let shortest = Number.POSITIVE_INFINITY;
  let last = start;
  for (let steps = 0; steps < STEPS && (steps === 0 || last - start < WATCH_MILLISECONDS); ) {
    const time = now();
    if (time === last) continue;
    shortest = Math.min(shortest, time - last);
    last = time;
    steps++;
  }
  return shortest;
}

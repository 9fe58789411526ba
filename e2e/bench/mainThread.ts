// How long the main thread of a page is busy at a time, from a trace of the browser.

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Browser, Page } from 'playwright';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Wall and CPU microseconds. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

export interface MainThread {
  tasks: number;
  /** CPU and wall milliseconds of each task, longest first. */
  cpu: number[];
  wall: number[];
  /** Share of the time traced, by CPU. */
  busy: number;
}

const path = resolve(import.meta.dirname, '../../test-results/page-trace.json');

/** Traces while `during` goes on. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  during: () => Promise<unknown>,
): Promise<MainThread> {
  mkdirSync(dirname(path), { recursive: true });
  await browser.startTracing(page, { path, categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  const started = performance.now();
  await during();
  const milliseconds = performance.now() - started;
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(readFileSync(path, 'utf8')) as { traceEvents: TraceEvent[] };
  const mains = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && mains.includes(`${pid} ${tid}`),
  );
  const longest = (key: 'dur' | 'tdur') => tasks.map((task) => (task[key] ?? 0) / 1000).sort((a, b) => b - a);
  const cpu = longest('tdur');
  const busy = cpu.reduce((sum, time) => sum + time, 0) / milliseconds;
  return { tasks: tasks.length, cpu, wall: longest('dur'), busy };
}

export const describeMainThread = ({ tasks, cpu, wall, busy }: MainThread): string =>
  `${tasks} tasks, longest ${cpu[0]?.toFixed(1)} ms of CPU (${wall[0]?.toFixed(1)} ms of wall time), ` +
  `${cpu.filter((time) => time > 50).length} over 50 ms, busy ${(100 * busy).toFixed(1)} %`;

// Inside a process started by `startDawnProcess`: puts Dawn where a browser has WebGPU, and greets.

import { acquireGpu, type Gpu } from '../../gpu/device';
import type { DawnGreeting } from './dawnProcess';

interface Dawn {
  create(options: string[]): GPU;
  globals: Record<string, unknown>;
}

/** To the process that started this one. */
export const say = (message: object): void => {
  process.send?.(message);
};

/** The device, or null after having said why there is none. */
export async function greetFromDawn(): Promise<Gpu | null> {
  try {
    const dawn = (await import(/* @vite-ignore */ process.argv[2])) as Dawn;
    Object.assign(globalThis, dawn.globals);
    const place = globalThis.navigator ?? {};
    // The binding must outlive every object it made; here it is never collected.
    Object.defineProperty(place, 'gpu', { value: dawn.create([]), configurable: true });
    if (!globalThis.navigator)
      Object.defineProperty(globalThis, 'navigator', { value: place, configurable: true });
    const gpu = await acquireGpu();
    process.on('disconnect', () => process.exit());
    say({ kind: 'ready', software: gpu.report.software } satisfies DawnGreeting);
    return gpu;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say({ kind: 'refused', reason } satisfies DawnGreeting);
    return null;
  }
}

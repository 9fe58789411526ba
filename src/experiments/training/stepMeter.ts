// Measures steps: time, throughput, and what each creates on the device.

import type { DeviceCounters, Gpu } from '../../gpu/device';
import type { Metrics } from '../experiment';

/** Steps that may create bind groups; later ones must create nothing, and the most any creates is reported. */
const WARM_UP_STEPS = 2;

export class StepMeter {
  #started = performance.now();
  #previous = this.#started;
  #count = 0;
  #times: number[] = [];
  #firstStepMs = Number.NaN;
  #perStep: Metrics = {};

  constructor(
    private readonly gpu: Gpu,
    private readonly batch: number,
  ) {}

  /** Runs a submission and notes what it created. */
  submit<T>(run: () => T): T {
    const before = { ...this.gpu.counters };
    const result = run();
    const created = (name: keyof DeviceCounters) => this.gpu.counters[name] - before[name];
    if (this.#count++ < WARM_UP_STEPS) return result;
    this.#most('dispatchesPerStep', created('dispatches'));
    this.#most('submitsPerStep', created('submits'));
    this.#most('buffersCreatedPerStep', created('buffersCreated'));
    this.#most('bindGroupsCreatedPerStep', created('bindGroupsCreated'));
    return result;
  }

  /** Call when a step's result arrives; returns its time since the previous one. */
  finished(): Metrics {
    const now = performance.now();
    const stepMs = now - this.#previous;
    this.#previous = now;
    if (Number.isNaN(this.#firstStepMs)) this.#firstStepMs = now - this.#started;
    else this.#times.push(stepMs);
    return { stepMs, samplesPerSecond: (1000 * this.batch) / stepMs };
  }

  /** Excludes the time since the last step, spent on something else. */
  resume(): void {
    this.#previous = performance.now();
  }

  #most(name: string, value: number): void {
    this.#perStep[name] = Math.max(this.#perStep[name] ?? 0, value);
  }

  summary(): Metrics {
    const sorted = [...this.#times].sort((a, b) => a - b);
    const stepMs = sorted.length ? sorted[sorted.length >> 1] : this.#firstStepMs;
    return {
      stepMs,
      firstStepMs: this.#firstStepMs,
      samplesPerSecond: (1000 * this.batch) / stepMs,
      ...this.#perStep,
    };
  }
}

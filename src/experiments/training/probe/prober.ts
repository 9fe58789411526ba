// Looks inside a network while it trains: between two steps, without touching the training graph. A look has
// a program of its own, which lives only as long as the look, so that a run never looked at pays nothing.

import { type ProgramPlan, planProgram } from '../../../compile/plan';
import { deviceProfile, type Outputs, Program } from '../../../compile/program';
import type { DeviceState } from '../../../compile/state';
import type { Gpu } from '../../../gpu/device';
import { type BufferRange, RangeReader } from '../../../gpu/rangeReader';
import type { ProbeReport, ProbeRequest } from '../../probe';
import { chooseSlices, elementsIn, type Slice } from './slices';
import type { Look, LookAt } from './source';
import { describeParameter } from './statistics';

interface Snapshot {
  step: number;
  values: Map<string, Float32Array<ArrayBuffer>>;
}

/** A snapshot with what is needed to describe it. */
interface Taken extends Snapshot {
  gradients: Map<string, Float32Array<ArrayBuffer>>;
  outputs: Outputs;
  milliseconds: number;
}

const FLOAT_BYTES = 4;

export class Prober {
  /** What a look allocates and submits is its own and no part of what training needs. */
  readonly #gpu: Gpu;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;
  #plan?: ProgramPlan;
  /** The last probe, and the last one before its step. */
  #last?: Snapshot;
  #earlier?: Snapshot;

  /** `steps` tells how many steps this run has submitted and how many were taken in all. */
  constructor(
    private readonly training: Program,
    private readonly state: DeviceState,
    private readonly lookAt: LookAt,
    private readonly steps: () => { submitted: number; total: number },
  ) {
    this.#gpu = training.gpu.aside();
  }

  /** One look at a time; undefined once the run has ended. */
  probe(request: ProbeRequest): Promise<ProbeReport | undefined> {
    const next = this.#tail.then(() => (this.#closed ? undefined : this.#probe(request)));
    this.#tail = next.catch(() => {});
    return next;
  }

  /** Resolves when no look is under way and none will be. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#tail;
  }

  async #probe(request: ProbeRequest): Promise<ProbeReport> {
    const look = this.lookAt(request);
    const slices = chooseSlices(this.state.layout, this.training.plan.nodes, look.whole);
    let program: Program | undefined;
    let reader: RangeReader | undefined;
    try {
      program = await Program.create(this.#gpu, this.#planOf(look));
      reader = await RangeReader.create(this.#gpu, this.#ranges(slices));
      const taken = await this.#take(look, slices, program, reader);
      return this.#describe(look, slices, taken);
    } finally {
      program?.destroy();
      reader?.destroy();
    }
  }

  #planOf({ graph }: Look): ProgramPlan {
    if (this.#plan?.graph !== graph)
      this.#plan = planProgram('probe', graph, deviceProfile(this.#gpu), {
        state: this.state.layout,
      });
    return this.#plan;
  }

  /** Forward pass and copies in one go, so that both see the parameters after the same step. */
  async #take(look: Look, slices: readonly Slice[], program: Program, reader: RangeReader): Promise<Taken> {
    const { queue } = program.gpu.device;
    const now = () => performance.now();
    const started = now();
    look.fill(program.feeds);
    const before = queue.onSubmittedWorkDone().then(now);
    const pending = program.run(this.state);
    reader.submit();
    const { total, submitted } = this.steps();
    const after = queue.onSubmittedWorkDone().then(now);
    const spent = now() - started;
    const [outputs, elements, begun, ended] = await Promise.all([pending, reader.read(), before, after]);
    const values = new Map<string, Float32Array<ArrayBuffer>>();
    const gradients = new Map<string, Float32Array<ArrayBuffer>>();
    let end = 0;
    const next = ({ runs }: Slice) => {
      const start = end;
      end += elementsIn(runs);
      return elements.subarray(start, end);
    };
    for (const slice of slices) {
      values.set(slice.entry.name, next(slice));
      if (slice.gradientOffset === undefined) continue;
      const gradient = next(slice);
      // Before the first step the buffer holds none.
      if (submitted > 0) gradients.set(slice.entry.name, gradient);
    }
    return { step: total, values, gradients, outputs, milliseconds: spent + Math.max(0, ended - begun) };
  }

  /** Parameter after parameter, each followed by its gradient where it has one. */
  #ranges(slices: readonly Slice[]): BufferRange[] {
    const gradients = this.training.buffers.get('gradients');
    return slices.flatMap(({ entry, runs, gradientOffset }) => {
      const rangesAt = (buffer: GPUBuffer, offset: number) =>
        runs.map(({ start, length }) => ({
          buffer,
          offset: offset + FLOAT_BYTES * start,
          bytes: FLOAT_BYTES * length,
        }));
      const own = rangesAt(this.state.buffers.get(entry.buffer)!, entry.offset);
      return gradientOffset === undefined ? own : [...own, ...rangesAt(gradients!, gradientOffset)];
    });
  }

  #describe(look: Look, slices: readonly Slice[], taken: Taken): ProbeReport {
    const started = performance.now();
    const { step, values, gradients, outputs } = taken;
    if (this.#last && this.#last.step < step) this.#earlier = this.#last;
    const earlier = this.#earlier;
    this.#last = { step, values };
    const parameters = slices.map(({ entry: { name, shape }, count }) => {
      const previous = earlier?.values.get(name);
      return describeParameter({
        name,
        shape,
        count,
        values: values.get(name)!,
        gradient: gradients.get(name),
        earlier: earlier && previous ? { step: earlier.step, values: previous } : undefined,
      });
    });
    const inside = look.report(outputs, (name) => values.get(name)!);
    const milliseconds = taken.milliseconds + performance.now() - started;
    return { step, milliseconds, parameters, ...inside };
  }
}

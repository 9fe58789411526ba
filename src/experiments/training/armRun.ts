// The moving parts behind `trainArms`: programs by graph, the arm in training, states kept for later arms, outcomes, and
// what a host may ask for meanwhile.

import { ConfigError } from '../../base/errors';
import { inspectPlan } from '../../compile/inspect';
import { profileStep } from '../../compile/profile';
import { deviceProfile, Program } from '../../compile/program';
import type { HostTensor } from '../../compile/state';
import { countGraph } from '../../graph/count';
import type { Graph } from '../../graph/graph';
import type { Checkpoint, Lab, Metrics, RunEvent } from '../experiment';
import type { Config } from '../schema';
import { Bench } from './armBench';
import { type ArmForecast, type BenchPlan, forecastArms } from './armForecast';
import { type KeptState, keyOf, livesOf, type Span } from './armPlan';
import { ArmRecord } from './armRecord';
import type { Arm, Outcomes, TrainedArm } from './arms';
import type { Course } from './course';
import { KeptStates } from './keptStates';
import { Prober } from './probe/prober';
import { StepMeter } from './stepMeter';

export class ArmRun {
  readonly #benches = new Map<Graph, Bench>();
  readonly #kept: KeptStates;
  readonly #record: ArmRecord;
  readonly #meter: StepMeter;
  readonly #bytesBefore: number;
  #plans: ArmForecast['plans'] = new Map();
  #index: number;
  /** The arm's own steps, submitted; undefined between two arms, until the state is the next one's. */
  #taken?: number;
  #prober?: Prober;
  #about: Metrics = {};

  constructor(
    private readonly lab: Lab,
    private readonly experiment: string,
    private readonly config: Config,
    private readonly arms: readonly Arm[],
    private readonly spans: readonly Span[],
    toKeep: readonly KeptState[],
  ) {
    const { gpu } = lab;
    gpu.counters.peakBytes = gpu.counters.allocatedBytes;
    this.#bytesBefore = gpu.counters.allocatedBytes;
    this.#kept = new KeptStates(gpu, toKeep, (arm) => this.#planOf(arm).training.state);
    this.#record = new ArmRecord(lab.resume?.tensors);
    this.#index = arms.findIndex(({ id }) => !this.#record.outcomes.has(id));
    if (this.#index < 0) this.#index = arms.length;
    this.#meter = new StepMeter(gpu, arms[0].task.batch);
  }

  get outcomes(): Outcomes {
    return this.#record.outcomes;
  }

  /** The first arm that has not ended; all have where it is their number. */
  resumeAt(): number {
    return this.#index;
  }

  /** Plans and compiles; nothing is allocated. */
  async *announce(): AsyncGenerator<RunEvent> {
    const { arms, lab } = this;
    const profile = deviceProfile(lab.gpu);
    const { plans, predictedPeakBytes, keptBytes } = forecastArms(arms, profile);
    this.#plans = plans;
    const [[graph, plan]] = plans;
    const { parameters, total } = countGraph(graph);
    const memory = [...plan.buffers, { name: 'states of other arms', bytes: keptBytes }];
    const about = { parameters, flopsPerStep: total.flops, predictedPeakBytes };
    this.#about = about;
    const { data } = arms[0].task;
    yield { kind: 'forecast', forecast: { ...about, totalSteps: this.#totalSteps, memory, data } };
    yield {
      kind: 'inspection',
      inspection: { ...inspectPlan(plan.training, profile), besides: plan.besides },
    };
    for (const { training } of plans.values())
      await Program.compile(lab.gpu, training, (done, all) => lab.status('Compiling kernels', done, all));
    yield { kind: 'compiled' };
  }

  get #totalSteps(): number {
    return this.spans.reduce((sum, { steps }) => sum + steps, 0);
  }

  #planOf(arm: number): BenchPlan {
    return this.#plans.get(this.arms[arm].task.training)!;
  }

  /** The state and programs of an arm, ready for its next step. */
  async begin(index: number): Promise<Course> {
    const { arms, lab, spans } = this;
    const { task, seed, from, begin } = arms[index];
    this.#index = index;
    for (const [graph, bench] of this.#benches)
      if (livesOf(graph, arms).to < index && this.#benches.delete(graph)) await bench.close();
    const graph = task.training;
    if (!this.#benches.has(graph)) this.#benches.set(graph, await Bench.open(lab.gpu, this.#planOf(index)));
    const bench = this.#bench;
    await this.#kept.makeRoom(index, (key) => this.#record.takeKept(key));
    const now = this.#record.takeNow();
    const { first: start, offset } = spans[index];
    const first = now ? start + lab.resume!.step - offset : start;
    if (now && first > start) bench.state.load(now);
    else {
      await bench.begin(seed, from && this.#kept.get(keyOf(from)));
      await begin?.(this.#trained(task));
    }
    this.#taken = first;
    this.#expose();
    this.#meter.resume();
    return {
      program: bench.program,
      evaluator: bench.evaluator,
      state: bench.state,
      task,
      first,
      meter: this.#meter,
      snapshots: bench.snapshots,
      before: (step) => this.#kept.keep(index, step, bench.state),
      submitted: (steps) => {
        this.#taken = steps;
        // An arm that has begun can go on from itself.
        this.#kept.release(index);
      },
    };
  }

  get #bench(): Bench {
    return this.#benches.get(this.arms[this.#index].task.training)!;
  }

  async end(index: number): Promise<void> {
    const { id, task, end } = this.arms[index];
    this.#kept.keep(index, task.totalSteps, this.#bench.state);
    const hash = await this.#bench.state.weightHash();
    const outcome = (await end?.(this.#trained(task))) ?? {};
    await this.#prober?.close();
    this.#prober = undefined;
    this.#record.note(id, outcome, hash);
    this.#kept.release(index);
    this.#index = index + 1;
    this.#taken = undefined;
  }

  #trained(task: Arm['task']): TrainedArm {
    const { state } = this.#bench;
    const bench = this.#bench;
    return {
      read: (wanted = () => true) => state.save(({ name }) => wanted(name)),
      load: (tensors) => state.load(tensors),
      evaluate: (replaced) => bench.evaluate(task, replaced),
    };
  }

  #expose(): void {
    const { lab } = this;
    const apart = async <T>(errand: () => Promise<T>): Promise<T> => {
      try {
        return await errand();
      } finally {
        this.#meter.resume();
      }
    };
    lab.expose({
      checkpoint: () => this.#checkpoint(),
      profile: () => {
        const { program, state } = this.#inTraining();
        return apart(() => profileStep(program, state));
      },
      probe: async (request) => {
        if (this.#taken === undefined) return undefined;
        const look = this.arms[this.#index].task.lookInside?.();
        const { program, state } = this.#bench;
        const steps = () => ({ submitted: this.#taken ?? 0, total: this.#taken ?? 0 });
        this.#prober ??= look && new Prober(program, state, look, steps);
        return this.#prober?.probe(request);
      },
      verify: async (host) => {
        const { verifyStep } = await import('../../compile/verify');
        const { program, state } = this.#inTraining();
        await apart(() => verifyStep(program, state, host));
      },
    });
  }

  #inTraining(): Bench {
    if (this.#taken === undefined)
      throw new ConfigError('No arm is in training at this moment. Ask again while one is.');
    return this.#bench;
  }

  async #checkpoint(): Promise<Checkpoint> {
    for (;;) {
      const index = this.#index;
      const filled = this.#kept.filled();
      const kept = new Map<string, Map<string, HostTensor>>();
      for (const [key, state] of filled) kept.set(key, await state.save());
      // Between two arms there is nothing in training: the next one begins anew.
      let taken: number | undefined;
      const now =
        this.#taken === undefined
          ? new Map<string, HostTensor>()
          : await this.#bench.state.save(undefined, () => {
              taken = this.#taken;
            });
      // Training goes on meanwhile: what belongs to two arms is no checkpoint.
      if (this.#index !== index || this.#kept.filled().length !== filled.length) continue;
      const span = this.spans[index];
      const last = this.spans.at(-1)!;
      const step = span ? span.offset + (taken ?? span.first) - span.first : last.offset + last.steps;
      const tensors = this.#record.tensors(taken === undefined ? new Map() : now, kept);
      return { experiment: this.experiment, config: this.config, seed: this.lab.seed, step, tensors };
    }
  }

  metrics(): Metrics {
    const peakBytes = this.lab.gpu.counters.peakBytes - this.#bytesBefore;
    return { ...this.#meter.summary(), ...this.#about, peakBytes };
  }

  weightHash(): Promise<string> {
    return this.#record.weightHash(this.arms.map(({ id }) => id));
  }

  async close(): Promise<void> {
    await this.#prober?.close();
    for (const bench of this.#benches.values()) await bench.close();
    this.#kept.release(this.arms.length);
  }
}

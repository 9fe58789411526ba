// A run's life: validates the request, acquires the GPU, drives the experiment's generator between
// commands, and reports. Runs in a worker behind the page and in Node behind the command line alike.

import { ConfigError, TesseraError } from '../base/errors';
import { tuneDevice } from '../compile/tuningTable';
import {
  type Experiment,
  judge,
  type Lab,
  type RunEvent,
  type RunHandles,
  type Verdict,
} from '../experiments/experiment';
import type { Config, ConfigValue } from '../experiments/schema';
import { acquireGpu, type Gpu } from '../gpu/device';
import { DeviceLostError, NoAdapterError, OutOfMemoryError } from '../gpu/errors';
import { Benchmark } from './benchmark';
import { encodeCheckpoint } from './checkpoint';
import { Errands } from './errands';
import { failureKind, messageOf } from './failures';
import { newOutcome, record } from './outcome';
import { prepareRun } from './prepare';
import type { Command, ProbeRequest, Refusal, RunRequest, RunState, RunUpdate } from './protocol';
import { understand } from './request';
import { RowGatherer } from './rowGatherer';
import { type AppliedTuning, tuningFor } from './tuningUse';
import { version } from './version';

export class Session {
  #gpu?: Promise<Gpu>;
  #handles?: RunHandles;
  /** What was looked at last. */
  #look: ProbeRequest = { sample: 0, layer: 0 };
  #settings = new Map<string, ConfigValue>();
  #mode: 'run' | 'pause' | 'step' | 'stop' = 'run';
  #wake: () => void = () => {};
  #running = false;
  #tuning = false;
  #preparation = 0;
  #errands = new Errands();
  #benchmark = new Benchmark(
    (update) => this.emit(update),
    () => this.#acquire(),
  );

  constructor(
    private readonly emit: (update: RunUpdate) => void,
    private readonly openGpu: () => Promise<Gpu> = acquireGpu,
  ) {}

  /** Handles one command; failures become a `failure` update, never an exception. */
  async handle(command: Command): Promise<void> {
    switch (command.kind) {
      case 'start':
        return this.#start(command.run);
      case 'prepare':
        return this.#prepare(command.run);
      case 'pause':
        return this.#enter('pause');
      case 'continue':
        return this.#enter('run');
      case 'step':
        return this.#enter('step');
      case 'stop':
        return this.#enter('stop');
      case 'set':
        this.#settings.set(command.key, command.value);
        return;
      case 'preview': {
        const { previewRun } = await import('./preview');
        this.emit({ kind: 'preview', preview: await previewRun(command.run, command.adapter) });
        return;
      }
      case 'benchCases':
        return this.#benchmark.cases();
      case 'bench':
        return this.#benchmark.run(command.request, this.#running);
      case 'stopBench':
        return this.#benchmark.stop();
      case 'checkpoint':
        return this.#report(checkpointOf);
      case 'probe':
        this.#look = command.request;
        await this.#guarded(() => this.#probe());
        return;
      case 'profile':
        return this.#betweenSteps(() =>
          this.#report(async (handles) => ({ kind: 'profile', profile: await handles.profile() })),
        );
      case 'verify':
        return this.#betweenSteps(() => this.#verify());
      case 'tune':
        return this.#tune(command.run);
      case 'loseDevice':
        (await this.#gpu)?.lose();
        return;
    }
  }

  /** Asks the running experiment for something and passes it on. */
  async #report(ask: (handles: RunHandles) => Promise<RunUpdate>): Promise<void> {
    await this.#guarded(async () => this.emit(await ask(this.#requireHandles())));
  }

  #requireHandles(): RunHandles {
    if (!this.#handles) throw new ConfigError('Nothing is running yet. Start a run first.');
    return this.#handles;
  }

  /** Where steps and `errand` would slow each other down, the steps wait. */
  #betweenSteps(errand: () => Promise<void>): Promise<void> {
    if (!this.#running || !this.#handles) return errand();
    const done = this.#errands.add(errand);
    this.#wake();
    return done;
  }

  /** A look inside the network, where there is a run and it has something to show. */
  async #probe(): Promise<void> {
    const report = await this.#handles?.probe(this.#look);
    if (report) this.emit({ kind: 'probe', report });
  }

  async #verify(): Promise<void> {
    await this.#guarded(async () => {
      await this.#requireHandles().verify({
        report: (verification) => this.emit({ kind: 'verification', verification }),
        ended: () => this.#mode === 'stop',
      });
    });
  }

  #enter(mode: 'run' | 'pause' | 'step' | 'stop'): void {
    this.#mode = mode;
    this.#wake();
  }

  async #start(request: RunRequest): Promise<void> {
    if (this.#running) return this.#refuseSecond();
    this.#running = true;
    this.#mode = 'run';
    this.#settings.clear();
    this.#state('starting');
    // Whoever starts a run wants it now: a benchmark beside it would mislead both.
    await this.#benchmark.stop();
    const done = await this.#guarded(
      () => this.#run(request),
      (error) => this.#remedy(error, request),
    );
    if (!done) this.#state('failed');
    this.#running = false;
    this.#handles = undefined;
  }

  async #run(request: RunRequest): Promise<void> {
    const started = performance.now();
    const { experiment, config, seed, resume } = understand(request);
    this.emit({ kind: 'started', config, seed, version });
    const gpu = await this.#acquire();
    this.emit({ kind: 'adapter', adapter: gpu.report });
    const tuning = await tuningFor(request.tuning, gpu.report);
    this.#use(tuning, gpu);
    const lab: Lab = {
      gpu,
      seed,
      resume,
      files: request.files ?? {},
      setting: (key, initial) => (this.#settings.get(key) as typeof initial | undefined) ?? initial,
      status: (text, done, total) => this.emit({ kind: 'status', text, done, total }),
      expose: (handles) => {
        this.#handles = handles;
      },
    };
    const outcome = await this.#drive(experiment, lab, config, request);
    const { metrics, evaluations, findings, data, weightHash } = outcome;
    const verdicts = judge(outcome.completed ? experiment.claims : [], {
      config,
      seed,
      metrics,
      evaluations,
      findings,
      data,
    });
    // What was changed on the way belongs to no setup that a claim is about.
    const steered = [...this.#settings].some(([key, value]) => value !== config[key]);
    const claims = steered ? verdicts.map(untested) : verdicts;
    const wallSeconds = (performance.now() - started) / 1000;
    this.emit({
      kind: 'result',
      result: {
        experiment: experiment.id,
        config,
        seed,
        version,
        adapter: gpu.report,
        data,
        metrics,
        findings,
        claims,
        weightHash,
        ...(tuning.hash && { tuning: tuning.hash }),
        completed: outcome.completed,
        wallSeconds,
      },
    });
    this.#state(outcome.completed ? 'finished' : 'stopped');
  }

  /** Compiles a run's kernels ahead of it; what is wrong with the run shows when it starts. */
  async #prepare(request: RunRequest): Promise<void> {
    if (this.#running || this.#benchmark.running) return;
    const turn = ++this.#preparation;
    const isCurrent = () => turn === this.#preparation && !this.#running;
    try {
      const gpu = await this.#acquire();
      this.emit({ kind: 'adapter', adapter: gpu.report });
      const tuning = await tuningFor(request.tuning, gpu.report);
      // A run that has begun meanwhile has said how its plans are to be.
      if (!isCurrent()) return;
      this.#use(tuning, gpu);
      await prepareRun(request, gpu, isCurrent, (done, total) =>
        this.emit({ kind: 'prepared', done, total }),
      );
    } catch (error) {
      if (error instanceof NoAdapterError)
        this.emit({ kind: 'failure', failure: 'adapter', message: error.message });
    }
  }

  /** Plans of this device from now on are as a table has them. */
  #use({ products, hash, refusal }: AppliedTuning, gpu: Gpu): void {
    tuneDevice(gpu, products);
    if (hash !== null || refusal !== null) this.emit({ kind: 'tuned', hash, refusal });
  }

  /** Nothing else is to use the device meanwhile. */
  async #tune(request: RunRequest): Promise<void> {
    if (this.#running) return this.#refuseSecond();
    this.#running = true;
    this.#tuning = true;
    this.#mode = 'run';
    const done = await this.#guarded(async () => {
      await this.#benchmark.stop();
      const gpu = await this.#acquire();
      this.emit({ kind: 'adapter', adapter: gpu.report });
      const { tuneRun } = await import('./tuneRun');
      await tuneRun(request, gpu, {
        report: (tuning) => this.emit({ kind: 'tuning', tuning }),
        ended: () => this.#mode === 'stop',
      });
    });
    if (!done) this.emit({ kind: 'tuning', tuning: null });
    this.#tuning = false;
    this.#running = false;
  }

  #refuseSecond(): void {
    const message = this.#tuning
      ? 'Kernels are being tuned. Stop that before starting a run.'
      : 'A run is in progress. Stop it before starting another.';
    this.emit({ kind: 'failure', failure: 'input', message });
  }

  /** The device, acquired on first need and again after it was lost. */
  async #acquire(): Promise<Gpu> {
    if ((await this.#gpu)?.failure) this.#gpu = undefined;
    this.#gpu ??= this.openGpu().catch((error) => {
      this.#gpu = undefined;
      throw error;
    });
    return this.#gpu;
  }

  /** Pulls the generator one event at a time, so that pausing is not pulling and stopping is returning. */
  async #drive(experiment: Experiment, lab: Lab, config: Config, request: RunRequest) {
    const rows = new RowGatherer(this.emit);
    const outcome = newOutcome();
    const run = experiment.run(lab, config);
    let announced: RunState = 'starting';
    const announce = (state: RunState) => {
      if (state !== announced) this.#state(state);
      announced = state;
    };
    // The state lives until the generator returns.
    const keep = async () => {
      // A last look is for show: a device too full for it is no failure of the run.
      if (request.keepProbe) await this.#probe().catch(() => {});
      if (!request.keepCheckpoint || !this.#handles) return 0;
      // A device too full for a copy of the state has trained all the same.
      const checkpoint = await checkpointOf(this.#handles).catch((error) => {
        if (error instanceof OutOfMemoryError) return undefined;
        throw error;
      });
      if (checkpoint) this.emit(checkpoint);
      return checkpoint?.step ?? 0;
    };
    try {
      for (let event = await run.next(); !event.done; event = await run.next()) {
        record(event.value, outcome, rows, this.emit);
        await this.#errands.run();
        if (event.value.kind === 'weights') await keep();
        if (event.value.kind !== 'row' && event.value.kind !== 'finding') continue;
        if (this.#mode === 'run') announce('running');
        if (!isStep(event.value) || this.#mode === 'run') continue;
        if (this.#mode === 'step') this.#mode = 'pause';
        if (this.#mode === 'pause') {
          rows.flush();
          announce('paused');
          while (this.#mode === 'pause') {
            await new Promise<void>((resolve) => {
              this.#wake = resolve;
            });
            await this.#errands.run();
          }
        }
        if (this.#mode === 'stop') {
          outcome.completed = false;
          // Steps are ahead of their rows: those the checkpoint has taken are part of the run.
          const last = await keep();
          let step = event.value.kind === 'row' ? event.value.values.step : last;
          while (step < last) {
            const ahead = await run.next();
            if (ahead.done) break;
            record(ahead.value, outcome, rows, this.emit);
            if (ahead.value.kind === 'row' && ahead.value.table === 'training')
              step = ahead.value.values.step;
          }
          break;
        }
      }
    } finally {
      rows.flush();
      await run.return();
      this.#handles = undefined;
      await this.#errands.run();
    }
    return outcome;
  }

  #state(state: RunState): void {
    this.emit({ kind: 'state', state });
  }

  /** What fits where a run did not; a remedy that cannot be found takes nothing from what is told. */
  async #remedy(error: unknown, request: RunRequest): Promise<Refusal | null> {
    const gpu = await this.#gpu?.catch(() => undefined);
    if (!gpu) return null;
    const { remedyOf } = await import('./remedy');
    return remedyOf(error, request, gpu).catch(() => null);
  }

  /** Runs `body`; on failure tells the host in one line, with a remedy where there is one, and returns false. */
  async #guarded(
    body: () => Promise<void>,
    remedy: (error: unknown) => Promise<Refusal | null> = async () => null,
  ): Promise<boolean> {
    try {
      await body();
      return true;
    } catch (thrown) {
      const error = await this.#causeOf(thrown);
      if (!(error instanceof TesseraError)) console.error(error);
      const refusal = await remedy(error);
      if (error instanceof DeviceLostError) this.#gpu = undefined;
      this.emit({ kind: 'failure', failure: failureKind(error), message: messageOf(error), refusal });
      return false;
    }
  }

  /** On a device that was lost every call fails in its own way; what is told is the loss. */
  async #causeOf(error: unknown): Promise<unknown> {
    if (error instanceof TesseraError) return error;
    // The browser tells of the loss after the calls have failed.
    await new Promise((resolve) => setTimeout(resolve));
    const failure = (await this.#gpu?.catch(() => undefined))?.failure;
    return failure instanceof DeviceLostError ? failure : error;
  }
}

/** Whether a run may rest after it: a training step, or something found out where nothing is trained. */
const isStep = (event: RunEvent): boolean =>
  event.kind === 'finding' || (event.kind === 'row' && event.table === 'training');

const untested = (verdict: Verdict): Verdict => ({
  ...verdict,
  measured: null,
  holds: null,
  why: 'A setting was changed while the run went on.',
});

async function checkpointOf(handles: RunHandles): Promise<Extract<RunUpdate, { kind: 'checkpoint' }>> {
  const checkpoint = await handles.checkpoint();
  return { kind: 'checkpoint', step: checkpoint.step, bytes: encodeCheckpoint(checkpoint) };
}

// What a host speaks with: one command in, updates out. Sees to it that one thing at a time has the device (a run,
// tuning or a benchmark), and starts and concludes runs. In a worker behind the page and in Node behind the command
// line alike.

import { TesseraError } from '../base/errors';
import { tuneDevice } from '../compile/tuningTable';
import { judge, type Lab, type Verdict } from '../experiments/experiment';
import { acquireGpu, type Gpu } from '../gpu/device';
import { DeviceLostError, NoAdapterError } from '../gpu/errors';
import { Benchmark } from './benchmark';
import { failureKind, messageOf } from './failures';
import { HeldGpu } from './heldGpu';
import { prepareRun } from './prepare';
import type { Command, Refusal, RunRequest, RunState, RunUpdate } from './protocol';
import { understand } from './request';
import { RunDriver } from './runDriver';
import { Tuner } from './tuner';
import { type AppliedTuning, tuningFor } from './tuningUse';
import { version } from './version';

export class Session {
  /** What has the device to itself. */
  #busy?: 'run' | 'tuning';
  #preparation = 0;
  readonly #gpu: HeldGpu;
  readonly #driver: RunDriver;
  readonly #benchmark: Benchmark;
  readonly #tuner: Tuner;

  constructor(
    private readonly emit: (update: RunUpdate) => void,
    openGpu: () => Promise<Gpu> = acquireGpu,
  ) {
    this.#gpu = new HeldGpu(openGpu);
    this.#driver = new RunDriver(emit);
    this.#benchmark = new Benchmark(emit, this.#gpu.acquire);
    this.#tuner = new Tuner(emit, async () => {
      await this.#benchmark.stop();
      return this.#gpu.acquire();
    });
  }

  /** Handles one command; failures become a `failure` update, never an exception. */
  async handle(command: Command): Promise<void> {
    const driver = this.#driver;
    switch (command.kind) {
      case 'start':
        return this.#start(command.run);
      case 'prepare':
        return this.#prepare(command.run);
      case 'pause':
        return driver.enter('pause');
      case 'continue':
        return driver.enter('run');
      case 'step':
        return driver.enter('step');
      case 'stop':
        this.#tuner.stop();
        return driver.enter('stop');
      case 'set':
        return driver.set(command.key, command.value);
      case 'preview': {
        const { previewRun } = await import('./preview');
        return this.emit({ kind: 'preview', preview: await previewRun(command.run, command.adapter) });
      }
      case 'benchCases':
        return this.#benchmark.cases();
      case 'bench':
        return this.#benchmark.run(command.request, this.#busy !== undefined);
      case 'stopBench':
        return this.#benchmark.stop();
      case 'checkpoint':
        return this.#tell(async () => this.emit(await driver.checkpoint()));
      case 'probe':
        return this.#tell(() => driver.probe(command.request));
      case 'profile':
        return driver.betweenSteps(() => this.#tell(async () => this.emit(await driver.profile())));
      case 'verify':
        return driver.betweenSteps(() => this.#tell(() => driver.verify()));
      case 'tune':
        return this.#tune(command.run);
      case 'loseDevice':
        return this.#gpu.lose();
    }
  }

  async #start(request: RunRequest): Promise<void> {
    if (this.#busy) return this.#refuseSecond();
    this.#busy = 'run';
    this.#driver.begin();
    this.#state('starting');
    // Whoever starts a run wants it now: a benchmark beside it would mislead both.
    await this.#benchmark.stop();
    const done = await this.#guarded(
      () => this.#run(request),
      (error) => this.#remedy(error, request),
    );
    if (!done) this.#state('failed');
    this.#busy = undefined;
  }

  async #run(request: RunRequest): Promise<void> {
    const started = performance.now();
    const driver = this.#driver;
    const { experiment, config, seed, resume } = understand(request);
    this.emit({ kind: 'started', config, seed, version });
    const gpu = await this.#gpu.acquire();
    this.emit({ kind: 'adapter', adapter: gpu.report });
    const tuning = await tuningFor(request.tuning, gpu.report);
    this.#use(tuning, gpu);
    const lab: Lab = {
      gpu,
      seed,
      resume,
      files: request.files ?? {},
      setting: (key, initial) => driver.setting(key, initial),
      status: (text, done, total) => this.emit({ kind: 'status', text, done, total }),
      expose: (handles) => driver.expose(handles),
    };
    const { completed, ...outcome } = await driver.drive(experiment.run(lab, config), request);
    const { evaluations, weightHash, ...found } = outcome;
    const verdicts = judge(completed ? experiment.claims : [], { config, seed, evaluations, ...found });
    // What was changed on the way belongs to no setup that a claim is about.
    const claims = driver.isSteered(config) ? verdicts.map(untested) : verdicts;
    const wallSeconds = (performance.now() - started) / 1000;
    this.emit({
      kind: 'result',
      result: {
        experiment: experiment.id,
        config,
        seed,
        version,
        adapter: gpu.report,
        ...found,
        claims,
        weightHash,
        ...(tuning.hash && { tuning: tuning.hash }),
        completed,
        wallSeconds,
      },
    });
    this.#state(completed ? 'finished' : 'stopped');
  }

  /** Compiles a run's kernels ahead of it; what is wrong with the run shows when it starts. */
  async #prepare(request: RunRequest): Promise<void> {
    if (this.#busy || this.#benchmark.running) return;
    const turn = ++this.#preparation;
    const isCurrent = () => turn === this.#preparation && !this.#busy;
    try {
      const gpu = await this.#gpu.acquire();
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

  async #tune(request: RunRequest): Promise<void> {
    if (this.#busy) return this.#refuseSecond();
    this.#busy = 'tuning';
    const done = await this.#guarded(() => this.#tuner.run(request));
    if (!done) this.emit({ kind: 'tuning', tuning: null });
    this.#busy = undefined;
  }

  #refuseSecond(): void {
    const message =
      this.#busy === 'tuning'
        ? 'Kernels are being tuned. Stop that before starting a run.'
        : 'A run is in progress. Stop it before starting another.';
    this.emit({ kind: 'failure', failure: 'input', message });
  }

  #state(state: RunState): void {
    this.emit({ kind: 'state', state });
  }

  /** What fits where a run did not; a remedy that cannot be found takes nothing from what is told. */
  async #remedy(error: unknown, request: RunRequest): Promise<Refusal | null> {
    const gpu = await this.#gpu.present();
    if (!gpu) return null;
    const { remedyOf } = await import('./remedy');
    return remedyOf(error, request, gpu).catch(() => null);
  }

  /** Does what was asked for, or says why not. */
  async #tell(errand: () => Promise<void>): Promise<void> {
    await this.#guarded(errand);
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
      const error = await this.#gpu.causeOf(thrown);
      if (!(error instanceof TesseraError)) console.error(error);
      const refusal = await remedy(error);
      if (error instanceof DeviceLostError) this.#gpu.forget();
      this.emit({ kind: 'failure', failure: failureKind(error), message: messageOf(error), refusal });
      return false;
    }
  }
}

const untested = (verdict: Verdict): Verdict => ({
  ...verdict,
  measured: null,
  holds: null,
  why: 'A setting was changed while the run went on.',
});

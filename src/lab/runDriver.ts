// A run between its host's commands: pulls the experiment's generator one event at a time, rests and ends where the
// host wants it to, and passes on what the host asks of the network meanwhile.

import { ConfigError } from '../base/errors';
import type { RunEvent, RunHandles } from '../experiments/experiment';
import type { Config, ConfigValue } from '../experiments/schema';
import { OutOfMemoryError } from '../gpu/errors';
import { encodeCheckpoint } from './checkpoint';
import { Errands } from './errands';
import { newOutcome, type Outcome, record } from './outcome';
import type { ProbeRequest, RunRequest, RunState, RunUpdate } from './protocol';
import { RowGatherer } from './rowGatherer';

type CheckpointUpdate = Extract<RunUpdate, { kind: 'checkpoint' }>;

export class RunDriver {
  #mode: 'run' | 'pause' | 'step' | 'stop' = 'run';
  #wake: () => void = () => {};
  #handles?: RunHandles;
  #settings = new Map<string, ConfigValue>();
  #errands = new Errands();
  /** What was looked at last. */
  #look: ProbeRequest = { sample: 0, layer: 0 };

  constructor(private readonly emit: (update: RunUpdate) => void) {}

  /** Forgets what was said of the run before. */
  begin(): void {
    this.#mode = 'run';
    this.#settings.clear();
  }

  enter(mode: 'run' | 'pause' | 'step' | 'stop'): void {
    this.#mode = mode;
    this.#wake();
  }

  set(key: string, value: ConfigValue): void {
    this.#settings.set(key, value);
  }

  setting<T>(key: string, initial: T): T {
    return (this.#settings.get(key) as T | undefined) ?? initial;
  }

  /** Whether a setting has been changed since the run began with `config`. */
  isSteered(config: Config): boolean {
    return [...this.#settings].some(([key, value]) => value !== config[key]);
  }

  expose(handles: RunHandles): void {
    this.#handles = handles;
  }

  async checkpoint(): Promise<CheckpointUpdate> {
    const checkpoint = await this.#requireHandles().checkpoint();
    return { kind: 'checkpoint', step: checkpoint.step, bytes: encodeCheckpoint(checkpoint) };
  }

  async profile(): Promise<RunUpdate> {
    return { kind: 'profile', profile: await this.#requireHandles().profile() };
  }

  /** A look inside the network, where there is a run and it has something to show. */
  async probe(request = this.#look): Promise<void> {
    this.#look = request;
    const report = await this.#handles?.probe(request);
    if (report) this.emit({ kind: 'probe', report });
  }

  async verify(): Promise<void> {
    await this.#requireHandles().verify({
      report: (verification) => this.emit({ kind: 'verification', verification }),
      ended: () => this.#mode === 'stop',
    });
  }

  #requireHandles(): RunHandles {
    if (!this.#handles) throw new ConfigError('Nothing is running yet. Start a run first.');
    return this.#handles;
  }

  /** Where steps and `errand` would slow each other down, the steps wait. */
  betweenSteps(errand: () => Promise<void>): Promise<void> {
    if (!this.#handles) return errand();
    const done = this.#errands.add(errand);
    this.#wake();
    return done;
  }

  /** Pulls `run` to its end, so that pausing is not pulling and stopping is returning. */
  async drive(run: AsyncGenerator<RunEvent, void, void>, request: RunRequest): Promise<Outcome> {
    const rows = new RowGatherer(this.emit);
    const outcome = newOutcome();
    let announced: RunState = 'starting';
    const announce = (state: RunState) => {
      if (state !== announced) this.emit({ kind: 'state', state });
      announced = state;
    };
    try {
      for (let event = await run.next(); !event.done; event = await run.next()) {
        record(event.value, outcome, rows, this.emit);
        await this.#errands.run();
        if (event.value.kind === 'weights') await this.#keep(request);
        if (event.value.kind !== 'row' && event.value.kind !== 'finding') continue;
        if (this.#mode === 'run') announce('running');
        if (!isStep(event.value) || this.#mode === 'run') continue;
        if (this.#mode === 'step') this.#mode = 'pause';
        if (this.#mode === 'pause') {
          rows.flush();
          announce('paused');
          await this.#rest();
        }
        if (this.#mode === 'stop') {
          outcome.completed = false;
          // Steps are ahead of their rows: those the checkpoint has taken are part of the run.
          const last = await this.#keep(request);
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
      try {
        await run.return();
      } finally {
        this.#handles = undefined;
        await this.#errands.run();
      }
    }
    return outcome;
  }

  async #rest(): Promise<void> {
    while (this.#mode === 'pause') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await this.#errands.run();
    }
  }

  /** Passes on what is to outlive the state, which lives until the generator returns; returns the step it is of. */
  async #keep({ keepProbe, keepCheckpoint }: RunRequest): Promise<number> {
    // A last look is for show: a device too full for it is no failure of the run.
    if (keepProbe) await this.probe().catch(() => {});
    if (!keepCheckpoint || !this.#handles) return 0;
    // A device too full for a copy of the state has trained all the same.
    const checkpoint = await this.checkpoint().catch((error) => {
      if (error instanceof OutOfMemoryError) return undefined;
      throw error;
    });
    if (checkpoint) this.emit(checkpoint);
    return checkpoint?.step ?? 0;
  }
}

/** Whether a run may rest after it: a training step, or something found out where nothing is trained. */
const isStep = (event: RunEvent): boolean =>
  event.kind === 'finding' || (event.kind === 'row' && event.table === 'training');

// What a run shows while it goes: a bar on a terminal, plain lines elsewhere.

import { Presets, SingleBar } from 'cli-progress';
import { adapterText } from '../../base/adapterText';
import { formatNumber, formatSeconds } from '../../base/format';
import type { Metrics } from '../../experiments/experiment';
import type { RunUpdate } from '../../lab/protocol';

/** Steps of the last this many milliseconds give the rate. */
const RATE_WINDOW = 10_000;
const LINE_INTERVAL = 5000;

export interface Progress {
  update(update: RunUpdate): void;
  close(): void;
}

/** How far a run is, how fast it goes and how long it will still take. */
export class Pace {
  #times: { time: number; step: number }[] = [];
  total = 0;
  step = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  at(step: number): void {
    this.step = step;
    const time = this.now();
    this.#times.push({ time, step });
    while (this.#times.length > 2 && time - this.#times[0].time > RATE_WINDOW) this.#times.shift();
  }

  /** Steps a second, or undefined before two are done. */
  get rate(): number | undefined {
    const [first] = this.#times;
    const last = this.#times[this.#times.length - 1];
    return last && last.time > first.time
      ? (1000 * (last.step - first.step)) / (last.time - first.time)
      : undefined;
  }

  get text(): string {
    const { rate } = this;
    if (!rate) return '';
    if (this.step >= this.total) return `${formatNumber(rate)} steps/s`;
    return `${formatNumber(rate)} steps/s, ${formatSeconds((this.total - this.step) / rate)} left`;
  }
}

const evaluationText = ({ step, epoch, ...scores }: Metrics, total: number): string =>
  `step ${step}/${total}: ${Object.entries(scores)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(', ')}`;

/** Plain lines: what is being done, every evaluation, and every five seconds the loss. */
export class LineProgress implements Progress {
  readonly #pace: Pace;
  /** When the loss was last shown, or the run became known. */
  #shown = 0;
  #status = '';

  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#pace = new Pace(now);
    this.#shown = now();
  }

  update(update: RunUpdate): void {
    switch (update.kind) {
      case 'adapter':
        this.write(`Adapter: ${adapterText(update.adapter)}`);
        return;
      case 'status':
        if (update.text !== this.#status) this.write(update.text);
        this.#status = update.text;
        return;
      case 'forecast':
        this.#pace.total = update.forecast.totalSteps;
        this.write(`Data: ${update.forecast.data}`);
        return;
      case 'rows':
        for (const row of update.rows) this.#row(update.table, row);
        return;
    }
  }

  #row(table: 'training' | 'evaluation', row: Metrics): void {
    if (table === 'evaluation') {
      this.write(evaluationText(row, this.#pace.total));
      return;
    }
    this.#pace.at(row.step);
    if (this.now() - this.#shown < LINE_INTERVAL) return;
    this.#shown = this.now();
    const { step, total, text } = this.#pace;
    this.write(
      [`step ${step}/${total}`, `loss ${formatNumber(row.trainLoss)}`, text].filter(Boolean).join(', '),
    );
  }

  close(): void {}
}

/** One line that redraws itself; evaluations scroll by above it. */
export class BarProgress implements Progress {
  readonly #pace = new Pace();
  readonly #bar = new SingleBar(
    { format: '{bar} {value}/{total}  {text}', barsize: 30, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  #loss = '';

  constructor(private readonly write: (line: string) => void) {}

  update(update: RunUpdate): void {
    switch (update.kind) {
      case 'adapter':
        this.#above(`Adapter: ${adapterText(update.adapter)}`);
        return;
      case 'status':
        this.#show(update.done ?? 0, update.total ?? 0, update.text);
        return;
      case 'forecast':
        this.#pace.total = update.forecast.totalSteps;
        this.#above(`Data: ${update.forecast.data}`);
        return;
      case 'rows':
        for (const row of update.rows) this.#row(update.table, row);
        return;
    }
  }

  #row(table: 'training' | 'evaluation', row: Metrics): void {
    if (table === 'evaluation') {
      this.#above(evaluationText(row, this.#pace.total));
      return;
    }
    this.#pace.at(row.step);
    this.#loss = `loss ${formatNumber(row.trainLoss)}`;
    this.#show(row.step, this.#pace.total, [this.#loss, this.#pace.text].filter(Boolean).join(', '));
  }

  #show(done: number, total: number, text: string): void {
    if (!this.#bar.isActive) this.#bar.start(Math.max(total, 1), done, { text });
    this.#bar.setTotal(Math.max(total, 1));
    this.#bar.update(done, { text });
  }

  #above(line: string): void {
    const { isActive } = this.#bar;
    if (isActive) this.#bar.stop();
    this.write(line);
  }

  close(): void {
    this.#bar.stop();
  }
}

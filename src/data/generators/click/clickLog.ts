// The synthetic click log: features, planted truth, and labels y ~ Bernoulli(p*) with p* = σ(z),
//   z = b(t) + Σ_part signal_part · part / std(part),
// where the standard deviations and b (so that mean p* is the wanted click rate) come from a calibration draw.

import { ConfigError } from '../../../base/errors';
import { philox, streamOf } from '../../../base/philox';
import { standardDeviation } from '../../../base/statistics';
import type { ClickDataset } from '../../dataset';
import type { ClickLogConfig } from './config';
import { type ClickFeatures, FeatureSampler } from './features';
import { idSpace } from './ids';
import { type LogitParts, PlantedTruth } from './truth';

const CALIBRATION_ROWS = 100_000;
/** Calibration samples lie far beyond any sample of a log. */
const CALIBRATION_FIRST = 2 ** 52;
const TWO_32 = 2 ** 32;
const PARTS = ['dense', 'first', 'interaction', 'nonlinear'] as const;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** A log of any length; `generate` makes any range of it, the same whenever it is asked. */
export class ClickLog {
  /** b of period 0. */
  readonly bias: number;
  /** What each part of the logit is multiplied by: its signal over its standard deviation. */
  readonly scales: Record<(typeof PARTS)[number], number>;
  private readonly sampler: FeatureSampler;
  private readonly truth: PlantedTruth;

  constructor(readonly config: ClickLogConfig) {
    checkConfig(config);
    this.sampler = new FeatureSampler(config);
    this.truth = new PlantedTruth(config);
    const parts = this.truth.parts(this.sampler.draw(CALIBRATION_FIRST, CALIBRATION_ROWS, 0));
    const scale = (part: (typeof PARTS)[number]) => {
      const deviation = standardDeviation(parts[part]);
      return deviation > 0 ? config.signal[part] / deviation : 0;
    };
    this.scales = {
      dense: scale('dense'),
      first: scale('first'),
      interaction: scale('interaction'),
      nonlinear: scale('nonlinear'),
    };
    this.bias = solveBias(this.logits(parts, 0), config.clickRate);
  }

  /** The period of a sample. */
  periodOf(row: number): number {
    return Math.min(this.config.periods - 1, Math.floor(row / this.config.rowsPerPeriod));
  }

  /** Samples first .. first + count − 1. */
  generate(first: number, count: number): ClickDataset {
    const { config } = this;
    const dataset = this.emptyDataset(count);
    const chunks: ClickFeatures[] = [];
    for (let done = 0; done < count; ) {
      const period = this.periodOf(first + done);
      const last = period === config.periods - 1;
      const left = last ? count - done : (period + 1) * config.rowsPerPeriod - (first + done);
      const rows = Math.min(count - done, left);
      const features = this.sampler.draw(first + done, rows, period);
      this.truth.setPeriod(period);
      const logits = this.logits(this.truth.parts(features), this.biasIn(period));
      this.label(dataset, done, first + done, logits);
      dataset.dense.set(features.dense, done * config.dense.length);
      dataset.period.fill(period, done, done + rows);
      chunks.push(features);
      done += rows;
    }
    config.tables.forEach((_, table) => {
      const [offsets, ids] = joinBags(chunks, table, count);
      dataset.offsets.push(offsets);
      dataset.ids.push(ids);
    });
    return dataset;
  }

  private emptyDataset(count: number) {
    const { config } = this;
    return {
      kind: 'click' as const,
      source: `synthetic click log "${config.name}", seed ${config.seed}`,
      count,
      denseFeatures: config.dense.length,
      denseNames: config.dense.map((_, d) => `dense${d}`),
      dense: new Float32Array(count * config.dense.length),
      tables: config.tables.map((table, index) => ({ name: `table${index}`, rows: idSpace(config, table) })),
      offsets: [] as Uint32Array[],
      ids: [] as Uint32Array[],
      labels: new Float32Array(count),
      probability: new Float32Array(count),
      period: new Int32Array(count),
    };
  }

  private biasIn(period: number): number {
    const { drift } = this.config;
    if (drift.kind !== 'level') return this.bias;
    return this.bias + drift.amplitude * Math.sin((2 * Math.PI * period) / drift.season);
  }

  private logits(parts: LogitParts, bias: number): Float64Array {
    const out = new Float64Array(parts.dense.length).fill(bias);
    for (const part of PARTS) {
      const scale = this.scales[part];
      if (scale === 0) continue;
      const values = parts[part];
      for (let i = 0; i < out.length; i++) out[i] += scale * values[i];
    }
    return out;
  }

  private label(
    dataset: { labels: Float32Array; probability: Float32Array },
    at: number,
    row: number,
    z: Float64Array,
  ) {
    const stream = streamOf('click/label');
    const block = new Uint32Array(4);
    for (let i = 0; i < z.length; i++) {
      const probability = sigmoid(z[i]);
      philox(row + i, (row + i) / TWO_32, 0, 0, this.config.seed, stream, block);
      dataset.probability[at + i] = probability;
      dataset.labels[at + i] = block[0] / TWO_32 < probability ? 1 : 0;
    }
  }
}

/** b with mean σ(z + b) = rate: Newton steps, or a bisection where a step would leave the bracket. */
function solveBias(logits: Float64Array, rate: number): number {
  let low = -40;
  let high = 40;
  let bias = Math.log(rate / (1 - rate));
  for (let iteration = 0; iteration < 60; iteration++) {
    let sum = 0;
    let slope = 0;
    for (let i = 0; i < logits.length; i++) {
      const p = sigmoid(logits[i] + bias);
      sum += p;
      slope += p * (1 - p);
    }
    const excess = sum / logits.length - rate;
    if (Math.abs(excess) < 1e-12) break;
    if (excess < 0) low = bias;
    else high = bias;
    const step = bias - excess / (slope / logits.length);
    bias = step > low && step < high ? step : (low + high) / 2;
  }
  return bias;
}

function joinBags(chunks: ClickFeatures[], table: number, count: number): [Uint32Array, Uint32Array] {
  if (chunks.length === 1) return [chunks[0].offsets[table], chunks[0].ids[table]];
  const offsets = new Uint32Array(count + 1);
  const total = chunks.reduce((sum, chunk) => sum + chunk.ids[table].length, 0);
  const ids = new Uint32Array(total);
  let row = 0;
  let lookup = 0;
  for (const chunk of chunks) {
    for (let i = 1; i <= chunk.count; i++) offsets[row + i] = lookup + chunk.offsets[table][i];
    ids.set(chunk.ids[table], lookup);
    row += chunk.count;
    lookup += chunk.ids[table].length;
  }
  return [offsets, ids];
}

function checkConfig(config: ClickLogConfig): void {
  const require = (condition: boolean, what: string) => {
    if (!condition) throw new ConfigError(`Click log "${config.name}": ${what}.`);
  };
  require(config.clickRate > 0 && config.clickRate < 1, 'clickRate must lie between 0 and 1');
  require(config.periods >= 1 && config.rowsPerPeriod >= 1, 'periods and rowsPerPeriod must be at least 1');
  require(config.teacherRank >= 1, 'teacherRank must be at least 1');
  require(config.tables.length > 0 || config.dense.length > 0, 'it needs a table or a dense feature');
  for (const table of config.tables) {
    require(Number.isInteger(table.rows) &&
      table.rows >= 1 &&
      table.rows < 2 ** 31, 'rows must be in [1, 2³¹)');
    require(Number.isInteger(table.pooling) && table.pooling >= 1, 'pooling must be an integer ≥ 1');
    require(table.coverage >= 0 && table.coverage <= 1, 'coverage must be in [0, 1]');
    require(table.exponent >= 0, 'exponent must be ≥ 0');
  }
}

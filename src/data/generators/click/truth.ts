// The planted truth: four parts of a logit as functions of a sample's features, before scaling.
//   dense        ⟨w_d, tanh x⟩
//   first        Σ_f Σ_{i∈bag_f} w_f[i] / √max(len_f, 1)
//   interaction  Σ_{(f,g)∈pairs} ⟨V_f, V_g⟩ + Σ_f ⟨W_q tanh x, V_f⟩,  V_f = Σ_{i∈bag_f} v_f[i] / √max(len_f, 1)
//   nonlinear    Σ_{j≤48} c_j sin(a_j·x + φ_j),  a_j ~ N(0, 4/D)

import { philox, streamOf, uniformFromBits } from '../../../base/philox';
import { RandomStream } from '../../../base/randomStream';
import type { ClickLogConfig } from './config';
import type { ClickFeatures } from './features';
import { idSpace } from './ids';
import { plantedNormal, TableTeacher } from './teacher';

const WAVES = 48;
const PAIR_PROBABILITY = 0.35;

/** Unscaled parts of the logit, one array of [count] each. */
export interface LogitParts {
  dense: Float64Array;
  first: Float64Array;
  interaction: Float64Array;
  nonlinear: Float64Array;
}

/** Pairs (f, g), f > g, of tables that interact; at least one where there are two tables. */
export function interactingPairs(tables: number, seed: number): [number, number][] {
  const stream = streamOf('click/pairs');
  const pairs: [number, number][] = [];
  for (let f = 1; f < tables; f++) {
    for (let g = 0; g < f; g++) {
      if (uniformFromBits(philox(f, 0, g, 0, seed, stream)[0]) < PAIR_PROBABILITY) pairs.push([f, g]);
    }
  }
  if (pairs.length === 0 && tables > 1) pairs.push([1, 0]);
  return pairs;
}

export class PlantedTruth {
  readonly pairs: [number, number][];
  /** f·r and g·r of each pair: where V_f and V_g start. */
  private readonly pairStarts: Uint32Array;
  private readonly teachers: TableTeacher[];
  private readonly queryWeights: Float32Array; // W_q [r, D]
  private readonly waveWeights: Float32Array; // a [48, D]
  private readonly wavePhases: Float32Array;
  private readonly waveHeights: Float32Array;
  private denseWeights = new Float64Array(0);

  constructor(private readonly config: ClickLogConfig) {
    const { seed, teacherRank, tables, drift } = config;
    const width = config.dense.length;
    this.pairs = interactingPairs(tables.length, seed);
    this.pairStarts = Uint32Array.from(this.pairs.flat(), (table) => table * teacherRank);
    this.teachers = tables.map(
      (table, index) => new TableTeacher(seed, index, idSpace(config, table), teacherRank, drift),
    );
    const normals = (name: string, count: number, std: number) =>
      new RandomStream(seed, streamOf(name)).fillNormal(new Float32Array(count), std);
    this.queryWeights = normals('click/query', teacherRank * width, 1 / Math.sqrt(Math.max(1, width)));
    this.waveWeights = normals('click/wave', WAVES * width, 2 / Math.sqrt(Math.max(1, width)));
    this.waveHeights = normals('click/waveHeight', WAVES, 1);
    this.wavePhases = new RandomStream(seed, streamOf('click/wavePhase')).fillUniform(
      new Float32Array(WAVES),
    );
    this.setPeriod(0);
  }

  setPeriod(period: number): void {
    for (const teacher of this.teachers) teacher.setPeriod(period);
    const stream = streamOf('click/denseWeight');
    this.denseWeights = Float64Array.from(this.config.dense, (_, d) =>
      plantedNormal(this.config.drift, period, this.config.seed, stream, d, 0),
    );
  }

  /** The parts for every sample; parts whose signal is 0 are left at 0. */
  parts(features: ClickFeatures): LogitParts {
    const { signal } = this.config;
    const { count } = features;
    const parts = {
      dense: new Float64Array(count),
      first: new Float64Array(count),
      interaction: new Float64Array(count),
      nonlinear: new Float64Array(count),
    };
    const squashed = new Float32Array(features.dense.length);
    // tanh x by one exponential: several times faster than Math.tanh, as accurate after rounding to f32.
    for (let i = 0; i < squashed.length; i++) squashed[i] = 1 - 2 / (Math.exp(2 * features.dense[i]) + 1);
    if (signal.dense !== 0) this.addDense(squashed, parts.dense);
    if (signal.first !== 0 || signal.interaction !== 0) this.addSparse(features, squashed, parts);
    if (signal.nonlinear !== 0) this.addWaves(features.dense, parts.nonlinear);
    return parts;
  }

  private addDense(squashed: Float32Array, out: Float64Array): void {
    const width = this.config.dense.length;
    for (let i = 0; i < out.length; i++) {
      for (let d = 0; d < width; d++) out[i] += this.denseWeights[d] * squashed[i * width + d];
    }
  }

  private addSparse(features: ClickFeatures, squashed: Float32Array, parts: LogitParts): void {
    const rank = this.config.teacherRank;
    const width = this.config.dense.length;
    const tables = this.teachers.length;
    const pooled = new Float64Array(tables * rank); // V_f, row f
    for (let i = 0; i < features.count; i++) {
      let first = 0;
      pooled.fill(0);
      for (let f = 0; f < tables; f++) {
        const ids = features.ids[f];
        const start = features.offsets[f][i];
        const end = features.offsets[f][i + 1];
        if (start === end) continue;
        const teacher = this.teachers[f];
        const scale = end - start === 1 ? 1 : 1 / Math.sqrt(end - start);
        for (let j = start; j < end; j++) {
          const row = teacher.at(ids[j]);
          first += scale * teacher.values[row];
          for (let c = 0; c < rank; c++) pooled[f * rank + c] += scale * teacher.values[row + 1 + c];
        }
      }
      parts.first[i] = first;
      parts.interaction[i] = this.interaction(pooled, squashed, i * width);
    }
  }

  private interaction(pooled: Float64Array, squashed: Float32Array, start: number): number {
    const rank = this.config.teacherRank;
    const width = this.config.dense.length;
    let sum = 0;
    for (let p = 0; p < this.pairStarts.length; p += 2) {
      const f = this.pairStarts[p];
      const g = this.pairStarts[p + 1];
      for (let c = 0; c < rank; c++) sum += pooled[f + c] * pooled[g + c];
    }
    for (let c = 0; c < rank; c++) {
      let query = 0;
      for (let d = 0; d < width; d++) query += this.queryWeights[c * width + d] * squashed[start + d];
      let total = 0;
      for (let at = c; at < pooled.length; at += rank) total += pooled[at];
      sum += query * total;
    }
    return sum;
  }

  private addWaves(dense: Float32Array, out: Float64Array): void {
    const width = this.config.dense.length;
    for (let i = 0; i < out.length; i++) {
      for (let j = 0; j < WAVES; j++) {
        let angle = 2 * Math.PI * this.wavePhases[j];
        for (let d = 0; d < width; d++) angle += this.waveWeights[j * width + d] * dense[i * width + d];
        out[i] += this.waveHeights[j] * Math.sin(angle);
      }
    }
  }
}

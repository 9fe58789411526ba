// Draws what a model sees of a sample: dense values and bags of ids. Sample i is a function of (seed, i) and its
// period alone, so any range of a log can be made again by itself.

import { normalFromBlock, philox, streamOf, uniformFromBits } from '../../../base/philox';
import { type RankSampler, zipfSampler } from '../zipf';
import type { ClickLogConfig, ClickTableConfig } from './config';
import { rankToId } from './ids';

const TWO_32 = 2 ** 32;
const LOGNORMAL_SPREAD = 0.75;

/** Features of `count` samples: dense [count, D], and per table offsets [count + 1] and ids. */
export interface ClickFeatures {
  count: number;
  dense: Float32Array;
  offsets: Uint32Array[];
  ids: Uint32Array[];
}

const block = new Uint32Array(4);
const retryBlock = new Uint32Array(4);
const streams = {
  dense: streamOf('click/dense'),
  denseCoverage: streamOf('click/denseCoverage'),
  length: streamOf('click/length'),
  single: streamOf('click/single'),
  bag: streamOf('click/bag'),
  retry: streamOf('click/retry'),
};

/** Samplers of one log; keeps tables of the period it last drew for. */
export class FeatureSampler {
  private readonly ranks: RankSampler[];
  private maps: ((rank: number) => number)[] = [];
  private period = -1;

  constructor(private readonly config: ClickLogConfig) {
    this.ranks = config.tables.map((table) => zipfSampler(table.rows, table.exponent));
  }

  /** Samples first .. first + count − 1, all of one period. */
  draw(first: number, count: number, period: number): ClickFeatures {
    if (period !== this.period) {
      this.maps = this.config.tables.map((_, index) => rankToId(this.config, index, period));
      this.period = period;
    }
    const offsets = this.config.tables.map((table, index) => this.drawLengths(table, index, first, count));
    const ids = offsets.map((bounds) => new Uint32Array(bounds[count]));
    this.drawSingles(first, count, ids);
    this.config.tables.forEach((table, index) => {
      if (!isSingle(table)) this.drawBags(index, first, offsets[index], ids[index]);
    });
    return { count, dense: this.drawDense(first, count, period), offsets, ids };
  }

  private drawDense(first: number, count: number, period: number): Float32Array {
    const { dense: features, seed, drift } = this.config;
    const width = features.length;
    const out = new Float32Array(count * width);
    for (let d = 0; d < width; d++) {
      const { marginal, coverage } = features[d];
      const shift = drift.kind === 'covariate' ? drift.rate * period * (d % 2 === 0 ? 1 : -1) : 0;
      for (let i = 0; i < count; i++) {
        const row = first + i;
        const high = row / TWO_32;
        if (coverage < 1) {
          philox(row, high, d, 0, seed, streams.denseCoverage, block);
          if (uniformFromBits(block[0]) >= coverage) continue;
        }
        const normal = normalFromBlock(philox(row, high, d, 0, seed, streams.dense, block)) + shift;
        if (marginal === 'normal') out[i * width + d] = normal;
        else if (marginal === 'lognormal') out[i * width + d] = Math.log1p(Math.exp(normal));
        else out[i * width + d] = Math.log1p(Math.floor(Math.exp(normal + 1)));
      }
    }
    return out;
  }

  private drawLengths(table: ClickTableConfig, index: number, first: number, count: number): Uint32Array {
    const bounds = new Uint32Array(count + 1);
    const constant = table.lengths === 'constant' && table.coverage >= 1;
    for (let i = 0; i < count; i++) {
      bounds[i + 1] = bounds[i] + (constant ? table.pooling : this.bagLength(table, index, first + i));
    }
    return bounds;
  }

  private bagLength(table: ClickTableConfig, index: number, row: number): number {
    const { pooling } = table;
    const high = row / TWO_32;
    philox(row, high, index, 0, this.config.seed, streams.length, block);
    if (uniformFromBits(block[0]) >= table.coverage) return 0;
    const u = block[1] / TWO_32;
    switch (table.lengths) {
      case 'constant':
        return pooling;
      case 'uniform':
        return 1 + Math.floor(u * (2 * pooling - 1));
      case 'geometric':
        return pooling <= 1 ? 1 : 1 + Math.floor(Math.log(1 - u) / Math.log(1 - 1 / pooling));
      case 'lognormal': {
        const normal = normalFromBlock(philox(row, high, index, 1, this.config.seed, streams.length, block));
        const location = Math.log(pooling) - LOGNORMAL_SPREAD ** 2 / 2;
        return Math.max(1, Math.round(Math.exp(location + LOGNORMAL_SPREAD * normal)));
      }
    }
  }

  /** One id a sample: tables 4g..4g+3 share block g. */
  private drawSingles(first: number, count: number, out: Uint32Array[]): void {
    for (let group = 0; 4 * group < out.length; group++) {
      const members = [0, 1, 2, 3]
        .map((word) => 4 * group + word)
        .filter((index) => index < out.length && isSingle(this.config.tables[index]));
      if (members.length === 0) continue;
      for (let i = 0; i < count; i++) {
        const row = first + i;
        philox(row, row / TWO_32, group, 0, this.config.seed, streams.single, block);
        for (const index of members) out[index][i] = this.idFor(index, block[index & 3], row, 0);
      }
    }
  }

  /** Any number of ids a sample: entry j is word j mod 4 of block ⌊j/4⌋ of (sample, table). */
  private drawBags(index: number, first: number, bounds: Uint32Array, out: Uint32Array): void {
    for (let i = 0; i + 1 < bounds.length; i++) {
      const row = first + i;
      const length = bounds[i + 1] - bounds[i];
      for (let j = 0; j < length; j++) {
        if ((j & 3) === 0) philox(row, row / TWO_32, index, j >>> 2, this.config.seed, streams.bag, block);
        out[bounds[i] + j] = this.idFor(index, block[j & 3], row, j);
      }
    }
  }

  private idFor(index: number, bits: number, row: number, entry: number): number {
    let rank = this.ranks[index](bits);
    for (let attempt = 0; rank < 0; attempt++) {
      philox(
        row,
        entry + 2 ** 16 * attempt,
        index,
        row / TWO_32,
        this.config.seed,
        streams.retry,
        retryBlock,
      );
      rank = this.ranks[index](retryBlock[0]);
    }
    return this.maps[index](rank);
  }
}

function isSingle(table: ClickTableConfig): boolean {
  return table.lengths === 'constant' && table.coverage >= 1 && table.pooling === 1;
}

/** Length that no bag of a table exceeds, or, where lengths have no bound, that one in ten thousand does. */
export function longestBag({ lengths, pooling }: ClickTableConfig): number {
  switch (lengths) {
    case 'constant':
      return pooling;
    case 'uniform':
      return 2 * pooling - 1;
    case 'geometric':
      return pooling <= 1 ? 1 : Math.ceil(Math.log(1e-4) / Math.log(1 - 1 / pooling));
    case 'lognormal':
      return Math.ceil(pooling * Math.exp(3.72 * LOGNORMAL_SPREAD - LOGNORMAL_SPREAD ** 2 / 2));
  }
}

// The last measured shards, from which the cost network learns: a ring, the oldest overwritten.

import type { RandomStream } from '../../base/randomStream';
import type { Program } from '../../compile/program';
import type { EmbeddingTable } from '../problem';

/** As published. */
const CAPACITY = 5000;

export class ShardMemory {
  readonly #numbers: ReadonlyMap<EmbeddingTable, number>;
  readonly #shards: { tables: readonly number[]; milliseconds: number }[] = [];
  #next = 0;
  #unit: number | undefined;

  /** `tables`: all that a shard may hold. */
  constructor(
    readonly tables: readonly EmbeddingTable[],
    private readonly capacity = CAPACITY,
  ) {
    this.#numbers = new Map(tables.map((table, index) => [table, index]));
  }

  get size(): number {
    return this.#shards.length;
  }

  /** Milliseconds of a cost of 1, so that networks see numbers near 1: the first shards' mean, once one was asked for. */
  get unit(): number {
    if (this.#unit !== undefined) return this.#unit;
    if (this.size === 0) return 1;
    this.#unit = this.#shards.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / this.size;
    return this.#unit;
  }

  add(shard: readonly EmbeddingTable[], milliseconds: number): void {
    const tables = shard.map((table) => this.#numbers.get(table)!);
    this.#shards[this.#next] = { tables, milliseconds };
    this.#next = (this.#next + 1) % this.capacity;
  }

  /** Fills `placed` and `targets` of a `costStep` with shards drawn with replacement. */
  feedBatch(feeds: Program['feeds'], batch: number, draws: RandomStream): void {
    const placed = feeds.get('placed')!.fill(0);
    const targets = feeds.get('targets')!;
    for (let row = 0; row < batch; row++) {
      const { tables, milliseconds } = this.#shards[draws.integer(this.size)];
      for (const table of tables) placed[row * this.tables.length + table]++;
      targets[row] = milliseconds / this.unit;
    }
  }
}

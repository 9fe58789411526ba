// The rows of the lowest and the highest value in any range of a growing column, without reading the range:
// buckets of 16 rows remember theirs, buckets of 16 buckets too, and so on. Rows added extend it; nothing is
// computed twice. A missing value (NaN) is never an extreme.

const FAN_OUT = 16;

interface Level {
  /** Rows per bucket. */
  size: number;
  count: number;
  /** Rows of the extremes of each bucket, −1 where it has no value. */
  low: Int32Array;
  high: Int32Array;
}

export class Extremes {
  #levels: Level[] = [];
  #values: Float64Array = new Float64Array(0);
  #length = 0;
  /** The lowest value above zero: where a logarithmic axis may begin. */
  lowestPositive = Number.POSITIVE_INFINITY;

  /** Rows taken in so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes in the rows that are new in `values`; with a deadline, as many as there is time for. */
  extend(values: Float64Array, deadline = Number.POSITIVE_INFINITY): boolean {
    this.#values = values;
    while (this.#length < values.length) {
      const end = Math.min(this.#length + 4096, values.length);
      for (let row = this.#length; row < end; row++) {
        const value = values[row];
        if (value > 0 && value < this.lowestPositive) this.lowestPositive = value;
        if ((row + 1) % FAN_OUT === 0) this.#close(0, (row + 1) / FAN_OUT - 1);
      }
      this.#length = end;
      if (performance.now() > deadline) break;
    }
    return this.#length === values.length;
  }

  /** Rows of the lowest and highest value of rows `start` to before `end`; −1 where there is none. */
  range(start: number, end: number): [low: number, high: number] {
    const values = this.#values;
    const last = Math.min(end, this.#length);
    let low = -1;
    let high = -1;
    const consider = (lowRow: number, highRow: number) => {
      if (lowRow < 0) return;
      if (low < 0 || values[lowRow] < values[low]) low = lowRow;
      if (high < 0 || values[highRow] > values[high]) high = highRow;
    };
    for (let row = Math.max(start, 0); row < last; ) {
      const level = this.#widest(row, last);
      if (level) {
        const bucket = row / level.size;
        consider(level.low[bucket], level.high[bucket]);
        row += level.size;
      } else {
        if (!Number.isNaN(values[row])) consider(row, row);
        row++;
      }
    }
    return [low, high];
  }

  /** The widest complete bucket that begins at `row` and ends by `end`. */
  #widest(row: number, end: number): Level | undefined {
    let found: Level | undefined;
    for (const level of this.#levels) {
      if (row % level.size !== 0 || row + level.size > end) break;
      if (row / level.size < level.count) found = level;
    }
    return found;
  }

  /** Computes a bucket whose rows or buckets below are all there, and those above that it completes. */
  #close(depth: number, bucket: number): void {
    let level = this.#levels[depth];
    if (!level) {
      level = { size: FAN_OUT ** (depth + 1), count: 0, low: new Int32Array(64), high: new Int32Array(64) };
      this.#levels.push(level);
    }
    if (bucket === level.low.length) {
      level.low = twice(level.low);
      level.high = twice(level.high);
    }
    const below = this.#levels[depth - 1];
    const values = this.#values;
    let low = -1;
    let high = -1;
    for (let child = bucket * FAN_OUT; child < (bucket + 1) * FAN_OUT; child++) {
      const lowRow = below ? below.low[child] : Number.isNaN(values[child]) ? -1 : child;
      const highRow = below ? below.high[child] : lowRow;
      if (lowRow < 0) continue;
      if (low < 0 || values[lowRow] < values[low]) low = lowRow;
      if (high < 0 || values[highRow] > values[high]) high = highRow;
    }
    level.low[bucket] = low;
    level.high[bucket] = high;
    level.count = bucket + 1;
    if (level.count % FAN_OUT === 0) this.#close(depth + 1, level.count / FAN_OUT - 1);
  }
}

function twice(rows: Int32Array): Int32Array {
  const larger = new Int32Array(2 * rows.length);
  larger.set(rows);
  return larger;
}

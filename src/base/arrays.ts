// Typed arrays that grow.

type Numeric = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Appends to a typed array, doubling its capacity when it is full. */
export class GrowingArray<T extends Numeric> {
  length = 0;
  private values: T;

  constructor(private readonly make: new (length: number) => T) {
    this.values = new make(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  append(values: ArrayLike<number>): void {
    this.reserve(this.length + values.length);
    this.values.set(values, this.length);
    this.length += values.length;
  }

  /** The elements so far, copied to an array of exactly their number. */
  toArray(): T {
    return this.values.slice(0, this.length) as T;
  }

  private reserve(length: number): void {
    if (length <= this.values.length) return;
    const grown = new this.make(Math.max(length, 2 * this.values.length));
    grown.set(this.values);
    this.values = grown;
  }
}

/** 0, 1, …, n − 1. */
export function iota(n: number): Uint32Array {
  const values = new Uint32Array(n);
  for (let i = 0; i < n; i++) values[i] = i;
  return values;
}

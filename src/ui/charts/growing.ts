// A column that is computed row by row from another one as that grows.

export class GrowingColumn {
  #values = new Float64Array(256);
  length = 0;

  /** What there is so far: a view, valid until the next `push`. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }
}

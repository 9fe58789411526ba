// Numbers to mean 0 and standard deviation 1, column by column, and back.

/** Of each column. */
export interface Scaling {
  means: readonly number[];
  deviations: readonly number[];
}

/** From the rows that training sees and no others. A column that does not vary is only shifted. */
export function scalingOf(rows: Iterable<ArrayLike<number>>, columns: number): Scaling {
  // Welford's updates: rows of tables reach ten million, their squares would drown the differences.
  const means = Array<number>(columns).fill(0);
  const squares = Array<number>(columns).fill(0);
  let count = 0;
  for (const row of rows) {
    count++;
    for (let column = 0; column < columns; column++) {
      const off = row[column] - means[column];
      means[column] += off / count;
      squares[column] += off * (row[column] - means[column]);
    }
  }
  const deviations = squares.map((sum, column) => {
    const deviation = Math.sqrt(sum / Math.max(count, 1));
    return deviation > 1e-12 * Math.abs(means[column]) && deviation > 0 ? deviation : 1;
  });
  return { means, deviations };
}

export const scaled = (row: ArrayLike<number>, { means, deviations }: Scaling): Float64Array =>
  Float64Array.from(row, (value, column) => (value - means[column]) / deviations[column]);

export const unscaled = (row: ArrayLike<number>, { means, deviations }: Scaling): Float64Array =>
  Float64Array.from(row, (value, column) => value * deviations[column] + means[column]);

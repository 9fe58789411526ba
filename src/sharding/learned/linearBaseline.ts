// Least squares: what a network must beat to be worth its training.

/**
 * Weights of the columns of `rows` that come nearest to `targets`, by the normal equations. Columns that say nothing
 * new get 0.
 */
export function leastSquares(rows: readonly ArrayLike<number>[], targets: readonly number[]): number[] {
  const columns = rows[0].length;
  const system = Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns + 1 }, (_, j) =>
      rows.reduce((sum, row, sample) => sum + row[i] * (j < columns ? row[j] : targets[sample]), 0),
    ),
  );
  const scale = system.map((row, i) => row[i]);
  for (let pivot = 0; pivot < columns; pivot++) {
    if (!(system[pivot][pivot] > 1e-10 * scale[pivot])) {
      system[pivot].fill(0);
      continue;
    }
    for (let i = 0; i < columns; i++) {
      if (i === pivot) continue;
      const factor = system[i][pivot] / system[pivot][pivot];
      for (let j = pivot; j <= columns; j++) system[i][j] -= factor * system[pivot][j];
    }
  }
  return system.map((row, i) => (row[i] === 0 ? 0 : row[columns] / row[i]));
}

export const linearly = (weights: readonly number[], row: ArrayLike<number>): number =>
  weights.reduce((sum, weight, column) => sum + weight * row[column], 0);

// Sliders reach both ends of every setting's range, never leave it, and show where a value lies.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../experiments';
import { fieldsOf } from '../../experiments/schema';
import { scaleOf } from './scale';

const fields = experiments.flatMap(({ id, config }) =>
  fieldsOf(config)
    .filter(([, { kind }]) => kind === 'number' || kind === 'integer')
    .map(([key, field]) => ({ name: `${id} ${key}`, field })),
);

describe.each(fields)('$name', ({ field }) => {
  const { minimum = 0, maximum = 1, kind } = field;
  const scale = scaleOf(field);

  test('reaches both ends', () => {
    expect(scale.toValue(0)).toBe(minimum);
    expect(scale.toValue(1)).toBe(maximum);
    expect(scale.toPosition(minimum)).toBe(0);
    expect(scale.toPosition(maximum)).toBeCloseTo(1, 10);
  });

  test('stays in range, rises, and gives whole numbers where asked', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [low, high] = [scale.toValue(Math.min(a, b)), scale.toValue(Math.max(a, b))];
          expect(low).toBeGreaterThanOrEqual(minimum);
          expect(high).toBeLessThanOrEqual(maximum);
          expect(low).toBeLessThanOrEqual(high);
          if (kind === 'integer') expect(Number.isInteger(low)).toBe(true);
        },
      ),
    );
  });

  test('a step changes the value and ends within the range', () => {
    for (const value of [minimum, field.default as number, maximum])
      for (const count of [1, 10, -1, -10]) {
        const stepped = scale.step(value, count);
        expect(stepped).toBeGreaterThanOrEqual(minimum);
        expect(stepped).toBeLessThanOrEqual(maximum);
        if (count > 0 && value < maximum) expect(stepped).toBeGreaterThan(value);
        if (count < 0 && value > minimum) expect(stepped).toBeLessThan(value);
      }
  });
});

test('a decade is as wide as another', () => {
  const scale = scaleOf({ kind: 'number', minimum: 1e-3, maximum: 1, logarithmic: true, default: 0.1 });
  expect(scale.toPosition(0.01) - scale.toPosition(0.001)).toBeCloseTo(
    scale.toPosition(1) - scale.toPosition(0.1),
    10,
  );
});

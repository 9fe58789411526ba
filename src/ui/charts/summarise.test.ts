// The sentence under a chart says what the curve does.

import { expect, test } from 'vitest';
import { summarise } from './summarise';
import { axisName } from './xAxes';

const over = (...values: number[]) => ({ values: new Float64Array(values), factor: 1 });
const steps = over(1, 2, 3, 4);

test.each([
  [[2, 1, 0.25, 0.5], 'Falls from 2 to 0.5 over steps 1 to 4; lowest 0.25 at step 3.'],
  [[2, 1, 0.5, 0.25], 'Falls from 2 to 0.25 over steps 1 to 4.'],
  [[1, 4, 3, 2], 'Rises from 1 to 2 over steps 1 to 4; highest 4 at step 2.'],
  [[1, 1, 1, 1], 'Stays at 1 over steps 1 to 4.'],
  [[Number.NaN, 3, Number.NaN, Number.NaN], '3 at step 2.'],
  [[Number.NaN, Number.NaN, Number.NaN, Number.NaN], 'No values yet.'],
])('%j', (values, sentence) =>
  expect(summarise('trainLoss', steps, values, axisName('step'))).toBe(sentence),
);

test('values are written in their unit, and so are those of the axis', () => {
  expect(summarise('testAccuracy', over(10, 20), [0.5, 0.75], axisName('step'))).toBe(
    'Rises from 50.0 % to 75.0 % over steps 10 to 20.',
  );
  expect(summarise('trainLoss', over(0.5, 2, 65), [3, 1, 2], axisName('time'))).toBe(
    'Falls from 3 to 2 between 0.5 s and 1:05 min; lowest 1 after 2.0 s.',
  );
});

test('an axis that a run lacks is said to be missing', () => {
  expect(summarise('trainLoss', null, [1], axisName('flops'))).toMatch(/does not say/);
});

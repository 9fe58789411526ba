// Float64 reference of long short-term memory: step by step, unit by unit.

import { defineReference } from '../interpreter';
import { tensor } from '../tensor';

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

defineReference('lstm', ([x, weight], node) => {
  const [hidden, cells, gates] = node.outputs.map(({ shape }) => tensor(shape));
  const [batch, steps, units] = hidden.shape;
  const columns = 4 * units;
  for (let sample = 0; sample < batch; sample++)
    for (let step = 0; step < steps; step++) {
      const row = sample * steps + step;
      for (let column = 0; column < columns; column++) {
        let sum = x.data[row * columns + column];
        if (step > 0)
          for (let k = 0; k < units; k++)
            sum += hidden.data[(row - 1) * units + k] * weight.data[k * columns + column];
        const isCandidate = Math.floor(column / units) === 2;
        gates.data[row * columns + column] = isCandidate ? Math.tanh(sum) : logistic(sum);
      }
      for (let unit = 0; unit < units; unit++) {
        const gate = (which: number) => gates.data[row * columns + which * units + unit];
        const before = step > 0 ? cells.data[(row - 1) * units + unit] : 0;
        const cell = gate(1) * before + gate(0) * gate(2);
        cells.data[row * units + unit] = cell;
        hidden.data[row * units + unit] = gate(3) * Math.tanh(cell);
      }
    }
  return [hidden, cells, gates];
});

defineReference('lstmGradient', ([dHidden, turned, cells, gates]) => {
  const [batch, steps, units] = dHidden.shape;
  const columns = 4 * units;
  const slopes = tensor(gates.shape);
  for (let sample = 0; sample < batch; sample++) {
    // What later steps ask of the cells.
    const carried = new Float64Array(units);
    for (let step = steps - 1; step >= 0; step--) {
      const row = sample * steps + step;
      for (let unit = 0; unit < units; unit++) {
        let dh = dHidden.data[row * units + unit];
        if (step + 1 < steps)
          for (let column = 0; column < columns; column++)
            dh += slopes.data[(row + 1) * columns + column] * turned.data[column * units + unit];
        const [i, f, g, o] = [0, 1, 2, 3].map((which) => gates.data[row * columns + which * units + unit]);
        const squashed = Math.tanh(cells.data[row * units + unit]);
        const before = step > 0 ? cells.data[(row - 1) * units + unit] : 0;
        const dc = carried[unit] + dh * o * (1 - squashed * squashed);
        carried[unit] = dc * f;
        const own = [
          dc * g * i * (1 - i),
          dc * before * f * (1 - f),
          dc * i * (1 - g * g),
          dh * squashed * o * (1 - o),
        ];
        own.forEach((slope, which) => {
          slopes.data[row * columns + which * units + unit] = slope;
        });
      }
    }
  }
  return [slopes];
});

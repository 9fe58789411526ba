// Errands wait for their moment, come one after another, and are done once.

import { expect, test } from 'vitest';
import { Errands } from './errands';

test('nothing is done before the run stands still, then everything in order', async () => {
  const errands = new Errands();
  const done: string[] = [];
  const errand = (name: string) => async () => {
    await Promise.resolve();
    done.push(name);
  };
  const first = errands.add(errand('first'));
  const second = errands.add(async () => {
    await errand('second')();
    void errands.add(errand('added meanwhile'));
  });
  await Promise.resolve();
  expect(done).toEqual([]);
  await errands.run();
  await Promise.all([first, second]);
  expect(done).toEqual(['first', 'second', 'added meanwhile']);
  await errands.run();
  expect(done).toHaveLength(3);
});

// Files in and out: data goes to its role by name, and exported rows are complete.

import { beforeEach, expect, test } from 'vitest';
import { addData, openDropped } from './files';
import { lab } from './store';

const names = (role: 'trainFiles' | 'testFiles') => lab.getState()[role].map(({ name }) => name);
const fileOf = (name: string, text = 'x') => new File([text], name);
const dataOf = (name: string) => ({ name, blob: new Blob(['x']) });

beforeEach(() => lab.setState({ trainFiles: [], testFiles: [], failure: null, resume: null }));

test('data files take their role from their names', () => {
  addData(['train.csv', 'test.csv', 'optdigits.tes', 't10k-images-idx3-ubyte', 'latest.csv'].map(dataOf));
  expect(names('trainFiles')).toEqual(['train.csv', 'latest.csv']);
  expect(names('testFiles')).toEqual(['test.csv', 'optdigits.tes', 't10k-images-idx3-ubyte']);
  addData([dataOf('more.csv')]);
  expect(names('trainFiles')).toEqual(['train.csv', 'latest.csv', 'more.csv']);
});

test('an Arrow file that was cut off is refused by name, and no data is added', async () => {
  await openDropped([fileOf('cut.arrow', 'ARROW1\0\0 and then nothing'), fileOf('train.csv')]);
  expect(lab.getState().failure).toMatchObject({
    kind: 'file',
    message: expect.stringContaining('cut.arrow'),
  });
  expect(names('trainFiles')).toEqual([]);
});

test('a file that only calls itself a checkpoint is refused', async () => {
  await openDropped([fileOf('weights.safetensors', 'nothing of the kind')]);
  expect(lab.getState().failure?.message).toContain('weights.safetensors');
  expect(lab.getState().resume).toBeNull();
});

// Folders of images become one thing to train on, by the folder that holds their classes.
import { expect, test } from 'vitest';
import { gathered } from './folders';

const at = (path: string) => ({ path, blob: new Blob(['x']) });

test('images in class folders are gathered; other files stay as they are', () => {
  const files = gathered(
    ['pets/train/cat/1.png', 'pets/test/cat/2.JPG', 'pets/train/dog/3.jpeg', 'pets/readme.txt', 'a.csv'].map(
      at,
    ),
  );
  expect(files.map(({ name, images }) => [name, images?.map(({ path }) => path)])).toEqual([
    ['readme.txt', undefined],
    ['a.csv', undefined],
    ['pets/train', ['pets/train/cat/1.png', 'pets/train/dog/3.jpeg']],
    ['pets/test', ['pets/test/cat/2.JPG']],
  ]);
});

test('class folders dropped by themselves are one set', () => {
  const [set, ...rest] = gathered(['cat/1.png', 'dog/2.png'].map(at));
  expect(rest).toEqual([]);
  expect(set.images).toHaveLength(2);
});

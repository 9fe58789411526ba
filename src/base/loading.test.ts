// What browsers say of a module that could not be fetched is told from every other error.
import { expect, test } from 'vitest';
import { isLoadFailure } from './loading';

test.each([
  ['Chromium', 'Failed to fetch dynamically imported module: https://host/a/assets/run-1.js'],
  ['Firefox', 'error loading dynamically imported module: https://host/a/assets/run-1.js'],
  ['Safari', 'Importing a module script failed.'],
  ['a stylesheet', 'Unable to preload CSS for https://host/a/assets/run-1.css'],
])('%s', (_, message) => {
  expect(isLoadFailure(new TypeError(message))).toBe(true);
});

test('an error of the program, or no error at all', () => {
  expect(isLoadFailure(new TypeError("Cannot read properties of undefined (reading 'module')"))).toBe(false);
  expect(isLoadFailure('Failed to fetch dynamically imported module')).toBe(false);
  expect(isLoadFailure(undefined)).toBe(false);
});

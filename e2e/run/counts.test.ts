import { expect, test } from 'vitest';
import { add, countLine, noTests, playwrightCounts, readCounts, vitestCounts } from './counts';

test('the last line is plain and complete', () => {
  const total = add({ passed: 3, failed: 1, skipped: 0 }, { passed: 4, failed: 0, skipped: 2 });
  expect(countLine(total)).toBe('7 passed, 1 failed, 2 skipped');
  expect(countLine(noTests)).toBe('0 passed, 0 failed, 0 skipped');
});

test('vitest: pending and todo tests are skipped ones', () => {
  const report = { numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 3 };
  expect(vitestCounts(report)).toEqual({ passed: 5, failed: 2, skipped: 4 });
});

test('playwright: a flaky test passed', () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 3 } };
  expect(playwrightCounts(report)).toEqual({ passed: 7, failed: 1, skipped: 3 });
});

test('a report that lacks a count, or is absent, is an error and not a zero', () => {
  expect(() => vitestCounts({ numPassedTests: 5 })).toThrow(/numFailedTests/);
  expect(() => playwrightCounts({})).toThrow(/expected/);
  expect(() => readCounts('vitest', '/nowhere/report.json')).toThrow(/ENOENT/);
});

// Reads how many tests passed, failed and were skipped from the JSON reports of vitest and Playwright.
import { readFileSync } from 'node:fs';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const noTests: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Element-wise sum. */
export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line of a run. */
export function countLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

type Fields = Record<string, unknown>;

function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new Error(`the report has no number '${name}'`);
  return value;
}

/** Counts of a report of vitest's `json` reporter. */
export function vitestCounts(report: Fields): Counts {
  return {
    passed: numberIn(report, 'numPassedTests'),
    failed: numberIn(report, 'numFailedTests'),
    skipped: numberIn(report, 'numPendingTests') + numberIn(report, 'numTodoTests'),
  };
}

/** Counts of a report of Playwright's `json` reporter. A flaky test passed, on a later attempt. */
export function playwrightCounts(report: Fields): Counts {
  const stats = (report.stats ?? {}) as Fields;
  return {
    passed: numberIn(stats, 'expected') + numberIn(stats, 'flaky'),
    failed: numberIn(stats, 'unexpected'),
    skipped: numberIn(stats, 'skipped'),
  };
}

/** Counts in the file that a stage wrote; throws when it wrote none or a damaged one. */
export function readCounts(kind: 'vitest' | 'playwright', file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Fields;
  return kind === 'vitest' ? vitestCounts(report) : playwrightCounts(report);
}

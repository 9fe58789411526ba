// The command's refusals: one line each, before anything starts.
import { expect, test } from 'vitest';
import { terminalOf } from '../../src/cli/terminal';
import { runBenchCommand } from './main';

test.each([
  [['--suite', 'gem'], /There is no suite "gem"\. Suites: gemm, /],
  [['--filter', 'nothing such'], /No case contains "nothing such"/],
  [['--samples', '0'], /--samples 0 is no count/],
  [['--peers', '--host', 'node'], /Peers need a browser/],
  [['--json', '/nowhere/a.json'], /\/nowhere\/a\.json cannot be written/],
  [['--compare', '/nowhere/a.json'], /\/nowhere\/a\.json cannot be read/],
  [['--compare', 'tsconfig.json'], /tsconfig\.json: rows: there are none/],
])('%j ends in exit code 2 and one line', async (args, message) => {
  let errors = '';
  const terminal = terminalOf(
    () => {},
    (text) => {
      errors += text;
    },
  );
  expect(await runBenchCommand(args, process.cwd(), terminal)).toBe(2);
  expect(errors).toMatch(message);
  expect(errors).toMatch(/^error: [^\n]+\n$/);
});

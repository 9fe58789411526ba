// What is wrong with a sweep is said before anything starts.
import { expect, test } from 'vitest';
import { runCommandLine } from '../commandLine';
import { exitCodes } from '../exitCodes';

async function refused(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const terminal = { print: write, error: write, interactive: false };
  const code = await runCommandLine(['sweep', ...args], process.cwd(), terminal as never);
  expect(code).toBe(exitCodes.input);
  return lines.join('\n');
}

test.each([
  [['train-dlrm'], 'Nothing varies'],
  [['train-dlrm', '--grid', 'dimension=8,1000'], 'dimension = 1000 is above 512'],
  [['train-dlrm', '--grid', 'dimensoin=8', '--grid', 'seed=-1'], '"dimensoin" is not a setting'],
  [['train-dlrm', '--list', 'dimension=8', '--list', 'seed=0..2'], '1 of dimension and 3 of seed'],
  [['train-dlrm', '--list', 'dimension=8', '--grid', 'seed=0..2'], 'one or the other'],
  [['train-dlrm', '--grid', 'dimension=8', '--set', 'batch=0'], 'batch = 0 is below 1'],
  [
    ['train-dlrm', '--grid', 'dimension=8', '--tuning', '/nowhere/t.json'],
    'There is no file /nowhere/t.json.',
  ],
  [['train-dlrm', '--grid', 'dimension=8', '--tuning', 'package.json'], 'package.json: format: is no tuning'],
  [['train-nothing', '--grid', 'dimension=8'], 'There is no experiment'],
])('%j', async (args, words) => {
  expect(await refused(...args)).toContain(words);
});

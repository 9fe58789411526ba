// Arguments, exit codes and messages of everything that needs no GPU.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeSafetensors } from '../base/safetensors';
import { encodeCheckpoint } from '../lab/checkpoint';
import { runCommandLine } from './commandLine';
import { terminalOf } from './terminal';

const folder = mkdtempSync(join(tmpdir(), 'tessera-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

async function lab(...args: string[]) {
  let output = '';
  let errors = '';
  const terminal = terminalOf(
    (text) => {
      output += text;
    },
    (text) => {
      errors += text;
    },
  );
  const code = await runCommandLine(args, process.cwd(), terminal);
  return { code, output, errors };
}

describe('list', () => {
  test('names every experiment with its settings', async () => {
    const { code, output } = await lab('list');
    expect(code).toBe(0);
    for (const id of ['train-resnet', 'train-vit', 'train-dlrm']) expect(output).toContain(`${id}: `);
    expect(output).toMatch(/tableOptimizer=rowWiseAdagrad +rowWiseAdagrad \| adagrad \| sgd \| lazyAdam/);
  });

  test('as JSON has ids, titles and settings with their ranges', async () => {
    const listed = JSON.parse((await lab('list', 'train-resnet', '--json')).output);
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({ id: 'train-resnet', title: 'Train a ResNet' });
    expect(listed[0].settings.find(({ key }: { key: string }) => key === 'batch')).toMatchObject({
      kind: 'integer',
      default: 64,
      minimum: 1,
      maximum: 65_536,
    });
  });

  test('an unknown experiment is named beside the known ones', async () => {
    const { code, errors } = await lab('list', 'train-cat');
    expect(code).toBe(2);
    expect(errors).toMatch(/^error: There is no experiment "train-cat"\. Experiments: train-resnet, .*\n$/);
  });
});

describe('bad input to run ends in exit code 2 and says what, where and what is accepted', () => {
  const damaged = place('damaged.safetensors', 'hello');
  const foreign = place('foreign.safetensors', writeSafetensors(new Map(), { format: 'other' }));
  const vit = { experiment: 'train-vit', config: {}, seed: 7, step: 1, tensors: new Map() };
  const checkpoint = place('vit.safetensors', encodeCheckpoint(vit));
  const cases: [string, string[], RegExp][] = [
    ['no experiment', [], /missing required argument 'experiment'/],
    ['unknown experiment', ['train-cat'], /no experiment "train-cat"/],
    ['unknown option', ['train-vit', '--fast'], /unknown option '--fast'/],
    ['setting without value', ['train-vit', '--set', 'batch'], /Write key=value/],
    ['unknown setting', ['train-vit', '--set', 'bathc=3'], /"bathc" is not a setting\. Settings: .*batch/],
    ['unknown preset', ['train-vit', '--preset', 'vast'], /train-vit has no preset "vast"\. Presets: /],
    ['value below the range', ['train-vit', '--set', 'batch=0'], /batch = 0 is below 1\. Accepted: 1 to/],
    ['value of the wrong kind', ['train-vit', '--steps', 'many'], /steps = "many" is not a number/],
    ['fractional seed', ['train-vit', '--seed', '1.5'], /whole number from 0 to 4294967295/],
    ['missing data', ['train-vit', '--data', '/nowhere/a.csv'], /no file \/nowhere\/a\.csv/],
    ['folder as data', ['train-vit', '--data', folder], /is not a file/],
    ['test data alone', ['train-vit', '--test', damaged], /--test needs --data/],
    ['no place to write', ['train-vit', '--json', '/nowhere/a.json'], /\/nowhere\/a\.json cannot be written/],
    ['damaged checkpoint', ['train-vit', '--resume', damaged], /damaged\.safetensors: /],
    [
      'foreign checkpoint',
      ['train-vit', '--resume', foreign],
      /foreign\.safetensors: header: is not a checkpoint/,
    ],
    [
      'other experiment',
      ['train-resnet', '--resume', checkpoint],
      /belongs to train-vit, not to train-resnet/,
    ],
    ['other seed', ['train-vit', '--resume', checkpoint, '--seed', '8'], /made with --seed 7/],
    ['no tuning', ['train-vit', '--tuning', '/nowhere/t.json'], /no file \/nowhere\/t\.json/],
    ['damaged tuning', ['train-vit', '--tuning', damaged], /damaged\.safetensors: content: is no JSON/],
    ['unknown host', ['train-vit', '--host', 'cloud'], /Allowed choices are browser, node/],
  ];
  test.each(cases)('%s', async (_name, args, message) => {
    const { code, output, errors } = await lab('run', ...args);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errors).toMatch(message);
    expect(errors).toMatch(/^error: [^\n]+\n$/);
  });

  test('all problems are listed', async () => {
    const { errors } = await lab('run', 'train-vit', '--set', 'batch=0', '-s', 'width=x', '-s', 'y=1');
    expect(errors.trim().split('\n')).toHaveLength(3);
  });
});

test.each([
  ['unknown experiment', ['train-cat'], /no experiment "train-cat"/],
  ['unknown setting', ['train-vit', '--set', 'bathc=3'], /"bathc" is not a setting/],
  ['no place to write', ['train-vit', '--out', '/nowhere/t.json'], /\/nowhere\/t\.json cannot be written/],
  [
    'a file that is no tuning',
    ['train-vit', '--out', place('mine.json', '{"format":"mine"}')],
    /mine\.json: format: is no tuning/,
  ],
])('bad input to tune, %s: one line, and nothing is overwritten', async (_name, args, message) => {
  const { code, errors } = await lab('tune', ...args);
  expect(code).toBe(2);
  expect(errors).toMatch(message);
  expect(errors).toMatch(/^error: [^\n]+\n$/);
});

test('the Node host without Dawn says how to install it, with exit code 3', async () => {
  const before = process.env.TESSERA_DAWN_PATH;
  process.env.TESSERA_DAWN_PATH = folder;
  const { code, errors } = await lab('run', 'train-vit', '--host', 'node');
  if (before === undefined) delete process.env.TESSERA_DAWN_PATH;
  else process.env.TESSERA_DAWN_PATH = before;
  expect(code).toBe(3);
  expect(errors).toMatch(/^error: [^\n]*npm install --no-save webgpu[^\n]*\n$/);
});

test('show refuses what is no run bundle', async () => {
  const { code, errors } = await lab('show', place('damaged.arrow', 'hello'));
  expect(code).toBe(2);
  expect(errors).toMatch(/^error: damaged\.arrow: header: is not a run bundle of this lab[^\n]*\n$/);
});

test('help and version are no errors', async () => {
  expect(await lab('--version')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  expect((await lab('run', '--help')).output).toContain('--checkpoint <file>');
});

// The command line end to end, on the software adapter of the real browser: results, exit codes, resuming,
// and what is left when something is wrong.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../src/cli/browser/find';
import { decodeBundle } from '../../src/lab/bundle';
import type { RunResult } from '../../src/lab/protocol';
import { runLab } from '../support/commandLine';

test.describe.configure({ timeout: 300_000 });

const software = ['--adapter', 'software'];
const clicks = [
  'train-dlrm',
  '--set',
  'samples=1024',
  '--set',
  'testSamples=256',
  '--set',
  'batch=64',
  ...software,
];
const images = [
  '--set',
  'samples=64',
  '--set',
  'resolution=8',
  '--set',
  'batch=8',
  '--set',
  'depth=8',
  ...software,
];

/** A path of the running test's own. */
const placeOf = (name: string): string => test.info().outputPath(name);
const resultIn = (path: string): RunResult => JSON.parse(readFileSync(path, 'utf8'));

for (const [experiment, args] of [
  ['train-dlrm', clicks],
  ['train-resnet', ['train-resnet', ...images]],
  ['train-vit', ['train-vit', ...images, '--set', 'depth=1']],
] as const)
  test(`${experiment} runs, says what it measured and writes it`, async () => {
    const json = placeOf('result.json');
    const out = placeOf('run.arrow');
    const run = await runLab(['run', ...args, '--steps', '3', '--seed', '5', '--json', json, '--out', out]);
    expect(run).toMatchObject({ code: 0, output: expect.stringContaining(`${experiment}, seed 5`) });
    expect(run.errors).toContain('Adapter: google swiftshader (software)');

    const result = resultIn(json);
    expect(Object.keys(result).sort()).toEqual([
      'adapter',
      'claims',
      'completed',
      'config',
      'data',
      'experiment',
      'findings',
      'metrics',
      'seed',
      'version',
      'wallSeconds',
      'weightHash',
    ]);
    expect(result).toMatchObject({ experiment, seed: 5, config: { steps: 3 }, adapter: { software: true } });
    expect(result.weightHash).toMatch(/^[0-9a-f]{64}$/);
    for (const name of ['trainLoss', 'stepMs', 'firstStepMs', 'samplesPerSecond', 'peakBytes', 'parameters'])
      expect(result.metrics[name], name).toBeGreaterThan(0);
    expect(result.metrics).toMatchObject({ buffersCreatedPerStep: 0, bindGroupsCreatedPerStep: 0 });
    for (const claim of result.claims)
      expect(Object.keys(claim).sort()).toEqual([
        ...['basis', 'holds', 'id', 'measured', 'published', 'statement', 'why'],
      ]);

    const bundle = decodeBundle(readFileSync(out));
    expect(bundle.result).toEqual(result);
    expect(bundle.tables.training.map(({ step }) => step)).toEqual([1, 2, 3]);
    const shown = await runLab(['show', out]);
    expect(shown).toEqual({ code: 0, output: run.output, errors: '' });
  });

test('two runs end in the same weights, and so does one that was resumed half-way', async () => {
  const whole = ['run', ...clicks, '--steps', '6'];
  for (const name of ['first.json', 'second.json'])
    expect((await runLab([...whole, '--json', placeOf(name)])).code).toBe(0);
  const half = ['run', ...clicks, '--steps', '3', '--checkpoint', placeOf('half.safetensors')];
  expect((await runLab([...half, '--json', placeOf('half.json')])).code).toBe(0);
  const rest = ['run', 'train-dlrm', '--resume', placeOf('half.safetensors'), '--steps', '6', ...software];
  expect((await runLab([...rest, '--json', placeOf('resumed.json')])).code).toBe(0);

  const { weightHash } = resultIn(placeOf('first.json'));
  expect(resultIn(placeOf('second.json')).weightHash).toBe(weightHash);
  expect(resultIn(placeOf('resumed.json')).weightHash).toBe(weightHash);
  expect(resultIn(placeOf('half.json')).weightHash).not.toBe(weightHash);
});

test('an interrupted run exits with 130 and leaves a checkpoint to go on from', async () => {
  const checkpoint = placeOf('state.safetensors');
  const json = placeOf('result.json');
  let sent = false;
  const run = await runLab(
    ['run', ...clicks, '--steps', '100000', '--checkpoint', checkpoint, '--json', json],
    {
      watch: (errors, child) => {
        if (!sent && /^step \d+\//m.test(errors)) sent = child.kill('SIGINT');
      },
    },
  );
  expect(run.code).toBe(130);
  expect(() => readFileSync(json)).toThrow(/ENOENT/);
  const header = readFileSync(checkpoint).toString('latin1');
  const step = Number(/"step":"(\d+)"/.exec(header)?.[1]);
  expect(step).toBeGreaterThan(0);
  const resumed = ['run', 'train-dlrm', '--resume', checkpoint, '--steps', `${step + 1}`, ...software];
  expect(await runLab(resumed)).toMatchObject({
    code: 0,
    output: expect.stringContaining(`steps=${step + 1}`),
  });
});

test('a tuning of another adapter is not used, and run and sweep say so alike', async () => {
  const tuning = placeOf('tuning.json');
  const table = { format: 'tessera-tuning-1', adapter: 'another one, Chrome 1', kernels: 'k', products: [] };
  writeFileSync(tuning, JSON.stringify(table));
  const refusal =
    /^warning: The tuning was measured on another one, Chrome 1 and is not used on google swiftshader.*$/gm;
  const tuned = [...clicks, '--steps', '2', '--tuning', tuning];
  const once = await runLab(['run', ...tuned]);
  const twice = await runLab(['sweep', ...tuned, '--grid', 'seed=0..1']);
  expect([once.code, twice.code]).toEqual([0, 0]);
  const said = once.errors.match(refusal)!;
  expect(said).toHaveLength(1);
  expect(twice.errors.match(refusal)).toEqual([...said, ...said]);
});

test('a claim that does not hold is shown failing, with exit code 1', async () => {
  const frozen = ['--set', 'learningRate=0', '--set', 'evaluateEvery=1', '--steps', '2'];
  const run = await runLab(['run', ...clicks, ...frozen]);
  expect(run).toMatchObject({ code: 1, output: expect.stringContaining('does not hold: more-data-helps') });
});

test('a damaged data file ends in exit code 2 and one line with file, record and reason', async () => {
  const file = placeOf('digits.csv');
  const row = [...Array(64).fill(3), 7].join();
  writeFileSync(file, `${row}\n${row}\n${row.replace('3', 'x')}\n`);
  const json = placeOf('result.json');
  const run = await runLab(['run', 'train-resnet', '--data', file, '--json', json, ...software]);
  expect(run).toMatchObject({ code: 2, output: '' });
  expect(run.errors.match(/^error: .*$/gm)).toEqual([expect.stringMatching(/digits\.csv: line 3: .*"x"/)]);
  expect(run.errors).not.toMatch(/^\s+at /m);
  expect(() => readFileSync(json)).toThrow(/ENOENT/);
});

test('bad settings end in exit code 2 before any browser starts', async () => {
  const environment = { TESSERA_BROWSER: '/nowhere' };
  const run = await runLab(['run', 'train-vit', '--set', 'batch=0', '--set', 'width=x'], { environment });
  expect(run).toMatchObject({ code: 2, output: '' });
  expect(run.errors).toMatch(/batch = 0 is below 1.*\n.*width = "x" is not a number/);
});

test('a browser that grants no adapter ends in exit code 3', async () => {
  test.skip(process.platform === 'win32', 'the stand-in browser is a shell script');
  const browser = placeOf('browser.sh');
  const real = findBrowser()?.executablePath;
  writeFileSync(browser, `#!/bin/sh\nexec '${real}' "$@" --disable-gpu --disable-software-rasterizer\n`);
  chmodSync(browser, 0o755);
  const run = await runLab(['run', 'train-vit', ...images], { environment: { TESSERA_BROWSER: browser } });
  expect(run).toMatchObject({ code: 3, output: '' });
  expect(run.errors).toMatch(/^error: [^\n]*grants no WebGPU adapter[^\n]*\n$/);
});

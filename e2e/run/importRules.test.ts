// The import rules bite: a small tree with one offence a file is reported offence by offence, and a tree
// that keeps the rules is not.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const tree = mkdtempSync(join(tmpdir(), 'tessera-rules-'));

const files: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'tree', dependencies: { react: '1.0.0' } }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { moduleResolution: 'bundler', module: 'ESNext' } }),
  'node_modules/react/package.json': JSON.stringify({ name: 'react', version: '1.0.0', main: 'index.js' }),
  'node_modules/react/index.js': 'module.exports = {};',
  'shaders/a.wgsl': '',
  // Within the rules.
  'src/base/a.ts': 'export const a = 1;',
  'src/graph/a.ts': "import { a } from '../base/a'; export type G = typeof a;",
  'src/gpu/a.ts': "import type { G } from '../graph/a'; export const device: G = 1;",
  'src/kernels/a.ts': "import '../gpu/a'; import '../../shaders/a.wgsl'; export const k = 1;",
  'src/nn/a.ts': "import '../graph/a'; export const n = 1;",
  'src/quant/a.ts': "import '../nn/a'; export const q = 1;",
  'src/experiments/a.ts': 'export const e = 1;',
  'src/bench/a.ts': "import '../experiments/a'; import '../kernels/a'; export const b = 1;",
  'src/lab/protocol.ts': 'export type Message = 1;',
  'src/ui/good.ts':
    "import type { Message } from '../lab/protocol'; import 'react'; export type M = Message;",
  'src/base/a.test.ts': "import 'node:fs'; import '../kernels/a';",
  'src/data/a.ts': "import '../base/a'; export const d = 1;",
  // Types may refer both ways.
  'src/graph/left.ts': "import type { Right } from './right'; export type Left = { right?: Right };",
  'src/graph/right.ts': "import type { Left } from './left'; export type Right = { left?: Left };",
  // Offences.
  'src/graph/upwards.ts': "import type { k } from '../kernels/a'; export type U = typeof k;",
  'src/reference/sideways.ts': "import '../gpu/a';",
  'src/nn/loads.ts': "import '../data/a';",
  'src/data/grows.ts': "import '../graph/a';",
  'src/ui/times.ts': "import '../bench/a';",
  'src/ui/touches.ts': "import '../gpu/a';",
  'src/gpu/names.ts': "import '../../shaders/a.wgsl';",
  'src/base/packaged.ts': "import 'react';",
  'src/bench/asks.ts': "import '../lab/protocol';",
  'src/experiments/times.ts': "import '../bench/a';",
  'src/lab/reads.ts': "import 'node:fs';",
  'src/nn/tested.ts': "import '../base/a.test';",
  'src/graph/one.ts': "import { two } from './two'; export const one = () => two;",
  'src/graph/two.ts': "import { one } from './one'; export const two = () => one;",
  'src/nn/lost.ts': "import './nowhere';",
};

interface Violation {
  from: string;
  rule: { name: string };
}

let violations: string[] = [];

beforeAll(() => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const root = process.cwd();
  const run = spawnSync(
    process.execPath,
    [
      '--require',
      resolve(root, 'e2e/run/typescript6.cjs'),
      resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      `--config=${resolve(root, '.dependency-cruiser.cjs')}`,
      '--output-type=json',
      'src',
    ],
    { cwd: tree, encoding: 'utf8' },
  );
  const report = JSON.parse(run.stdout) as { summary: { violations: Violation[] } };
  violations = report.summary.violations.map(({ from, rule }) => `${from} ${rule.name}`).sort();
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

test('each offence is reported, and nothing else', () => {
  expect(violations).toEqual(
    [
      'src/base/packaged.ts pure',
      'src/base/packaged.ts react-in-ui',
      'src/bench/asks.ts layer-bench',
      'src/data/grows.ts data-on-base',
      'src/experiments/times.ts layer-experiments',
      'src/gpu/names.ts shaders-through-kernels',
      // A cycle is reported once, at its first file.
      'src/graph/one.ts no-cycles',
      'src/graph/upwards.ts layer-graph',
      'src/lab/reads.ts node-in-cli',
      'src/nn/loads.ts engine-without-data',
      'src/nn/lost.ts resolvable',
      'src/nn/tested.ts no-tests-in-source',
      'src/reference/sideways.ts layer-reference',
      'src/ui/times.ts ui-without-cases',
      'src/ui/touches.ts ui-without-engine',
    ].sort(),
  );
});

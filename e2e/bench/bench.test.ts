// What decides whether a row counts, and which cases run.
import { expect, test } from 'vitest';
import { RandomStream } from '../../src/base/randomStream';
import { terminalOf } from '../../src/cli/terminal';
import { type GemmProblem, isProduct, type Layout } from './gemm';
import { htmlReport } from './htmlReport';
import { runBenchCommand } from './main';
import { benchCases, chosenCases, rooflineOf } from './runner';

const M = 5;
const N = 7;
const K = 11;

function problem(layout: Layout): GemmProblem {
  const random = new RandomStream(3, 0);
  const draw = (count: number) => Float32Array.from({ length: count }, () => random.nextUniform() - 0.5);
  const aShape: [number, number] = layout[0] === 'T' ? [K, M] : [M, K];
  const bShape: [number, number] = layout[1] === 'T' ? [N, K] : [K, N];
  return { layout, M, N, K, a: draw(M * K), aShape, b: draw(K * N), bShape };
}

/** The product by the definition, element by element. */
function product({ layout, a, b }: GemmProblem): Float32Array {
  const c = new Float32Array(M * N);
  for (let i = 0; i < M; i++)
    for (let j = 0; j < N; j++)
      for (let k = 0; k < K; k++)
        c[i * N + j] +=
          (layout[0] === 'T' ? a[k * M + i] : a[i * K + k]) *
          (layout[1] === 'T' ? b[j * K + k] : b[k * N + j]);
  return c;
}

test.each(['NN', 'NT', 'TN'] as const)(
  '%s: a product is accepted, a wrong element or size is not',
  (layout) => {
    const given = problem(layout);
    const c = product(given);
    expect(isProduct(given, c)).toBe(true);
    expect(
      isProduct(
        given,
        c.map((x, i) => (i === M * N - 1 ? x * 1.001 : x)),
      ),
    ).toBe(false);
    expect(isProduct(given, new Float32Array(M * N))).toBe(false);
    expect(isProduct(given, c.subarray(1))).toBe(false);
  },
);

test('cases are chosen by suite and by part of their name', () => {
  expect(chosenCases({ suites: [], filter: '' })).toEqual(benchCases);
  expect(new Set(chosenCases({ suites: ['step'], filter: '' }).map(({ suite }) => suite))).toEqual(
    new Set(['step']),
  );
  expect(chosenCases({ suites: [], filter: 'gemm/TN/1021' }).map(({ shape }) => shape)).toEqual([
    '1021x1021x1021',
  ]);
  expect(chosenCases({ suites: ['gemm'], filter: 'resnet' })).toEqual([]);
});

test('every case has work, and a name of its own', () => {
  for (const { flops, bytes } of benchCases) {
    expect(flops).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
  }
  const names = benchCases.map(({ suite, name, shape }) => `${suite}/${name}/${shape}`);
  expect(new Set(names).size).toBe(names.length);
});

test('the roofline is the slower of arithmetic and memory', () => {
  const peaks = { flops: 1e9, bytesPerSecond: 1e8 };
  expect(rooflineOf({ flops: 1e9, bytes: 1e7, medianMs: 2000 }, peaks)).toBe(0.5);
  expect(rooflineOf({ flops: 1e6, bytes: 1e8, medianMs: 2000 }, peaks)).toBe(0.5);
});

test('the page strikes out what is void', () => {
  const row = {
    suite: 's',
    name: '<n>',
    shape: '1',
    implementation: 'tfjs',
    medianMs: 2,
    p10Ms: 1,
    p90Ms: 3,
    samples: 10,
    flops: 1,
    bytes: 1,
    rooflineFraction: 0.5,
    valid: false,
  } as const;
  const adapter = {
    vendor: 'v',
    architecture: 'a',
    device: '',
    description: '',
    software: false,
    features: [],
    limits: {} as never,
  };
  const page = htmlReport({
    version: '1',
    adapter,
    host: 'h',
    peakFlops: 1,
    peakBytesPerSecond: 1,
    rows: [row],
  });
  expect(page).toContain('class="tfjs void"');
  expect(page).toContain('s/&#60;n&#62;/1');
});

test.each([
  [['--suite', 'gem'], /There is no suite "gem"\. Suites: gemm, quantised, step\./],
  [['--filter', 'nothing such'], /No case contains "nothing such"/],
  [['--peers', '--host', 'node'], /Peers need a browser/],
  [['--json', '/nowhere/a.json'], /\/nowhere\/a\.json cannot be written/],
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

// Every case of the benchmark, one suite a file.

import type { BenchCase } from './contender';
import { type BenchRequest, caseName } from './format';
import { attentionCases } from './suites/attention';
import { gemmCases } from './suites/gemm';
import { quantisedCases } from './suites/quantised';
import { stepCases } from './suites/steps';

export const benchCases: readonly BenchCase[] = [
  ...gemmCases,
  ...attentionCases,
  ...quantisedCases,
  ...stepCases,
];

export const suiteNames: readonly string[] = [...new Set(benchCases.map(({ suite }) => suite))];

export const chosenCases = ({ suites, filter }: BenchRequest): BenchCase[] =>
  benchCases.filter(
    (one) => (suites.length === 0 || suites.includes(one.suite)) && caseName(one).includes(filter),
  );

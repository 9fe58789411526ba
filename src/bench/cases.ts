// Every case of the benchmark, one suite a file.

import type { BenchCase } from './contender';
import { type BenchRequest, type CaseName, isChosen } from './format';
import { attentionCases } from './suites/attention';
import { convolutionCases } from './suites/convolution';
import { copyCases } from './suites/copies';
import { embeddingCases, madeRowsCases } from './suites/embedding';
import { gemmCases } from './suites/gemm';
import { unreadCases } from './suites/gemmUnread';
import { normalisationCases } from './suites/normalisation';
import { optimizerCases } from './suites/optimizers';
import { overheadCases } from './suites/overhead';
import { quantisedCases } from './suites/quantised';
import { stepCases } from './suites/steps';

export const benchCases: readonly BenchCase[] = [
  ...gemmCases,
  ...unreadCases,
  ...convolutionCases,
  ...attentionCases,
  ...normalisationCases,
  ...copyCases,
  ...madeRowsCases,
  ...embeddingCases,
  ...optimizerCases,
  ...quantisedCases,
  ...stepCases,
  ...overheadCases,
];

export const suiteNames: readonly string[] = [...new Set(benchCases.map(({ suite }) => suite))];

export const chosenCases = (request: BenchRequest): BenchCase[] =>
  benchCases.filter((one) => isChosen(one, request));

/** What there is to choose from, without the data. */
export const caseNames = (): CaseName[] =>
  benchCases.map(({ suite, name, shape }) => ({ suite, name, shape }));

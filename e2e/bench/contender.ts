// What is measured: a case, and the implementations that compete in it.

import type { Gpu } from '../../src/gpu/device';
import type { Implementation } from './format';
import type { GemmProblem } from './gemm';
import type { StepProblem } from './stepProblem';

/** One implementation of one case, with its data on the device. */
export interface Contender {
  implementation: Implementation;
  /** How it keeps its numbers, where that is what a case compares. */
  format?: string;
  /** The first run: compiles whatever has to be compiled. */
  prepare(): Promise<void>;
  /** Runs so many times; resolves when the device has finished the last. */
  run(repeats: number): Promise<void>;
  /** Whether what it computed agrees with float64. */
  valid(): Promise<boolean>;
  dispose(): void;
}

export interface BenchCase {
  suite: string;
  name: string;
  shape: string;
  flops: number;
  bytes: number;
  contenders(gpu: Gpu, peers: readonly Peer[]): Promise<Contender[]>;
}

/** The product as an implementation computes it. */
export interface GemmContender {
  /** Queues one product. */
  multiply(): void;
  /** Resolves when everything queued is done. */
  idle(): Promise<void>;
  /** The last product, row by row. */
  result(): Promise<Float32Array>;
  dispose(): void;
}

/** A training step as an implementation computes it, each on a batch fresh from the host. */
export interface StepContender {
  /** Queues one step. */
  step(): void | Promise<void>;
  /** The loss of the last step queued, on the host. */
  loss(): Promise<number>;
  dispose(): void;
}

/** Another library, on the same adapter in the same page. */
export interface Peer {
  implementation: Implementation;
  gemm(problem: GemmProblem): GemmContender;
  /** null: this library has no such model here. */
  step(problem: StepProblem): StepContender | null;
}

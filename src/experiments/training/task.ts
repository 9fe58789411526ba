// What the training loop needs from a model and its data.

import type { Outputs, TensorData } from '../../compile/program';
import type { Graph } from '../../graph/graph';
import type { Metrics } from '../experiment';
import type { LookAt } from './probe/source';

export type Feeds = ReadonlyMap<string, TensorData>;

/** Collects the outputs of all evaluation batches. */
export interface Scorer {
  /** `valid`: how many leading samples of the batch are real. */
  add(index: number, valid: number, outputs: Outputs): void;
  scores(): Metrics;
}

export interface TrainingTask {
  /** One step: forward, backward and update, with inputs `learningRate` [1] and `step` u32 [1]. */
  training: Graph;
  /** Forward only, on the same parameters. */
  evaluation: Graph;
  batch: number;
  stepsPerEpoch: number;
  totalSteps: number;
  /** Steps between evaluations; default one epoch. The last step is always followed by one. */
  evaluateEvery?: number;
  /** One line about the data, for people. */
  data: string;
  learningRate(step: number): number;
  /** Writes batch `step` into the feeds. */
  fill(step: number, feeds: Feeds): void;
  /** A training row from a step's outputs; must hold `trainLoss`. */
  row(outputs: Outputs): Metrics;
  evaluationBatches: number;
  /** Writes evaluation batch `index`; returns how many of its samples are real. */
  fillEvaluation(index: number, feeds: Feeds): number;
  scorer(): Scorer;
  /** Makes what looks inside the model; called when it is first asked for. */
  lookInside?(): LookAt;
}

// Problems as plain data, the same for everyone. Each says what goes in and, by name, what comes out.

import type { HostTensor } from '../compile/state';
import type { MlpConfig } from '../nn/models/mlp';
import type { ResNetConfig } from '../nn/models/resnet';
import type { ViTConfig } from '../nn/models/vit';
import type { DenseOptimizer } from '../optim/config';

export type Problem =
  | GemmProblem
  | IntegerGemmProblem
  | WeightOnlyProblem
  | ConvolutionProblem
  | AttentionProblem
  | EmbeddingProblem
  | SmallProductsProblem
  | StepProblem
  | ClickStepProblem;

export type Floats = Float32Array<ArrayBuffer>;

/** First letter: A as it is (N) or transposed (T); second letter: B. */
export type Layout = 'NN' | 'NT' | 'TN';

/** c [M, N] = op(A)·op(B). */
export interface GemmProblem {
  kind: 'gemm';
  layout: Layout;
  M: number;
  N: number;
  K: number;
  /** [M, K], or [K, M] when transposed. */
  a: Floats;
  aShape: [number, number];
  /** [K, N], or [N, K] when transposed. */
  b: Floats;
  bShape: [number, number];
}

/**
 * c [M, N] = A·Wᵀ, which may be computed from signed bytes: A [M, K] holds whole numbers 0…127 as f32, to be
 * coded within the run; W [N, K] holds −128…127, coded beforehand.
 */
export interface IntegerGemmProblem {
  kind: 'integerGemm';
  M: number;
  N: number;
  K: number;
  a: Floats;
  w: Int8Array<ArrayBuffer>;
}

/** c [M, N] = A·Wᵀ with A [M, K] real and W[n, k] = scale·(code − zero), codes of `bits` in rows of K. */
export interface WeightOnlyProblem {
  kind: 'weightOnly';
  bits: 2 | 3 | 4 | 8;
  M: number;
  N: number;
  K: number;
  a: Floats;
  /** [N, K]. */
  codes: Uint8Array<ArrayBuffer>;
  /** Neighbours of a row that share a scale. */
  group: number;
  scale: number;
  zero: number;
}

export type ConvolutionPass = 'forward' | 'inputGradient' | 'weightGradient';

/** y, dx or dw of a convolution, channels last; which of the three is `pass`. */
export interface ConvolutionProblem {
  kind: 'convolution';
  pass: ConvolutionPass;
  /** [N, H, W, C]. */
  xShape: readonly [number, number, number, number];
  /** [KH, KW, C/groups, F]. */
  wShape: readonly [number, number, number, number];
  /** [N, OH, OW, F]. */
  yShape: readonly [number, number, number, number];
  stride: number;
  padding: number;
  groups: number;
  x: Floats;
  w: Floats;
  dy: Floats;
}

/**
 * o [B, N, H, D] = softmax(q·kᵀ/√D)·v for every head; with `backward` also dq, dk, dv of Σ do·o.
 * q, k, v and do are [B, N, H, D].
 */
export interface AttentionProblem {
  kind: 'attention';
  backward: boolean;
  batch: number;
  tokens: number;
  heads: number;
  headDim: number;
  q: Floats;
  k: Floats;
  v: Floats;
  do: Floats;
}

/**
 * y [bags, D] = sums of the table's rows that each bag of `bagSize` looks up; with `update` also the table after a
 * step of plain gradient descent, w − learningRate·g, with dy as the gradient of y.
 */
export interface EmbeddingProblem {
  kind: 'embedding';
  update: boolean;
  rows: number;
  dimension: number;
  bags: number;
  bagSize: number;
  /** [rows, D]. */
  table: Floats;
  /** [bags, bagSize]. */
  indices: Uint32Array<ArrayBuffer>;
  /** [bags, D]. */
  dy: Floats;
  learningRate: number;
}

/** c = x·w·w·…, `count` products of [size, size], each of which needs the one before. */
export interface SmallProductsProblem {
  kind: 'smallProducts';
  count: number;
  size: number;
  x: Floats;
  w: Floats;
}

export type StepModel =
  | ({ kind: 'resnet' } & ResNetConfig)
  | ({ kind: 'vit' } & ViTConfig)
  | ({ kind: 'mlp' } & MlpConfig);

/** Trained tensors by name, in the layout of src/nn; `decay` as there. */
export type StartingParameters = ReadonlyMap<
  string,
  HostTensor<Float32Array<ArrayBuffer>> & { decay: boolean }
>;

/** One training step on a batch fresh from the host. Result: `losses` of the first two steps. */
export interface StepProblem {
  kind: 'step';
  model: StepModel;
  batch: number;
  optimizer: DenseOptimizer;
  learningRate: number;
  parameters: StartingParameters;
  /** [batch, image, image, channels]. */
  images: Floats;
  /** [batch, classes], one-hot. */
  targets: Floats;
}

/**
 * One training step of a DLRM (src/nn/models/dlrm.ts: sums of bags, dot interaction) on a batch fresh from the host,
 * by the mean binary cross-entropy of its logits. With accumulators a that start at zero:
 *   dense parameters  a ← a + g²;           p ← p − learningRate·g/(√a + epsilon)
 *   `tables`          a ← a + mean_j g_j²;  the same, with one a per row
 * Result: `losses` of the first two steps.
 */
export interface ClickStepProblem {
  kind: 'clickStep';
  batch: number;
  learningRate: number;
  epsilon: number;
  /** Layers of either MLP: `bottom1` …, each with a ReLU; `top1` …, the last one without. */
  layers: { bottom: number; top: number };
  /** `tables` [rows, D] holds all tables, one after the other. */
  parameters: StartingParameters;
  /** [batch, features]. */
  dense: Floats;
  /** Tables in their order, those with as many slots for a sample together. */
  blocks: { tables: number; slots: number }[];
  /** Rows of `tables` [batch, Σ tables·slots], table by table. */
  indices: Int32Array<ArrayBuffer>;
  /** 1 where a slot holds a lookup, 0 where it is padding; of the same shape. */
  mask: Floats;
  /** [batch, 1], 0 or 1. */
  labels: Floats;
}

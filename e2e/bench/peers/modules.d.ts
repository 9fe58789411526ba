// The few functions of the peers that the benchmark calls, so that types can be checked without installing
// them.

declare module '@jax-js/jax' {
  type Operand = JaxArray | number;
  type Axes = number | number[];
  interface Reduction {
    keepdims?: boolean;
  }
  /** Passing an array consumes it; `ref` keeps it for one more use. */
  class JaxArray {
    readonly ref: this;
    readonly shape: number[];
    add(other: Operand): JaxArray;
    sub(other: Operand): JaxArray;
    mul(other: Operand): JaxArray;
    div(other: Operand): JaxArray;
    neg(): JaxArray;
    sum(axis?: Axes, options?: Reduction): JaxArray;
    mean(axis?: Axes, options?: Reduction): JaxArray;
    reshape(shape: number[]): JaxArray;
    transpose(order?: number[]): JaxArray;
    /** Of each axis: a range, [] for all of it, or one place, which drops the axis. */
    slice(...index: (number | number[])[]): JaxArray;
    data(): Promise<Float32Array<ArrayBuffer>>;
    blockUntilReady(): Promise<JaxArray>;
    dispose(): void;
  }

  export type { JaxArray as Array };
  export const numpy: {
    array(data: Float32Array | Int32Array, options?: { shape?: number[] }): JaxArray;
    zeros(shape: number[]): JaxArray;
    matmul(x: JaxArray, y: JaxArray): JaxArray;
    square(x: JaxArray): JaxArray;
    sqrt(x: JaxArray): JaxArray;
    logaddexp(x: JaxArray, y: Operand): JaxArray;
    take(x: JaxArray, indices: JaxArray, axis: number): JaxArray;
    concatenate(parts: JaxArray[], axis: number): JaxArray;
    /** Into equal parts, or at these places. */
    split(x: JaxArray, sections: number | number[], axis: number): JaxArray[];
  };
  export const nn: {
    relu(x: JaxArray): JaxArray;
    gelu(x: JaxArray): JaxArray;
    logSoftmax(x: JaxArray): JaxArray;
    dotProductAttention(query: JaxArray, key: JaxArray, value: JaxArray): JaxArray;
  };
  export const lax: {
    convGeneralDilated(
      x: JaxArray,
      weight: JaxArray,
      strides: number[],
      padding: [number, number][],
      options?: { featureGroupCount?: number },
    ): JaxArray;
  };
  export const tree: { ref<T>(x: T): T; dispose(x: unknown): void };
  export function jit<F extends (...values: never[]) => unknown>(f: F): F & { dispose(): void };
  export function valueAndGrad<P, R extends unknown[], Aux>(
    f: (parameters: P, ...rest: R) => [JaxArray, Aux],
    options: { hasAux: true },
  ): (parameters: P, ...rest: R) => [[JaxArray, Aux], P];
  export function valueAndGrad<P, R extends unknown[]>(
    f: (parameters: P, ...rest: R) => JaxArray,
  ): (parameters: P, ...rest: R) => [JaxArray, P];
  export function grad<P, R extends unknown[]>(
    f: (first: P, ...rest: R) => JaxArray,
  ): (first: P, ...rest: R) => P;
  export function init(device: 'webgpu'): Promise<string[]>;
  export function defaultDevice(device: 'webgpu'): void;
  export function getWebGPUDevice(): GPUDevice;
}

declare module '@tensorflow/tfjs-backend-webgpu' {}

declare module '@tensorflow/tfjs' {
  export class Tensor {
    readonly shape: number[];
    add(other: Tensor | number): Tensor;
    sub(other: Tensor | number): Tensor;
    mul(other: Tensor | number): Tensor;
    div(other: Tensor | number): Tensor;
    square(): Tensor;
    sqrt(): Tensor;
    tanh(): Tensor;
    relu(): Tensor;
    sum(axis?: number | number[], keepDims?: boolean): Tensor;
    mean(axis?: number | number[], keepDims?: boolean): Tensor;
    reshape(shape: number[]): Tensor;
    transpose(order?: number[]): Tensor;
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  export class Variable extends Tensor {
    readonly name: string;
    assign(value: Tensor): void;
  }
  export type NamedTensors = Record<string, Tensor>;
  export interface Optimizer {
    applyGradients(gradients: NamedTensors): void;
    dispose(): void;
  }
  export const train: {
    momentum(rate: number, momentum: number): Optimizer;
    adam(rate: number, beta1: number, beta2: number, epsilon: number): Optimizer;
  };
  export function setBackend(name: string): Promise<boolean>;
  export function ready(): Promise<void>;
  export function slice(x: Tensor, begin: number[], size: number[]): Tensor;
  export function tensor(data: Float32Array | Int32Array, shape: readonly number[], type?: 'int32'): Tensor;
  export function variable(initial: Tensor, trainable: boolean, name?: string): Variable;
  export function tidy<T>(body: () => T): T;
  export function keep<T extends Tensor>(tensor: T): T;
  export function matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  export function conv2d(
    x: Tensor,
    w: Tensor,
    stride: number,
    pad: number,
    format: 'NHWC',
    dilation: number,
    rounding: 'floor',
  ): Tensor;
  export function moments(x: Tensor, axes: number[]): { mean: Tensor; variance: Tensor };
  export function batchNorm(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    shift: Tensor,
    scale: Tensor,
    epsilon: number,
  ): Tensor;
  export function logSoftmax(x: Tensor): Tensor;
  export function softmax(x: Tensor): Tensor;
  export function softplus(x: Tensor): Tensor;
  /** Into equal parts, or parts of these sizes. */
  export function split(x: Tensor, parts: number | number[], axis: number): Tensor[];
  export function addN(parts: Tensor[]): Tensor;
  export function concat(parts: Tensor[], axis: number): Tensor;
  export function zeros(shape: number[]): Tensor;
  export function gather(x: Tensor, indices: Tensor): Tensor;
  export function tile(x: Tensor, repeats: number[]): Tensor;
  /** Adds up updates of the same place. */
  export function scatterND(places: Tensor, updates: Tensor, shape: number[]): Tensor;
  export function tensorScatterUpdate(x: Tensor, places: Tensor, updates: Tensor): Tensor;
  export function unsortedSegmentSum(x: Tensor, segments: Tensor, count: number): Tensor;
  export function engine(): {
    runKernel(name: string, inputs: Record<string, Tensor>, attributes: Record<string, unknown>): Tensor;
  };
  export function customGrad(
    f: (
      x: Tensor,
      save: (tensors: Tensor[]) => void,
    ) => { value: Tensor; gradFunc: (slope: Tensor, saved: Tensor[]) => Tensor },
  ): (x: Tensor) => Tensor;
  export function valueAndGrads(
    f: (...inputs: Tensor[]) => Tensor,
  ): (inputs: Tensor[]) => { value: Tensor; grads: Tensor[] };
  export function variableGrads(
    loss: () => Tensor,
    variables: Variable[],
  ): { value: Tensor; grads: NamedTensors };
}

declare module 'onnxruntime-web/webgpu' {
  export class Tensor {
    static fromGpuBuffer(buffer: GPUBuffer, options: { dataType: 'float32'; dims: number[] }): Tensor;
    dispose(): void;
  }
  type Tensors = Record<string, Tensor>;
  export class InferenceSession {
    static create(
      model: Uint8Array,
      options: {
        executionProviders: (string | { name: 'webgpu'; preferredLayout?: 'NCHW' | 'NHWC' })[];
        enableGraphCapture?: boolean;
        extra?: Record<string, unknown>;
      },
    ): Promise<InferenceSession>;
    run(feeds: Tensors, fetches: Tensors): Promise<Tensors>;
    release(): Promise<void>;
  }
  export const env: {
    logLevel: 'verbose' | 'info' | 'warning' | 'error' | 'fatal';
    wasm: { numThreads: number };
    webgpu: { readonly device: Promise<GPUDevice> };
    versions: { web?: string };
  };
}

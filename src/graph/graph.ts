// A traced training step: an ordered list of nodes over values.
// Order is program order, and program order is the schedule; an in-place update therefore
// comes after every reader of the old value, because it was traced after them.

import { TesseraError } from '../base/errors';
import { opDefinition, requireReadable } from './op';
import {
  type Attributes,
  type DType,
  formatShape,
  type Initializer,
  type Node,
  type Role,
  type Shape,
  sameShape,
  type Value,
} from './value';

interface ValueOptions {
  dtype?: DType;
  initializer?: Initializer;
  data?: number | readonly number[];
  decay?: boolean;
  producer?: Node;
}

export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Value[] = [];
  readonly parameters: Value[] = [];
  readonly states: Value[] = [];
  /** What the caller reads back after a step, by name. */
  readonly outputs = new Map<string, Value>();
  #names = new Set<string>();
  #scopes: string[] = [];
  #nextId = 0;

  /** A tensor the caller feeds before every step. */
  input(name: string, shape: Shape, dtype: DType = 'f32'): Value {
    const value = this.#value(name, shape, 'input', { dtype });
    this.inputs.push(value);
    return value;
  }

  /** A trained tensor. `decay` marks it for weight decay (default: rank two and above). Coded rows are u32. */
  parameter(name: string, shape: Shape, initializer: Initializer, decay = shape.length > 1): Value {
    const dtype = initializer.kind === 'codedRows' ? 'u32' : 'f32';
    const value = this.#value(this.#scoped(name), shape, 'parameter', { initializer, decay, dtype });
    this.parameters.push(value);
    return value;
  }

  /** A tensor kept between steps that no optimizer trains. */
  state(name: string, shape: Shape, initializer: Initializer, dtype: DType = 'f32'): Value {
    const value = this.#value(this.#scoped(name), shape, 'state', { initializer, dtype });
    this.states.push(value);
    return value;
  }

  /** A tensor known now: one number for every element, or all of them in row-major order. */
  constant(data: number | readonly number[], shape: Shape = [], dtype: DType = 'f32'): Value {
    return this.#value(this.#unique('constant'), shape, 'constant', { data, dtype });
  }

  /** Names a value the caller wants back after the step. */
  output(name: string, value: Value): void {
    if (this.outputs.has(name)) throw new TesseraError(`Two outputs are called "${name}". Rename one.`);
    this.outputs.set(name, value);
  }

  /** Traces one op; its shape rule decides the outputs. */
  apply(op: string, inputs: readonly Value[], attributes: Attributes = {}): Value[] {
    const node = this.derive(op, inputs, attributes, { scope: this.currentScope });
    this.nodes.push(node);
    return [...node.outputs];
  }

  /**
   * A node outside the traced order, for passes that rewrite it. Output i is `reuse[i]` where given
   * (a value whose former producer the pass drops), else a new value.
   */
  derive(
    op: string,
    inputs: readonly Value[],
    attributes: Attributes,
    { scope = '', reuse = [] }: { scope?: string; reuse?: readonly (Value | undefined)[] } = {},
  ): Node {
    requireReadable(op, inputs);
    const outputs: Value[] = [];
    const node: Node = { id: this.#nextId++, op, inputs, outputs, attributes, scope };
    for (const [index, result] of opDefinition(op).infer(inputs, attributes).entries()) {
      const reused = reuse[index];
      if (reused && !sameShape(reused.shape, result.shape))
        throw new TesseraError(`${op} makes ${formatShape(result.shape)}, which "${reused.name}" is not.`);
      const suffix = result.name ?? (index ? `${op}.${index}` : op);
      const name = this.#unique(scope ? `${scope}.${suffix}` : suffix);
      outputs.push(
        reused ?? this.#value(name, result.shape, 'intermediate', { dtype: result.dtype, producer: node }),
      );
    }
    return node;
  }

  /** Runs `body` with `name` prefixed to everything it traces. */
  scope<T>(name: string, body: () => T): T {
    this.#scopes.push(name);
    try {
      return body();
    } finally {
      this.#scopes.pop();
    }
  }

  /** Where it traces now, e.g. `block1.conv1`. */
  get currentScope(): string {
    return this.#scopes.join('.');
  }

  #scoped(name: string): string {
    return [...this.#scopes, name].join('.');
  }

  #unique(base: string): string {
    if (!this.#names.has(base)) return base;
    for (let suffix = 2; ; suffix++) if (!this.#names.has(`${base}#${suffix}`)) return `${base}#${suffix}`;
  }

  #value(name: string, shape: Shape, role: Role, options: ValueOptions): Value {
    if (this.#names.has(name)) throw new TesseraError(`Two values are called "${name}". Rename one.`);
    for (const size of shape)
      if (!Number.isInteger(size) || size < 0)
        throw new TesseraError(`${name}: bad shape [${shape.join(', ')}].`);
    this.#names.add(name);
    return { id: this.#nextId++, graph: this, name, shape, role, ...options, dtype: options.dtype ?? 'f32' };
  }
}

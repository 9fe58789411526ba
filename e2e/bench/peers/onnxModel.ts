// ONNX models of one node, written as bytes: the fields of onnx.proto3 that such a model needs, in the wire format of
// protocol buffers.

const encoder = new TextEncoder();
type Field = { number: number; value: number | Uint8Array };

/** Numbers as varints (wire type 0), bytes with their length (wire type 2). */
function message(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const { number, value } of fields) {
    if (typeof value === 'number') parts.push(varint(number * 8), varint(value));
    else parts.push(varint(number * 8 + 2), varint(value.length), value);
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. `value` is not negative. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Uint8Array.from([...bytes, left]);
}

const number = (field: number, value: number): Field => ({ number: field, value });
const text = (field: number, value: string): Field => ({ number: field, value: encoder.encode(value) });
const nested = (field: number, ...fields: Field[]): Field => ({ number: field, value: message(fields) });

/** TensorProto.DataType. */
const types = { float32: 1, uint8: 2, int8: 3, int32: 6 } as const;
export type ElementType = keyof typeof types;

export interface TensorInfo {
  name: string;
  type: ElementType;
  shape: readonly number[];
}

/** A tensor that is part of the model. */
export interface Initializer extends TensorInfo {
  data: Float32Array | Uint8Array | Int8Array;
}

export interface OneNode {
  op: string;
  /** Default: ONNX's own operators. */
  domain?: 'com.microsoft';
  /** Whole numbers or lists of them. */
  attributes?: Record<string, number | readonly number[]>;
  /** Names in the order of the operator, each of an input or an initializer. */
  operands: readonly string[];
  inputs: readonly TensorInfo[];
  initializers: readonly Initializer[];
  output: TensorInfo;
}

const OPSET = 21;
const IR_VERSION = 10;

/** The bytes of a ModelProto. */
export function onnxModel({ op, domain, attributes = {}, operands, inputs, initializers, output }: OneNode) {
  const node = nested(
    1,
    ...operands.map((name) => text(1, name)),
    text(2, output.name),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    ...(domain ? [text(7, domain)] : []),
  );
  const graph = nested(
    7,
    node,
    text(2, op),
    ...initializers.map(initializer),
    ...inputs.map((info) => valueInfo(11, info)),
    valueInfo(12, output),
  );
  return message([
    number(1, IR_VERSION),
    graph,
    nested(8, text(1, ''), number(2, OPSET)),
    ...(domain ? [nested(8, text(1, domain), number(2, 1))] : []),
  ]);
}

/** AttributeProto of type INT (2) or INTS (7). */
const attribute = (name: string, value: number | readonly number[]): Field =>
  typeof value === 'number'
    ? nested(5, text(1, name), number(3, value), number(20, 2))
    : nested(5, text(1, name), ...value.map((one) => number(8, one)), number(20, 7));

const initializer = ({ name, type, shape, data }: Initializer): Field =>
  nested(5, ...shape.map((size) => number(1, size)), number(2, types[type]), text(8, name), {
    number: 9,
    value: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });

const valueInfo = (field: number, { name, type, shape }: TensorInfo): Field =>
  nested(
    field,
    text(1, name),
    nested(
      2,
      nested(1, number(1, types[type]), nested(2, ...shape.map((size) => nested(1, number(1, size))))),
    ),
  );

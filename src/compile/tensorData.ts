// Tensors on the host: a typed array of each type's elements. Halves (f16) are there as their 16 bits.

import { TesseraError } from '../base/errors';
import { halvesOf, numbersOfHalves } from '../base/halves';
import { type DType, elementCount, type Shape } from '../graph/value';

export type TensorData =
  | Float32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>;

const arrays = { f32: Float32Array, f16: Uint16Array, i32: Int32Array, u32: Uint32Array };

/** The elements of a tensor that lies `offset` bytes into `bytes`. */
export const viewOf = (
  bytes: ArrayBuffer,
  { dtype, shape }: { dtype: DType; shape: Shape },
  offset: number,
): TensorData => new arrays[dtype](bytes, offset, elementCount(shape));

/** Numbers as the elements of a tensor; halves are the nearest. */
export const elementsOf = (numbers: ArrayLike<number>, dtype: DType): TensorData =>
  dtype === 'f16' ? halvesOf(numbers) : arrays[dtype].from(numbers);

/** The numbers that a tensor's elements stand for. */
export const numbersOf = (data: TensorData): Exclude<TensorData, Uint16Array> =>
  data instanceof Uint16Array ? numbersOfHalves(data) : data;

/** The same of a tensor that must hold numbers: words of codes do not. */
export function floatsOf(data: TensorData): Float32Array<ArrayBuffer> {
  const numbers = numbersOf(data);
  if (numbers instanceof Float32Array) return numbers;
  throw new TesseraError('A tensor of whole numbers or of codes was read as floats. Decode it first.');
}

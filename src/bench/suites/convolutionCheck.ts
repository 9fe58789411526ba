// Elements of a convolution and of its gradients in float64, from the definition
// y[n, oh, ow, f] = Σ x[n, oh·s − p + i, ow·s − p + j, c]·w[i, j, c, f].

import type { Results } from '../contender';
import { places } from '../draw';
import type { ConvolutionProblem } from '../problem';

const CHECKED = 150;

/** |r − r64| ≤ 4·√K·2⁻²⁴·Σ|terms| at drawn elements, K terms each, as for a matrix product. */
export function isConvolution(problem: ConvolutionProblem, results: Results): boolean {
  const result = results.get('result');
  const { pass, xShape, wShape, yShape } = problem;
  const shape = { forward: yShape, inputGradient: xShape, weightGradient: wShape }[pass];
  if (result?.length !== shape.reduce((a, b) => a * b, 1)) return false;
  return places(result.length, CHECKED).every((at) => {
    const place = indicesOf(at, shape);
    let [sum, size, count] = [0, 0, 0];
    termsOf[pass](problem, place, (term) => {
      sum += term;
      size += Math.abs(term);
      count++;
    });
    return Math.abs(result[at] - sum) <= 4 * Math.sqrt(count) * 2 ** -24 * size;
  });
}

type Place = readonly number[];
type Terms = (problem: ConvolutionProblem, place: Place, add: (term: number) => void) => void;

/** Row-major indices of the element `at`. */
function indicesOf(at: number, shape: readonly number[]): number[] {
  const indices = new Array<number>(shape.length);
  let left = at;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    indices[axis] = left % shape[axis];
    left = Math.floor(left / shape[axis]);
  }
  return indices;
}

const offsetOf = (shape: readonly number[], indices: Place): number =>
  indices.reduce((offset, index, axis) => offset * shape[axis] + index, 0);

/** Channel of x that filter `f` reads as its `c`-th. */
const channelOf = (
  { wShape: [, , own, filters], groups }: ConvolutionProblem,
  f: number,
  c: number,
): number => Math.floor(f / (filters / groups)) * own + c;

const xAt = (problem: ConvolutionProblem, n: number, h: number, w: number, c: number): number => {
  const { x, xShape } = problem;
  return h < 0 || h >= xShape[1] || w < 0 || w >= xShape[2] ? 0 : x[offsetOf(xShape, [n, h, w, c])];
};

const termsOf: Record<ConvolutionProblem['pass'], Terms> = {
  forward: (problem, [n, oh, ow, f], add) => {
    const { w, wShape, stride, padding } = problem;
    const [height, width, own] = wShape;
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++)
        for (let c = 0; c < own; c++) {
          const source = xAt(
            problem,
            n,
            oh * stride - padding + i,
            ow * stride - padding + j,
            channelOf(problem, f, c),
          );
          add(source * w[offsetOf(wShape, [i, j, c, f])]);
        }
  },
  inputGradient: (problem, [n, h, v, channel], add) => {
    const { w, wShape, dy, yShape, stride, padding } = problem;
    const [height, width, own, filters] = wShape;
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        const [oh, ow] = [(h + padding - i) / stride, (v + padding - j) / stride];
        if (!Number.isInteger(oh) || !Number.isInteger(ow)) continue;
        if (oh < 0 || oh >= yShape[1] || ow < 0 || ow >= yShape[2]) continue;
        for (let f = 0; f < filters; f++) {
          const c = channel - channelOf(problem, f, 0);
          if (c < 0 || c >= own) continue;
          add(dy[offsetOf(yShape, [n, oh, ow, f])] * w[offsetOf(wShape, [i, j, c, f])]);
        }
      }
  },
  weightGradient: (problem, [i, j, c, f], add) => {
    const { dy, yShape, stride, padding } = problem;
    const [batch, height, width] = yShape;
    const channel = channelOf(problem, f, c);
    for (let n = 0; n < batch; n++)
      for (let oh = 0; oh < height; oh++)
        for (let ow = 0; ow < width; ow++) {
          const source = xAt(problem, n, oh * stride - padding + i, ow * stride - padding + j, channel);
          add(source * dy[offsetOf(yShape, [n, oh, ow, f])]);
        }
  },
};

// The losses of the first two steps of a training graph on one batch, in float64.

import { phaseOf } from '../../graph/count';
import type { Graph } from '../../graph/graph';
import { elementCount } from '../../graph/value';
import { interpret, referenceState } from '../../reference/interpreter';
import '../../reference/ops';
import type { TensorData } from '../../compile/program';
import { type Tensor, tensor } from '../../reference/tensor';

export function referenceLosses(
  graph: Graph,
  seed: number,
  learningRate: number,
  fill: (feeds: ReadonlyMap<string, TensorData>) => void,
): [number, number] {
  const arrays = new Map<string, TensorData>(
    graph.inputs.map(({ name, shape, dtype }) => [
      name,
      dtype === 'f32' ? new Float32Array(elementCount(shape)) : new Uint32Array(elementCount(shape)),
    ]),
  );
  fill(arrays);
  arrays.get('learningRate')![0] = learningRate;
  const feeds = (step: number): Map<(typeof graph.inputs)[number], Tensor> => {
    arrays.get('step')![0] = step;
    return new Map(graph.inputs.map((input) => [input, tensor(input.shape, arrays.get(input.name)!)]));
  };
  const loss = graph.outputs.get('loss')!;
  const state = referenceState(graph, seed);
  const first = interpret(graph.nodes, state, feeds(0)).get(loss)!.data[0];
  const forward = graph.nodes.filter((node) => phaseOf(node) === 'forward');
  const second = interpret(forward, state, feeds(1)).get(loss)!.data[0];
  return [first, second];
}

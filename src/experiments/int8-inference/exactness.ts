// The integer network on the device against the same graph in the float64 interpreter: one batch, code by code.

import { nodeCost } from '../../graph/op';
import { tensor } from '../../reference/tensor';
import type { NetworkCoder } from './coding';
import { integer } from './coding';
import { NetworkRunner } from './runner';
import { answers } from './techniques';

/** Float64 on the CPU does some hundred million operations a second. */
const MOST_FLOPS = 1e9;

export interface Exactness {
  codes: number;
  differingCodes: number;
  differingAnswers: number;
  /** Whether nothing between the image and the logits is real, so that no code may differ. */
  integerThroughout: boolean;
}

/** Undefined where the interpreter would take minutes. */
export async function exactness(coder: NetworkCoder): Promise<Exactness | undefined> {
  const { gpu, test, train } = coder.trained;
  const network = coder.lower(integer);
  const { graph, tensors } = network;
  if (graph.nodes.reduce((sum, node) => sum + nodeCost(node).flops, 0) > MOST_FLOPS) return undefined;
  const [{ interpret }] = await Promise.all([
    import('../../reference/interpreter'),
    import('../../reference/ops'),
  ]);
  const coded = graph.nodes.flatMap(({ outputs }) => outputs.filter(({ dtype }) => dtype === 'u32'));
  for (const value of coded) graph.output(value.name, value);
  const runner = await NetworkRunner.open(gpu, 'exactness', network);
  try {
    const { images, outputs } = await runner.first(test, train.normalisation);
    const known = interpret(
      graph.nodes,
      new Map(graph.states.map((value) => [value, tensor(value.shape, tensors.get(value.name)!.data)])),
      new Map([[graph.inputs[0], tensor(graph.inputs[0].shape, images)]]),
    );
    const expected = (name: string) => known.get(graph.outputs.get(name)!)!.data;
    let [codes, differingCodes] = [0, 0];
    for (const { name } of coded) {
      const [found, exact] = [outputs.get(name)!, expected(name)];
      for (let word = 0; word < found.length; word++) {
        const difference = (found[word] ^ exact[word]) >>> 0;
        for (let lane = 0; lane < 4; lane++) if ((difference >>> (8 * lane)) & 255) differingCodes++;
      }
      codes += 4 * found.length;
    }
    const { classes } = test;
    const exact = answers(Float32Array.from(expected('logits')), classes);
    const found = answers(outputs.get('logits') as Float32Array, classes);
    return {
      codes,
      differingCodes,
      differingAnswers: found.filter((answer, row) => answer !== exact[row]).length,
      integerThroughout: graph.nodes.filter(({ op }) => op === 'quantise').length === 1,
    };
  } finally {
    runner.destroy();
  }
}

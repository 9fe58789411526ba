// The trained network as it is served: on packed bits, beside the same network in f32 arithmetic on the same test images.

import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import type { DeviceState } from '../../compile/state';
import { type ProgramTime, timePrograms } from '../../compile/timePrograms';
import type { Gpu } from '../../gpu/device';
import { Graph } from '../../graph/graph';
import { wordOperations } from '../../graph/ops/bitPlanes';
import { byteLength, elementCount } from '../../graph/value';
import { evaluationStep } from '../../nn/trainingStep';
import { type LowBitResNet, packedLayers, packedResnet } from '../../quant/packedResnet';
import { type HostTensors, packedState, stateOf } from '../../quant/packedState';
import type { TrainingTask } from '../training/task';

/** One convolution of a few bits. */
export interface LayerCost {
  layer: string;
  shape: string;
  multiplyAdds: number;
  wordOperations: number;
  /** As the kernel binds them, and as f32. */
  weightBytes: number;
  realBytes: number;
}

export interface PackedReport {
  inputs: number;
  /** Test images whose largest logit is another's. */
  disagreements: number;
  largestDifference: number;
  layers: LayerCost[];
  /** Written between the convolutions for a batch: in planes, and what f32 would take. */
  activationBytes: number;
  realActivationBytes: number;
  /** Of a batch: f32 network, the low-bit one in f32 arithmetic, on packed bits; empty without rounds. */
  times: Partial<Record<'f32' | 'coded' | 'packed', ProgramTime>>;
  dispatches: Record<'f32' | 'coded' | 'packed', number>;
  batch: number;
}

type Served = { program: Program; state: DeviceState };

export async function servePacked(
  gpu: Gpu,
  model: { kind: 'resnet' } & LowBitResNet,
  trained: HostTensors,
  task: TrainingTask,
  rounds: number,
): Promise<PackedReport> {
  const { batch } = task;
  const opened: Served[] = [];
  const open = async (name: string, graph: Graph, tensors: HostTensors): Promise<Served> => {
    const program = await Program.create(gpu, planProgram(name, graph, deviceProfile(gpu)));
    const served = { program, state: await stateOf(program, tensors) };
    opened.push(served);
    return served;
  };
  try {
    const coded = await open('coded', evaluationStep(model, { batchSize: batch }), trained);
    const packed = await open('packed', packedGraph(model, batch), await packedState(gpu, model, trained));
    const { lowBits: _, ...real } = model;
    const f32 = await open('f32', evaluationStep(real, { batchSize: batch }), trained);
    const compared = await compare(coded, packed, task, model.classes);
    const timing = { rounds, sampleMilliseconds: 30 };
    const times = rounds ? await timePrograms(gpu, [f32, coded, packed], timing) : [];
    const dispatches = ({ program }: Served) => program.plan.dispatches.length;
    return {
      ...compared,
      ...costs(packed.program, model),
      times: rounds ? { f32: times[0], coded: times[1], packed: times[2] } : {},
      dispatches: { f32: dispatches(f32), coded: dispatches(coded), packed: dispatches(packed) },
      batch,
    };
  } finally {
    for (const { program, state } of opened) {
      program.destroy();
      state.destroy();
    }
  }
}

function packedGraph(model: LowBitResNet, batch: number): Graph {
  const graph = new Graph();
  const images = graph.input('images', [batch, model.image, model.image, model.channels]);
  graph.output('logits', packedResnet(graph, model, images));
  return graph;
}

async function compare(coded: Served, packed: Served, task: TrainingTask, classes: number) {
  const result = { inputs: 0, disagreements: 0, largestDifference: 0 };
  for (let index = 0; index < task.evaluationBatches; index++) {
    const [a, b] = await Promise.all(
      [coded, packed].map(async ({ program, state }) => {
        await program.ready();
        const valid = task.fillEvaluation(index, program.feeds);
        const logits = (await program.run(state)).get('logits')!;
        return logits.subarray(0, valid * classes);
      }),
    );
    for (let row = 0; row < a.length; row += classes) {
      const [one, other] = [a, b].map((logits) => logits.subarray(row, row + classes));
      result.inputs++;
      if (largestAt(one) !== largestAt(other)) result.disagreements++;
      for (const [at, logit] of one.entries())
        result.largestDifference = Math.max(result.largestDifference, Math.abs(logit - other[at]));
    }
  }
  return result;
}

const largestAt = (logits: Iterable<number>): number => {
  const all = [...logits];
  return all.indexOf(Math.max(...all));
};

/** From the tensors that the packed program binds. */
function costs({ plan }: Program, model: LowBitResNet) {
  const layers = packedLayers(model).map(({ layer, shape }): LayerCost => {
    const node = plan.nodes.find(({ scope, op }) => scope === layer && op.startsWith('bitConvolution'))!;
    const rows =
      elementCount(node.outputs[0].shape.slice(0, -1)) /
      (node.op === 'bitConvolution' ? 1 : node.outputs[0].shape[0]);
    return {
      layer,
      shape: shape.join('×'),
      multiplyAdds: rows * elementCount(shape),
      wordOperations: wordOperations(node),
      weightBytes: plan.state.entries.get(`${layer}.planes`)!.bytes,
      realBytes: 4 * elementCount(shape),
    };
  });
  const planes = plan.nodes
    .flatMap(({ outputs }) => outputs)
    .filter(({ dtype, name }) => dtype === 'u32' && /planes/.test(name));
  const { activationBits } = model.lowBits;
  return {
    layers,
    activationBytes: planes.reduce((sum, value) => sum + byteLength(value), 0),
    realActivationBytes: realBytes(plan, activationBits),
  };
}

/** f32 bytes of everything that is coded between the convolutions. */
function realBytes({ nodes }: Program['plan'], bits: number): number {
  return nodes.reduce((sum, { op, inputs, outputs: [y] }) => {
    if (op === 'packBitPlanes') return sum + byteLength(inputs[0]);
    if (op !== 'bitConvolutionPlanes') return sum;
    const rows = elementCount(y.shape.slice(0, -1)) / bits;
    return sum + 4 * rows * inputs[1].shape[1];
  }, 0);
}

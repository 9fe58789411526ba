// What training and packing came to, as tables.

import { type Finding, findingOf } from '../findings';
import type { Outcomes } from '../training/arms';
import { bytes, count, milliseconds, plain, type Row, share, text } from './columns';
import { LAST, networksOf } from './course';
import { lowBitsOf, type Settings } from './model';

const numberOf = (outcomes: Outcomes, arm: string, name: string): number | null =>
  outcomes.get(arm)?.[name]?.[0] ?? null;

export function accuracyTable(settings: Settings, outcomes: Outcomes): Finding {
  const rows = networksOf(settings)
    .filter(({ id }) => outcomes.has(id))
    .map(
      ({ id, lowBits }): Row => ({
        network: id,
        activations: lowBits?.activationBits ?? 32,
        weights: lowBits?.weightBits ?? 32,
        accuracy: numberOf(outcomes, id, 'testAccuracy'),
        loss: numberOf(outcomes, id, 'testLoss'),
      }),
    );
  return findingOf(
    {
      id: 'accuracy',
      title: 'Accuracy',
      about: 'Test accuracy after training, measured; stem and head are f32 in every network.',
      columns: [
        text('network', 'Network'),
        plain('activations', 'Activation bits'),
        plain('weights', 'Weight bits'),
        share('accuracy', 'Test accuracy'),
        plain('loss', 'Test loss'),
      ],
    },
    rows,
  );
}

/** The trained network as it is served, a row a form. */
export function servingTable(settings: Settings, outcomes: Outcomes): Finding {
  const { activationBits: a, weightBits: w } = lowBitsOf(settings);
  const value = (name: string) => numberOf(outcomes, LAST, name);
  const total = (name: string) => outcomes.get(LAST)![name].reduce((sum, x) => sum + x, 0);
  const [real, packed] = [total('layerRealBytes'), total('layerWeightBytes')];
  const row = (network: string, name: string, weights: number, activations: number | null): Row => ({
    network,
    ms: value(`${name}Ms`),
    fastest: value(`${name}FastestMs`),
    dispatches: value(`${name}Dispatches`),
    weights,
    activations,
  });
  return findingOf(
    {
      id: 'serving',
      title: 'The trained network, three ways',
      about: `A batch of ${settings.batch} test images, measured. The packed network gave another class than the coded one for ${value('disagreements')} of ${value('inputs')} test images; the largest difference of a logit is ${value('largestDifference')?.toPrecision(2)}. Bytes are those of the buffers between stem and head.`,
      columns: [
        text('network', 'Network'),
        milliseconds('ms', 'Time of a batch'),
        milliseconds('fastest', 'Fastest'),
        count('dispatches', 'Dispatches'),
        bytes('weights', 'Inner weights'),
        bytes('activations', 'Activations written'),
      ],
    },
    [
      row('f32', 'f32', real, value('realActivationBytes')),
      row(`${a}×${w} bits, computed in f32`, 'coded', real, value('realActivationBytes')),
      row(`${a}×${w} bits, packed`, 'packed', packed, value('activationBytes')),
    ],
  );
}

export function layerTable(
  names: readonly { layer: string; shape: readonly number[] }[],
  outcomes: Outcomes,
): Finding {
  const lists = outcomes.get(LAST)!;
  return findingOf(
    {
      id: 'layers',
      title: 'Layers in planes',
      about:
        'Counted from the buffers that the kernels bind, for one batch. A word operation handles 32 numbers of a plane: an and, a count and an add for each pair of planes.',
      columns: [
        text('layer', 'Layer'),
        text('shape', 'Weights'),
        count('multiplyAdds', 'Multiply-adds'),
        count('operations', 'Word operations'),
        plain('perOperation', 'Multiply-adds per operation'),
        bytes('bytes', 'Packed weights'),
        bytes('real', 'As f32'),
      ],
    },
    names.map(
      ({ layer, shape }, index): Row => ({
        layer,
        shape: shape.join('×'),
        multiplyAdds: lists.layerMultiplyAdds[index],
        operations: lists.layerWordOperations[index],
        perOperation: lists.layerMultiplyAdds[index] / lists.layerWordOperations[index],
        bytes: lists.layerWeightBytes[index],
        real: lists.layerRealBytes[index],
      }),
    ),
  );
}

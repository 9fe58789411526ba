// What to try below four bits.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'binary',
    title: 'give the activations one bit too',
    why: 'Each is then 0 or one step: products take half the operations, and the accuracy shows what two bits were worth.',
    config: { activationBits: 1 },
  },
  {
    id: 'four-by-four',
    title: 'give activations and weights four bits each',
    why: 'Accuracy comes close to f32, but sixteen pairs of planes are sixteen times the work of one: compare the crossover.',
    config: { activationBits: 4, weightBits: 4 },
  },
  {
    id: 'decay',
    title: 'take the bits away one after another',
    why: 'Training goes from f32 over 4, 3 and 2 bits down: the accuracy falls at every stage, and part of it comes back.',
    config: { course: 'decay' },
  },
  {
    id: 'learned',
    title: 'let the steps of the activations be learned',
    why: 'Batch normalisation can already scale what it hands on, so a step of its own changes less than one would think.',
    config: { activationSteps: 'learned' },
  },
];

// Ops by what they do to tensors: the colours of a step.

export const families = [
  { id: 'products', title: 'Products and convolutions', colour: 'var(--run-1)' },
  { id: 'attention', title: 'Attention and interaction', colour: 'var(--run-5)' },
  { id: 'embedding', title: 'Embeddings', colour: 'var(--run-3)' },
  { id: 'normalisation', title: 'Normalisation', colour: 'var(--run-2)' },
  { id: 'elementwise', title: 'Element-wise', colour: 'var(--run-8)' },
  { id: 'reduction', title: 'Reductions and loss', colour: 'var(--run-7)' },
  { id: 'shape', title: 'Pooling and moving', colour: 'var(--run-6)' },
  { id: 'optimizer', title: 'Optimizer', colour: 'var(--run-4)' },
] as const;

export type Family = (typeof families)[number];
export type FamilyId = Family['id'];

/** First match wins; everything else works element by element. */
const patterns: readonly (readonly [RegExp, FamilyId])[] = [
  [/(matmul|convolution|integerSparseAdd|lstm)/i, 'products'],
  [/^(attention|dotInteraction)/, 'attention'],
  [/^(denseUpdate|sparseUpdate|clipByGlobalNorm|periodicPull)/, 'optimizer'],
  [/^(embeddingBag|segmentLookups)/, 'embedding'],
  [/^(batchNorm|layerNorm)/, 'normalisation'],
  [/^(reduce|integerMean|trackRange|softmaxCrossEntropy|binaryCrossEntropy)/, 'reduction'],
  [/^(pooling|transpose|slice|pad|concat|gather|broadcast|reshape)/, 'shape'],
];

export function familyOf(op: string): Family {
  const id = patterns.find(([pattern]) => pattern.test(op))?.[1] ?? 'elementwise';
  return families.find((family) => family.id === id)!;
}

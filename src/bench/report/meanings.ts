// What the suites measure and what the numbers mean, for readers who did not write them.

const suites: Record<string, string> = {
  gemm: 'Matrix products in f32, M×N×K. N and T say whether each operand is read as it is or transposed.',
  conv: 'Convolutions of residual networks, channels last: forward, gradient by the input, gradient by the weights.',
  attention: 'Softmax attention of several heads, alone and with the gradients of q, k and v.',
  normalisation: 'Normalisations with their gradients, and the loss of a classifier with its gradient.',
  embedding:
    'Bags of table rows summed, alone and with gradient and update, as row popularity grows from uniform to a single row. Bytes count a row for every lookup, each way, and each distinct row in and out of the update; what sorting moves is not counted. Two copies, and sums of rows that are made instead of looked up, show what bounds the rest.',
  optimizer: 'One update of all parameters of a small network.',
  quantised:
    'Products in few bits: activations × weights. Coding and packing the activations is part of the time. f32×4 keeps real activations and codes the weights alone.',
  step: 'A whole training step: a batch from the host, forward, backward, update, and the loss back on the host.',
  overhead: 'What work costs beside the arithmetic: a dispatch, a submit, reading back, compiling.',
};

export const aboutOf = (suite: string): string => suites[suite] ?? '';

/** Terms in the order in which a reader meets them. */
export const meanings: readonly (readonly [term: string, meaning: string])[] = [
  [
    'of best',
    'The shortest time that the peaks of this adapter allow for the operations and bytes of the case, over the median time. The peaks are measured on the adapter before and after all cases: multiply-adds in registers, and a copy between two buffers, by vectors of four numbers or by matrices of sixteen, whichever is faster. Work that stays in caches can exceed 100 %. Operations and bytes are those of the problem and the same for everyone; what an implementation does beyond them counts against it.',
  ],
  [
    'median, 10–90 %',
    'Of the samples. Every round takes one sample of each implementation, in alternating order. A sample is one or more runs queued together and awaited once, over their number.',
  ],
  ['first', 'The first run, with everything in it that is compiled, uploaded or prepared once.'],
  ['rate', 'Operations (a multiply-add is two) or bytes of the problem over the median time.'],
  ['void', 'The numbers disagree with float64. The time of such a row means nothing.'],
  ['other bits', 'A second run from the same data gave other bits.'],
  [
    'to earlier',
    'Median now over median before. A row is faster or slower only where the middle four fifths of the samples of the two reports do not overlap; otherwise it is noise.',
  ],
];

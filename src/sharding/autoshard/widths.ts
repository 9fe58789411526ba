// The shapes of AutoShard's networks, apart from their graphs (networks.ts), which those who only ask them do not need.

/** Widths of layers, by the names of their parameters. */
export const widths = {
  table: [128, 32],
  cost: [64, 1],
  progress: [32],
  load: [32],
  logit: [128, 128, 64, 1],
  value: [64, 1],
} as const;
export const VECTOR = 32;
export const STATE = 64;
export const LSTM_LAYERS = 2;

export type Part = keyof typeof widths;
/** Heads end in a plain sum; every other layer has a ReLU. */
export const isHead = (part: Part): boolean => part === 'cost' || part === 'logit' || part === 'value';

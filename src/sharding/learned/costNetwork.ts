// The shapes of networks that predict costs, apart from graphs, which those who only ask such a network do not need.

export interface CostNetwork {
  /** Numbers that a table, or the whole sample, is described by. */
  features: number;
  /** Widths of the layers that each table passes before tables are summed; none: a sample is one row. */
  table: readonly number[];
  /** Widths of the hidden layers behind. */
  head: readonly number[];
  outputs: number;
}

/** 20 features of a table to the milliseconds of a device's fused embedding operator. */
export const computeNetwork = (features: number): CostNetwork => ({
  features,
  table: [128, 32],
  head: [64],
  outputs: 1,
});

/** Sums of dimensions of each device, and start skews, to the milliseconds of each device's all-to-all. */
export const communicationNetwork = (features: number, devices: number): CostNetwork => ({
  features,
  table: [],
  head: [128, 64, 32, 16],
  outputs: devices,
});

export const isSetNetwork = ({ table }: CostNetwork): boolean => table.length > 0;

// What TorchRec keeps free of tables before it plans (`HeuristicalStorageReservation`): a share of HBM, the dense part
// of the model, and copies of the input.

import { ConfigError } from '../../base/errors';
import { formatBytes } from '../../base/format';
import { DENSE_MULTIPLIER, INDEX_BYTES, INPUT_COPIES } from './constants';
import type { PlannerTable } from './table';
import type { Topology } from './topology';

export interface Reservation {
  /** Of HBM, 0 to 1. */
  share: number;
  /** Bytes of the dense parameters, on every rank. */
  denseBytes: number;
}

export interface ReservedBytes {
  share: number;
  dense: number;
  input: number;
}

/** Bytes of each rank that reservations take; the share is of the first rank. */
export function reservedBytes(
  topology: Topology,
  tables: readonly PlannerTable[],
  reservation: Reservation,
): ReservedBytes {
  let lookups = 0;
  for (const { features } of tables) for (const { pooling, batch } of features) lookups += pooling * batch;
  const { hbm } = topology.memory[0];
  return {
    share: hbm - Math.trunc((1 - reservation.share) * hbm),
    dense: Math.round(DENSE_MULTIPLIER * reservation.denseBytes),
    input: Math.ceil(lookups * INDEX_BYTES) * INPUT_COPIES,
  };
}

/** The topology with what is left for tables. Throws `ConfigError` when nothing is. */
export function reserve(
  topology: Topology,
  tables: readonly PlannerTable[],
  reservation: Reservation,
): Topology {
  const { dense, input } = reservedBytes(topology, tables, reservation);
  const onGpu = topology.device === 'cuda';
  const memory = topology.memory.map(({ hbm, ddr }) => ({
    hbm: Math.trunc((1 - reservation.share) * hbm) - (onGpu ? dense + input : 0),
    ddr: ddr - (onGpu ? 0 : dense + input),
  }));
  const [left] = memory;
  if (left.hbm < 0)
    throw new ConfigError(
      `Nothing of ${formatBytes(topology.memory[0].hbm)} HBM is left for tables: ${100 * reservation.share} % is reserved, ` +
        `${formatBytes(dense)} for the dense part and ${formatBytes(input)} for the input. Lower the batch, the reserved share or the dense parameters.`,
    );
  return { ...topology, memory };
}

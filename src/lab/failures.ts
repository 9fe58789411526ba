// What a failure is to the reader: theirs to mend, the machine's, or ours.

import { ConfigError, DataError, LimitError, NumericsError, ShapeError, TesseraError } from '../base/errors';
import { isLoadFailure, LOAD_ADVICE } from '../base/loading';
import { DeviceLostError, KernelError, NoAdapterError, OutOfMemoryError } from '../gpu/errors';
import type { FailureKind } from './protocol';

const kinds: readonly [new (...parameters: never[]) => Error, FailureKind][] = [
  [NoAdapterError, 'adapter'],
  [OutOfMemoryError, 'memory'],
  [LimitError, 'memory'],
  [DeviceLostError, 'lost'],
  [NumericsError, 'numerics'],
  [KernelError, 'internal'],
  [ConfigError, 'input'],
  [DataError, 'input'],
  [ShapeError, 'input'],
  [TesseraError, 'input'],
];

export const failureKind = (error: unknown): FailureKind =>
  kinds.find(([type]) => error instanceof type)?.[1] ?? 'internal';

/** One line for people; nothing of a stack. */
export const messageOf = (error: unknown): string =>
  error instanceof TesseraError
    ? error.message
    : isLoadFailure(error)
      ? `A part of the page could not be loaded. ${LOAD_ADVICE}`
      : `Something went wrong inside Tessera: ${(error as Error)?.message ?? error}`;

// What can go wrong on a device, as errors a reader can act on.

import { TesseraError } from '../base/errors';
import { formatBytes } from '../base/format';

/** No adapter: the browser, its flags or the driver. */
export class NoAdapterError extends TesseraError {
  override name = 'NoAdapterError';
}

/** Memory that was asked for. */
export interface Allocation {
  /** The buffer, and the tensors in it where they are known. */
  what: string;
  neededBytes: number;
  /** What was in use beside it. */
  allocatedBytes: number;
}

const demand = ({ neededBytes, allocatedBytes }: Allocation): string =>
  `needed ${formatBytes(neededBytes)} beside ${formatBytes(allocatedBytes)} in use`;

/** The device went away (driver reset, tab discarded, GPU process crash). State on it is gone. */
export class DeviceLostError extends TesseraError {
  override name = 'DeviceLostError';
  constructor(
    readonly reason: string,
    readonly detail: string,
    /** What was being allocated then: where memory runs out, some browsers lose the device. */
    readonly during?: Allocation,
  ) {
    super(
      during
        ? `The GPU device was lost (${reason}) while memory for ${during.what} was allocated: ${demand(during)}. It has probably run out of memory.`
        : `The GPU device was lost (${reason})${detail ? `: ${detail.replace(/\.+$/, '')}` : ''}. Resume from the last checkpoint.`,
    );
  }
}

/** A buffer the device could not provide; names what it was for and what is already in use. */
export class OutOfMemoryError extends TesseraError {
  override name = 'OutOfMemoryError';
  constructor(readonly allocation: Allocation) {
    super(`Out of GPU memory at ${allocation.what}: ${demand(allocation)}. Use a smaller batch or preset.`);
  }
}

/** A shader or command the device refused: a defect of ours or of the driver, with the kernel's name. */
export class KernelError extends TesseraError {
  override name = 'KernelError';
}

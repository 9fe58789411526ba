// The device of a session: acquired on first need, and again after it was lost.

import { TesseraError } from '../base/errors';
import type { Gpu } from '../gpu/device';
import { DeviceLostError } from '../gpu/errors';

export class HeldGpu {
  #gpu?: Promise<Gpu>;

  constructor(private readonly open: () => Promise<Gpu>) {}

  acquire = async (): Promise<Gpu> => {
    if ((await this.#gpu)?.failure) this.#gpu = undefined;
    this.#gpu ??= this.open().catch((error) => {
      this.#gpu = undefined;
      throw error;
    });
    return this.#gpu;
  };

  /** The device where there is one; none is acquired. */
  async present(): Promise<Gpu | undefined> {
    return this.#gpu?.catch(() => undefined);
  }

  /** The next one who needs a device acquires another. */
  forget(): void {
    this.#gpu = undefined;
  }

  /** For tests: as a driver reset would. */
  async lose(): Promise<void> {
    (await this.#gpu)?.lose();
  }

  /** On a device that was lost every call fails in its own way; what is told is the loss. */
  async causeOf(error: unknown): Promise<unknown> {
    if (error instanceof TesseraError) return error;
    // The browser tells of the loss after the calls have failed.
    await new Promise((resolve) => setTimeout(resolve));
    const failure = (await this.present())?.failure;
    return failure instanceof DeviceLostError ? failure : error;
  }
}

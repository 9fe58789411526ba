// Libraries report a damaged file in many ways. Here each becomes the one error that readers promise.

import { DataError, TesseraError } from '../../base/errors';

/** Runs `action`; whatever it throws that is not already ours becomes a DataError. */
export async function guarded<T>(file: string, record: string, action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof TesseraError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new DataError(file, record, `is damaged or not supported (${reason})`);
  }
}

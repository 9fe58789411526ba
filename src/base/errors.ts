// Errors a reader can act on. Every message says what went wrong, where, and what to do about it.

/** Base class of all errors that are shown to users as one line, without a stack trace. */
export class TesseraError extends Error {
  override name = 'TesseraError';
}

/** A tensor shape that an op cannot accept; names the op, the operand and both shapes. */
export class ShapeError extends TesseraError {
  override name = 'ShapeError';
}

/** A damaged or unexpected input file; names the file, the record and the reason. */
export class DataError extends TesseraError {
  override name = 'DataError';
  constructor(
    readonly file: string,
    readonly record: string,
    readonly reason: string,
  ) {
    super(`${file}: ${record}: ${reason}`);
  }
}

/** A device that lacks what a program needs: `needed` and `available` in the same unit. */
export class LimitError extends TesseraError {
  override name = 'LimitError';
  constructor(
    readonly what: string,
    readonly needed: number,
    readonly available: number,
    advice: string,
  ) {
    super(`${what}: needed ${needed}, available ${available}. ${advice}`);
  }
}

/** A computation that left the finite numbers; says at which step and what to try. */
export class NumericsError extends TesseraError {
  override name = 'NumericsError';
}

/** A setting that is not valid; lists the accepted values. */
export class ConfigError extends TesseraError {
  override name = 'ConfigError';
}

/** Throws a `TesseraError` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new TesseraError(message);
}

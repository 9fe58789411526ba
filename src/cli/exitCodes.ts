// What a command's exit code says.
import { CommanderError } from 'commander';
import { TesseraError } from '../base/errors';
import type { FailureKind } from '../lab/protocol';
import type { Terminal } from './terminal';

export const exitCodes = {
  /** The run finished and every claim it tested holds. */
  success: 0,
  /** A claim does not hold, or something failed inside. */
  failed: 1,
  /** Bad input. */
  input: 2,
  /** No usable adapter, or no browser to find one. */
  adapter: 3,
  interrupted: 130,
} as const;

/** The code of a run that ended in a failure. */
export const exitCodeOfFailure = (failure: FailureKind): number =>
  failure === 'input' || failure === 'adapter' ? exitCodes[failure] : exitCodes.failed;

/** Says what went wrong in one line, or with a stack when it is a defect of ours, and returns the code. */
export function exitCodeOf(error: unknown, terminal: Terminal): number {
  // Commander has said what is wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.input;
  if (error instanceof TesseraError) {
    terminal.error(`error: ${error.message}`);
    return /^No(Adapter|Browser)Error$/.test(error.name) ? exitCodes.adapter : exitCodes.input;
  }
  terminal.error(`error: Something went wrong inside Tessera: ${(error as Error)?.stack ?? error}`);
  return exitCodes.failed;
}

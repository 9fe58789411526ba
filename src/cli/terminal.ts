// Where a command writes: results to standard output, progress and errors to standard error.

export interface Terminal {
  /** To standard output, as it is. */
  write(text: string): void;
  /** To standard error, as it is. */
  writeError(text: string): void;
  print(line: string): void;
  error(line: string): void;
  /** Whether someone watches standard error on a screen that can redraw a line. */
  interactive: boolean;
}

export const terminalOf = (
  write: (text: string) => void,
  writeError: (text: string) => void,
  interactive = false,
): Terminal => ({
  write,
  writeError,
  print: (line) => write(`${line}\n`),
  error: (line) => writeError(`${line}\n`),
  interactive,
});

export const thisTerminal = (): Terminal =>
  terminalOf(
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
    process.stderr.isTTY && process.env.TERM !== 'dumb',
  );

/** Commander's messages on a terminal, errors in one line with its suggestion. */
export const commanderOutput = (terminal: Terminal) => ({
  writeOut: (text: string) => terminal.write(text),
  writeErr: (text: string) => terminal.writeError(text),
  outputError: (text: string, write: (text: string) => void) =>
    write(`${text.trim().replaceAll('\n', ' ')}\n`),
});

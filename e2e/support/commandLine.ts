// Runs the command line as a reader does: a process of its own, its output and exit code.
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface CommandRun {
  code: number | null;
  output: string;
  errors: string;
}

export interface CommandOptions {
  environment?: Record<string, string>;
  /** Gets everything written to standard error so far, and the process, each time something is written. */
  watch?: (errors: string, child: ChildProcess) => void;
}

/** `npm run lab -- <args>`, without npm. */
export const runLab = (args: readonly string[], options?: CommandOptions): Promise<CommandRun> =>
  runScript('src/cli/main.ts', args, options);

/** `npm run bench -- <args>`, without npm. */
export const runBench = (args: readonly string[], options?: CommandOptions): Promise<CommandRun> =>
  runScript('src/cli/bench.ts', args, options);

function runScript(path: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandRun> {
  const script = ['node_modules/tsx/dist/cli.mjs', path].map((part) => resolve(part));
  const child = spawn(process.execPath, [...script, ...args], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    errors += text;
    options.watch?.(errors, child);
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, output, errors }));
  });
}

// The command line: arguments in, exit code out.
import { Command, InvalidArgumentError, Option } from 'commander';
import { experiments } from '../experiments';
import { version } from '../lab/version';
import type { AdapterChoice } from './browser/launch';
import { list } from './commands/list';
import { run } from './commands/run';
import { show } from './commands/show';
import { sweep } from './commands/sweep';
import { tune } from './commands/tune';
import { exitCodeOf, exitCodes } from './exitCodes';
import { pathOf } from './paths';
import { commanderOutput, type Terminal, thisTerminal } from './terminal';

/** Arguments of `run` as commander gives them. */
interface RunFlags {
  preset?: string;
  set: Record<string, string>;
  data: string[];
  test: string[];
  seed?: number;
  steps?: string;
  out?: string;
  json?: string;
  checkpoint?: string;
  files?: string;
  resume?: string;
  tuning?: string;
  host: 'browser' | 'node';
  adapter?: AdapterChoice;
  profile: boolean;
}

interface SweepFlags extends Omit<RunFlags, 'json' | 'checkpoint' | 'files' | 'resume' | 'profile'> {
  grid: Record<string, string>;
  list: Record<string, string>;
}

const hostOption = () =>
  new Option('--host <name>', 'where to run').choices(['browser', 'node']).default('browser');

const adapterOption = () =>
  new Option('--adapter <kind>', 'which adapter to use (default: auto)').choices([
    'auto',
    'hardware',
    'software',
  ]);

const tuningOption = () =>
  new Option('--tuning <file>', 'let products take the ways that `tune` found fastest');

/** Runs one command line; never throws. */
export async function runCommandLine(
  args: readonly string[],
  root: string,
  terminal: Terminal = thisTerminal(),
): Promise<number> {
  let code: number = exitCodes.success;
  const program = lab(root, terminal, (status) => {
    code = status;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function lab(root: string, terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('npm run lab --')
    .description('Trains models on this machine’s GPU and checks what papers claim of them.')
    .version(version)
    .exitOverride()
    .configureOutput(commanderOutput(terminal));
  program
    .command('list')
    .description('list the experiments with their settings')
    .argument('[experiment]', 'only this one')
    .option('--json', 'as JSON', false)
    .action((id: string | undefined, flags: { json: boolean }) => list(id, flags, terminal));
  program
    .command('run')
    .description('run an experiment without a window')
    .argument('<experiment>', `one of: ${experiments.map(({ id }) => id).join(', ')}`)
    .option('-p, --preset <id>', 'start from a preset (`list` shows them) instead of the defaults')
    .option('-s, --set <key=value>', 'change a setting (`list` shows them); repeatable', collectSetting, {})
    .option('-d, --data <file...>', 'train on these files; repeatable', collect, [])
    .option('-t, --test <file...>', 'test on these files; without, a seeded tenth of the data', collect, [])
    .option('--seed <number>', 'seed of everything random (default: 0)', wholeNumber)
    .option('--steps <number>', 'the same as --set steps=<number>')
    .option('-o, --out <file>', 'write the run as an Arrow file, for `show` and the page')
    .option('--json <file>', 'write the result as JSON')
    .option('--checkpoint <file>', 'write the trained state as a safetensors file')
    .option(
      '--files <folder>',
      'write the files that the run leaves, such as exported networks, into this folder',
    )
    .option('--resume <file>', 'go on from a checkpoint')
    .addOption(tuningOption())
    .addOption(hostOption())
    .addOption(adapterOption())
    .option('--profile', 'time every kernel of one step', false)
    .action(async (experiment: string, flags: RunFlags) =>
      exit(await run({ experiment, root, ...located(flags) }, terminal)),
    );
  program
    .command('sweep')
    .description('run an experiment with many values of some settings, one run after another')
    .argument('<experiment>', `one of: ${experiments.map(({ id }) => id).join(', ')}`)
    .option(
      '-g, --grid <key=values>',
      'values as 0.01,0.1 or 8..32 step 8 or 0.001..0.1 log 5; of several, every combination; seed too',
      collectSetting,
      {},
    )
    .option('-l, --list <key=values>', 'of several, value by value', collectSetting, {})
    .option('-p, --preset <id>', 'start from a preset instead of the defaults')
    .option('-s, --set <key=value>', 'change a setting for all runs; repeatable', collectSetting, {})
    .option('-d, --data <file...>', 'train on these files; repeatable', collect, [])
    .option('-t, --test <file...>', 'test on these files', collect, [])
    .option('--seed <number>', 'seed of all runs (default: 0)', wholeNumber)
    .option('--steps <number>', 'the same as --set steps=<number>')
    .option('-o, --out <folder>', 'write every run as an Arrow file into this folder')
    .addOption(tuningOption())
    .addOption(hostOption())
    .addOption(adapterOption())
    .action(async (experiment: string, { grid, list: lists, ...flags }: SweepFlags) =>
      exit(
        await sweep(
          { experiment, root, grid, list: lists, ...located({ ...flags, profile: false }) },
          terminal,
        ),
      ),
    );
  program
    .command('tune')
    .description(
      'find the fastest way of every product of an experiment’s steps, for `run` and `sweep --tuning`',
    )
    .argument('<experiment>', `one of: ${experiments.map(({ id }) => id).join(', ')}`)
    .option('-p, --preset <id>', 'start from a preset instead of the defaults')
    .option('-s, --set <key=value>', 'change a setting; repeatable', collectSetting, {})
    .option('-d, --data <file...>', 'train on these files; repeatable', collect, [])
    .option('-t, --test <file...>', 'test on these files', collect, [])
    .option('-o, --out <file>', 'write what is found, added to what it holds for this adapter', 'tuning.json')
    .addOption(hostOption())
    .addOption(adapterOption())
    .action(async (experiment: string, flags: Omit<RunFlags, 'profile'>) =>
      exit(await tune({ experiment, root, ...located({ ...flags, profile: false }) }, terminal)),
    );
  program
    .command('show')
    .description('print a run that was written with --out')
    .argument('<run.arrow>', 'the file')
    .option('--json', 'as JSON, with every row', false)
    .action((file: string, flags: { json: boolean }) => show(pathOf(file), flags, terminal));
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

function collectSetting(text: string, earlier: Record<string, string>): Record<string, string> {
  const [key, ...value] = text.split('=');
  if (!key || value.length === 0) throw new InvalidArgumentError('Write key=value.');
  return { ...earlier, [key.trim()]: value.join('=') };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffff_ffff)
    throw new InvalidArgumentError('Give a whole number from 0 to 4294967295.');
  return value;
}

function located({ set, steps, ...flags }: RunFlags) {
  const optional = (path?: string) => (path === undefined ? undefined : pathOf(path));
  return {
    ...flags,
    set: steps === undefined ? set : { ...set, steps },
    data: flags.data.map(pathOf),
    test: flags.test.map(pathOf),
    out: optional(flags.out),
    json: optional(flags.json),
    checkpoint: optional(flags.checkpoint),
    files: optional(flags.files),
    resume: optional(flags.resume),
    tuning: optional(flags.tuning),
  };
}

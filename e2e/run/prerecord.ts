// Records the runs that come with the page (public/prerecorded/<experiment>.arrow) by the command line:
// each experiment at its defaults, with a profile. Arguments are passed on, so that
// `npm run prerecord -- --adapter hardware` records on a GPU; an experiment's id records only that one.
// Image experiments train on the handwritten digits where the data folder has them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedDataFolder } from '../support/sharedFile';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'public', 'prerecorded');
const digits = [
  '--data',
  join(sharedDataFolder, 'digits/train.csv'),
  '--test',
  join(sharedDataFolder, 'digits/test.csv'),
];

/** Arguments of each recording. */
const recordings: Record<string, string[]> = {
  'train-resnet': digits,
  'train-vit': digits,
  'train-dlrm': [],
};

function record(experiment: string, passedOn: string[]): boolean {
  const args = recordings[experiment];
  const missing = args.find((arg) => arg.endsWith('.csv') && !existsSync(arg));
  if (missing) {
    console.error(`${experiment}: skipped, ${missing} is absent`);
    return false;
  }
  // A run that was interrupted writes what it has; only a whole one replaces the recording.
  const out = join(mkdtempSync(join(tmpdir(), 'tessera-prerecord-')), 'run.arrow');
  const command = ['run', experiment, ...args, '--profile', '--out', out, ...passedOn];
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/tsx/dist/cli.mjs', 'src/cli/main.ts', ...command],
    { cwd: root, stdio: 'inherit' },
  );
  // 1: a claim did not hold; the recording shows that too.
  const whole = (status === 0 || status === 1) && existsSync(out);
  if (whole) copyFileSync(out, join(folder, `${experiment}.arrow`));
  rmSync(dirname(out), { recursive: true });
  return whole;
}

mkdirSync(folder, { recursive: true });
const [first, ...rest] = process.argv.slice(2);
const one = first !== undefined && first in recordings;
const chosen = one ? [first] : Object.keys(recordings);
const passedOn = one ? rest : process.argv.slice(2);
const done = chosen.map((experiment) => record(experiment, passedOn));
process.exitCode = done.every(Boolean) ? 0 : 1;

// `npm run bench`: our kernels and steps, alone or beside other libraries, on this machine's adapter.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command, Option } from 'commander';
import { ConfigError, TesseraError } from '../../src/base/errors';
import type { AdapterChoice } from '../../src/cli/browser/launch';
import { exitCodeOf } from '../../src/cli/exitCodes';
import { requirePlace } from '../../src/cli/files';
import { startDawnProcess } from '../../src/cli/hosts/dawnProcess';
import { type HostOptions, openHeadlessPage } from '../../src/cli/hosts/headlessPage';
import { watchInterruption } from '../../src/cli/interruption';
import { pathOf } from '../../src/cli/paths';
import { commanderOutput, type Terminal, thisTerminal } from '../../src/cli/terminal';
import type { BenchReport, BenchRequest, BenchUpdate } from './format';
import { htmlReport } from './htmlReport';
import { printer } from './printer';
import { benchCases, chosenCases, rooflineOf } from './runner';

interface Flags {
  suite: string[];
  filter: string;
  peers: boolean;
  json?: string;
  html?: string;
  host: 'browser' | 'node';
  adapter?: AdapterChoice;
}

/** Runs one command line; never throws. */
export async function runBenchCommand(
  args: readonly string[],
  root: string,
  terminal: Terminal = thisTerminal(),
): Promise<number> {
  let code = 0;
  const program = benchCommand(terminal).action(async (flags: Flags) => {
    code = await bench(flags, root, terminal);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

const suiteNames = [...new Set(benchCases.map(({ suite }) => suite))];

const benchCommand = (terminal: Terminal): Command =>
  new Command('npm run bench --')
    .description('Times kernels and training steps against what the adapter can do at best.')
    .option(
      '--suite <names>',
      `suites, with commas between: ${suiteNames.join(', ')} (default: all)`,
      suites,
      [],
    )
    .option('--filter <text>', 'only cases whose suite/name/shape contains this', '')
    .option('--peers', 'beside jax-js and TensorFlow.js, which are installed first', false)
    .option('--json <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report as a page')
    .addOption(new Option('--host <name>', 'where to run').choices(['browser', 'node']).default('browser'))
    .addOption(new Option('--adapter <kind>', 'which adapter').choices(['auto', 'hardware', 'software']))
    .exitOverride()
    .configureOutput(commanderOutput(terminal));

function suites(text: string, earlier: string[]): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !suiteNames.includes(name));
  if (unknown !== undefined)
    throw new ConfigError(`There is no suite "${unknown}". Suites: ${suiteNames.join(', ')}.`);
  return [...earlier, ...names];
}

async function bench(flags: Flags, root: string, terminal: Terminal): Promise<number> {
  const request: BenchRequest = { suites: flags.suite, filter: flags.filter };
  if (!chosenCases(request).length)
    throw new ConfigError(`No case contains "${flags.filter}". Shorten --filter.`);
  const [json, html] = [flags.json, flags.html].map((path) => path && pathOf(path));
  for (const path of [json, html]) if (path) await requirePlace(path);
  if (flags.peers && flags.host === 'node')
    throw new ConfigError('Peers need a browser: leave out --host node or --peers.');
  if (flags.peers) await installPeers(root, terminal);

  const log: string[] = [];
  const options: HostOptions = {
    root,
    adapter: flags.adapter,
    console: (line) => {
      log.push(line);
      if (process.env.DBG) console.error(line.slice(0, 600));
    },
  };
  const interruption = watchInterruption();
  const print = printer(terminal);
  const report: Partial<BenchReport> & Pick<BenchReport, 'rows'> = { rows: [] };
  const open = flags.host === 'node' ? runInNode : runInBrowser;
  try {
    await open(options, flags.peers, request, interruption.signal, (host, update) => {
      report.host = host;
      if (update.kind === 'peaks') {
        const { version, adapter, flops, bytesPerSecond } = update;
        Object.assign(report, { version, adapter, peakFlops: flops, peakBytesPerSecond: bytesPerSecond });
      }
      if (update.kind === 'row') report.rows.push(update.row);
      print(update);
    });
  } catch (error) {
    for (const line of log) terminal.error(line);
    throw error;
  } finally {
    interruption.dispose();
  }
  if (interruption.signal.aborted) return 130;
  const { version, adapter, host, peakFlops, peakBytesPerSecond, rows } = report as BenchReport;
  const peaks = { flops: peakFlops, bytesPerSecond: peakBytesPerSecond };
  const final = rows.map((row) => ({ ...row, rooflineFraction: rooflineOf(row, peaks) }));
  const complete: BenchReport = { version, adapter, host, peakFlops, peakBytesPerSecond, rows: final };
  if (json) await writeFile(json, `${JSON.stringify(complete, null, 2)}\n`);
  if (html) await writeFile(html, htmlReport(complete));
  return rows.every(({ implementation, valid }) => implementation !== 'tessera' || valid) ? 0 : 1;
}

type Listener = (host: string, update: BenchUpdate) => void;

async function runInBrowser(
  options: HostOptions,
  peers: boolean,
  request: BenchRequest,
  interruption: AbortSignal,
  listen: Listener,
): Promise<void> {
  const end = ending(interruption);
  let host = 'browser';
  const entry = peers ? 'e2e/bench/pageWithPeers.ts' : 'e2e/bench/pageAlone.ts';
  const { page, close } = await openHeadlessPage(entry, options, {
    prepare: (page) =>
      page.exposeFunction('benchUpdate', (update: BenchUpdate) => {
        listen(host, update);
        end.after(update);
      }),
    lost: (message) => end.fail(message),
  });
  try {
    host = `Chromium ${page.context().browser()?.version()}`;
    await page.waitForFunction(() => 'startBench' in window);
    await page.evaluate((wanted) => window.startBench(wanted), request);
    await end.reached;
  } finally {
    await close();
  }
}

async function runInNode(
  options: HostOptions,
  _peers: boolean,
  request: BenchRequest,
  interruption: AbortSignal,
  listen: Listener,
): Promise<void> {
  const end = ending(interruption);
  const child = await startDawnProcess('e2e/bench/nodeChild.ts', options);
  child.on('message', (update: BenchUpdate) => {
    listen(`Node ${process.versions.node} with Dawn`, update);
    end.after(update);
  });
  child.on('exit', () => end.fail('Dawn’s process ended. Run again, or use --host browser.'));
  child.send(request);
  await end.reached.finally(() => child.kill('SIGKILL'));
}

/** Resolves at the last update or the interruption; rejects when the host breaks. */
function ending(interruption: AbortSignal) {
  let fail: (message: string) => void = () => {};
  let finish: () => void = () => {};
  const reached = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = (message) => reject(new Error(message));
  });
  interruption.addEventListener('abort', () => finish());
  return {
    reached,
    fail,
    after: (update: BenchUpdate) => {
      if (update.kind === 'done') finish();
      if (update.kind === 'failed') fail(update.message);
    },
  };
}

/** Installs the peers in their own folder, once. */
async function installPeers(root: string, terminal: Terminal): Promise<void> {
  const folder = resolve(root, 'e2e/bench/peers');
  if (existsSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-backend-webgpu'))) return;
  terminal.error('Installing the peers in e2e/bench/peers (about 300 MB, once)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const locked = existsSync(join(folder, 'package-lock.json'));
  await promisify(execFile)(npm, [locked ? 'ci' : 'install', '--no-audit', '--no-fund'], {
    cwd: folder,
    shell: process.platform === 'win32',
  }).catch((error: { stderr?: string }) => {
    const reason = error.stderr?.trim().split('\n').at(-1) ?? String(error);
    throw new TesseraError(
      `The peers could not be installed: ${reason} Check the network, or leave out --peers.`,
    );
  });
}

// `npm run bench`: our kernels and steps, alone or beside other libraries, on this machine's adapter.
import { readFile, writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ConfigError } from '../../src/base/errors';
import { chosenCases, suiteNames } from '../../src/bench/cases';
import type { BenchReport, BenchRequest } from '../../src/bench/format';
import { htmlReport } from '../../src/bench/report/html';
import { parseReport, ReportBuilder, reportText } from '../../src/bench/report/report';
import { SAMPLES } from '../../src/bench/sampling';
import type { AdapterChoice } from '../../src/cli/browser/launch';
import { exitCodeOf } from '../../src/cli/exitCodes';
import { requirePlace } from '../../src/cli/files';
import type { HostOptions } from '../../src/cli/hosts/headlessPage';
import { watchInterruption } from '../../src/cli/interruption';
import { pathOf } from '../../src/cli/paths';
import { commanderOutput, type Terminal, thisTerminal } from '../../src/cli/terminal';
import { runInBrowser, runInNode } from './hosts';
import { installPeers } from './peerPackages';
import { printer } from './printer';
import { settingOf } from './setting';

interface Flags {
  suite: string[];
  filter: string;
  samples: number;
  peers: boolean;
  json?: string;
  html?: string;
  compare?: string;
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
    code = await bench(flags, args, root, terminal);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

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
    .option('--peers', 'beside jax-js, TensorFlow.js and ONNX Runtime, which are installed first', false)
    .option('--samples <count>', 'samples of a row; fewer are quicker and noisier', countOf, SAMPLES)
    .option('--json <file>', 'write the report as JSON')
    .option('--html <file>', 'write the report as a page')
    .option('--compare <file>', 'hold the rows against an earlier JSON report')
    .addOption(new Option('--host <name>', 'where to run').choices(['browser', 'node']).default('browser'))
    .addOption(new Option('--adapter <kind>', 'which adapter').choices(['auto', 'hardware', 'software']))
    .exitOverride()
    .configureOutput(commanderOutput(terminal));

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new ConfigError(`--samples ${text} is no count. Give a whole number of 1 or more.`);
  return count;
}

function suites(text: string, earlier: string[]): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !suiteNames.includes(name));
  if (unknown !== undefined)
    throw new ConfigError(`There is no suite "${unknown}". Suites: ${suiteNames.join(', ')}.`);
  return [...earlier, ...names];
}

async function bench(
  flags: Flags,
  args: readonly string[],
  root: string,
  terminal: Terminal,
): Promise<number> {
  const request: BenchRequest = { suites: flags.suite, filter: flags.filter, samples: flags.samples };
  if (!chosenCases(request).length)
    throw new ConfigError(`No case contains "${flags.filter}". Shorten --filter.`);
  const [json, html] = [flags.json, flags.html].map((path) => path && pathOf(path));
  for (const path of [json, html]) if (path) await requirePlace(path);
  const before = flags.compare ? await earlierReport(flags.compare) : undefined;
  if (flags.peers && flags.host === 'node')
    throw new ConfigError('Peers need a browser: leave out --host node or --peers.');
  if (flags.peers) await installPeers(root, terminal);

  const log: string[] = [];
  const options: HostOptions = { root, adapter: flags.adapter, console: (line) => log.push(line) };
  const interruption = watchInterruption();
  const print = printer(terminal, before);
  const builder = new ReportBuilder();
  let host = '';
  const open = flags.host === 'node' ? runInNode : runInBrowser;
  try {
    await open({
      options,
      peers: flags.peers,
      request,
      interruption: interruption.signal,
      listen: (named, update) => {
        host = named;
        builder.add(update);
        print.update(update);
      },
    });
  } catch (error) {
    for (const line of log) terminal.error(line);
    throw error;
  } finally {
    interruption.dispose();
  }
  if (interruption.signal.aborted) return 130;
  const software = builder.adapter?.software ?? false;
  const report = builder.report(settingOf({ root, args, host, peers: flags.peers, software }));
  if (!report) return 1;
  print.end(report);
  if (json) await writeFile(json, reportText(report));
  if (html) await writeFile(html, htmlReport(report, before));
  return report.rows.every(({ implementation, valid }) => implementation !== 'tessera' || valid) ? 0 : 1;
}

async function earlierReport(path: string): Promise<BenchReport> {
  const text = await readFile(pathOf(path), 'utf8').catch(() => {
    throw new ConfigError(`${path} cannot be read. Give --compare a JSON report of an earlier benchmark.`);
  });
  return parseReport(text, path);
}

// `tune`: measures every way to compute the products of an experiment's steps, prints what it found, and keeps it in
// a file for `run --tuning`.

import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { adapterText } from '../../base/adapterText';
import { isChanged } from '../../compile/tuningTable';
import type { RunUpdate, TunedProduct, TuningTable, TuningUpdate } from '../../lab/protocol';
import { merged, parseTuning, tuningText } from '../../lab/tuning';
import { exitCodeOfFailure, exitCodes } from '../exitCodes';
import { openBrowserHost } from '../hosts/browserHost';
import type { Host } from '../hosts/host';
import { openNodeHost } from '../hosts/nodeHost';
import { watchInterruption } from '../interruption';
import type { Terminal } from '../terminal';
import { columns } from '../text/table';
import { type RunOptions, requestOf } from './run';

type Failure = Extract<RunUpdate, { kind: 'failure' }>;

/** Resolves to the exit code; throws `TesseraError` when the input is bad or no adapter is found. */
export async function tune(options: RunOptions, terminal: Terminal): Promise<number> {
  const out = options.out!;
  const request = await requestOf(options);
  const earlier = await tableAt(out);
  const interruption = watchInterruption();
  const log: string[] = [];
  try {
    const open = options.host === 'node' ? openNodeHost : openBrowserHost;
    const host = await open({
      root: options.root,
      adapter: options.adapter,
      console: (line) => log.push(line),
    });
    try {
      host.send({ kind: 'tune', run: request }).catch((error: Error) => terminal.error(error.message));
      const ended = await follow(host, interruption.signal, terminal);
      if ('failure' in ended) {
        terminal.error(`error: ${ended.failure.message}`);
        if (ended.failure.failure === 'internal') for (const line of log) terminal.error(line);
        return exitCodeOfFailure(ended.failure.failure);
      }
      await writeFile(out, tuningText(merged(earlier, ended.table)));
      for (const line of summaryOf(ended.table.products)) terminal.print(line);
      terminal.print(`Written to ${basename(out)}; \`run --tuning ${basename(out)}\` uses it.`);
      return interruption.signal.aborted ? exitCodes.interrupted : exitCodes.success;
    } finally {
      await host.close();
    }
  } finally {
    interruption.dispose();
  }
}

/** What is kept there already; a file that is no tuning is not overwritten. */
async function tableAt(path: string): Promise<TuningTable | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : parseTuning(text, basename(path));
}

/** Prints what is measured as it goes; resolves with the table, or with what went wrong. */
function follow(
  host: Host,
  interruption: AbortSignal,
  terminal: Terminal,
): Promise<TuningUpdate | { failure: Failure }> {
  return new Promise((resolve) => {
    interruption.addEventListener('abort', () => void host.send({ kind: 'stop' }));
    host.onUpdate((update) => {
      if (update.kind === 'failure') resolve({ failure: update });
      if (update.kind === 'adapter') terminal.error(`Adapter: ${adapterText(update.adapter)}`);
      if (update.kind !== 'tuning' || !update.tuning) return;
      const { state, done, total, current } = update.tuning;
      if (state === 'running') terminal.error(`${done + 1}/${total}: ${current}`);
      else resolve(update.tuning);
    });
  });
}

/** The products with their standard and their fastest way, and what a step gains. */
export function summaryOf(products: readonly TunedProduct[]): string[] {
  const time = ({ ways }: TunedProduct, wanted: string) =>
    ways.find(({ name }) => name === wanted)?.milliseconds ?? Number.NaN;
  const rows = products.map((product) => {
    const { label, uses, rows, columns, depth, batch, ways, chosen } = product;
    const [standard, best] = [time(product, ways[0].name), time(product, chosen)];
    return [
      `  ${label}${uses > 1 ? ` and ${uses - 1} more` : ''}`,
      `${rows}×${columns}×${depth}${batch > 1 ? `, ${batch} of them` : ''}`,
      `${ways[0].name}: ${standard.toPrecision(3)} ms`,
      isChanged(product)
        ? `${chosen}: ${best.toPrecision(3)} ms, ${(standard / best).toFixed(2)} times as fast`
        : 'stays',
    ];
  });
  const together = (of: (product: TunedProduct) => string) =>
    products.reduce((sum, product) => sum + product.uses * (time(product, of(product)) || 0), 0);
  const [before, after] = [together(({ ways }) => ways[0].name), together(({ chosen }) => chosen)];
  const changed = products.filter(isChanged).length;
  return [
    `${changed} of ${products.length} products have a faster way`,
    ...columns(rows),
    `  all of them, each training and evaluation step once: ${before.toPrecision(4)} ms, tuned ${after.toPrecision(4)} ms`,
  ];
}

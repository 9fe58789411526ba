// Where a benchmark runs: a page of a headless browser, or Node with Dawn.

import type { BenchRequest, BenchUpdate } from '../../src/bench/format';
import { startDawnProcess } from '../../src/cli/hosts/dawnProcess';
import { type HostOptions, openHeadlessPage } from '../../src/cli/hosts/headlessPage';

/** `host` names the browser or Node with its version. */
type Listener = (host: string, update: BenchUpdate) => void;

export interface BenchRun {
  options: HostOptions;
  peers: boolean;
  request: BenchRequest;
  interruption: AbortSignal;
  listen: Listener;
}

/** Resolves when the benchmark is done or interrupted; rejects with its failure. */
export async function runInBrowser({
  options,
  peers,
  request,
  interruption,
  listen,
}: BenchRun): Promise<void> {
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

/** Without peers, which need a browser. */
export async function runInNode({ options, request, interruption, listen }: BenchRun): Promise<void> {
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

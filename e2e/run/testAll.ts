// Behind `npm test` and `npm run check` (--quick): runs every stage, shows its output as it comes, goes on
// after a failure, and ends with one line `N passed, N failed, N skipped`. Exit status 0 only when every
// stage passed and at least one test ran.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add, type Counts, countLine, noTests, readCounts } from './counts';
import { type Stage, stages } from './stages';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** A stage that takes longer than this hangs. */
const limitMilliseconds = 30 * 60_000;

type Verdict = 'passed' | 'failed' | 'not run';

interface Result {
  title: string;
  verdict: Verdict;
  seconds: number;
  counts: Counts;
}

function runCommand(argv: string[], reportFile: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        // Playwright's json reporter takes its file from here alone.
        ...(reportFile && { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile }),
      },
    });
    const timer = setTimeout(() => {
      console.error(`Stopped: no end after ${limitMilliseconds / 60_000} minutes.`);
      child.kill();
    }, limitMilliseconds);
    child.on('error', (error) => console.error(error.message));
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve(status === 0);
    });
  });
}

async function runWork(stage: Stage): Promise<boolean> {
  if (Array.isArray(stage.work)) return runCommand(stage.work, stage.report?.file);
  try {
    await stage.work(console.log);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

function countsOf(stage: Stage, succeeded: boolean): { counts: Counts; readable: boolean } {
  if (!stage.report) return { counts: noTests, readable: true };
  try {
    return { counts: readCounts(stage.report.kind, stage.report.file), readable: true };
  } catch (error) {
    if (succeeded) console.error(`No test counts: ${error instanceof Error ? error.message : error}`);
    return { counts: noTests, readable: false };
  }
}

async function runStage(stage: Stage, missing: string[]): Promise<Result> {
  console.log(`\n== ${stage.title} ==`);
  if (missing.length > 0) {
    console.log(`Not run: ${missing.join(' and ')} failed.`);
    return { title: stage.title, verdict: 'not run', seconds: 0, counts: noTests };
  }
  const start = performance.now();
  const succeeded = await runWork(stage);
  const { counts, readable } = countsOf(stage, succeeded);
  const passed = succeeded && readable && counts.failed === 0;
  // A stage that failed as a whole (a lint error, a crash) counts as one failure, so that a red run
  // never ends in `0 failed`.
  const failed = passed ? 0 : Math.max(1, counts.failed);
  const seconds = (performance.now() - start) / 1000;
  const verdict: Verdict = passed ? 'passed' : 'failed';
  console.log(`-- ${stage.title}: ${verdict}, ${seconds.toFixed(1)} s`);
  return { title: stage.title, verdict, seconds, counts: { ...counts, failed } };
}

function printSummary(results: Result[]): void {
  console.log('\n== Summary ==');
  for (const { title, verdict, seconds, counts } of results) {
    const tests = counts.passed + counts.failed + counts.skipped > 0 ? `  ${countLine(counts)}` : '';
    console.log(`${title.padEnd(14)} ${verdict.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s${tests}`);
  }
}

async function main(): Promise<number> {
  const quickOnly = process.argv.includes('--quick');
  const reports = mkdtempSync(join(tmpdir(), 'tessera-reports-'));
  let interrupted = false;
  // The stage gets the same signal from the terminal and ends; what ran so far is still summed up.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted = true;
    });
  }
  const results: Result[] = [];
  for (const stage of stages(reports)) {
    if (interrupted || (quickOnly && !stage.quick)) continue;
    const bad = results.filter((result) => result.verdict !== 'passed').map((result) => result.title);
    results.push(
      await runStage(
        stage,
        (stage.needs ?? []).filter((title) => bad.includes(title)),
      ),
    );
  }
  rmSync(reports, { recursive: true, force: true });
  printSummary(results);
  if (interrupted) console.log('Interrupted before the end.');
  const total = results.map((result) => result.counts).reduce(add, noTests);
  console.log(countLine(total));
  const allPassed = !interrupted && results.every((result) => result.verdict === 'passed');
  return allPassed && total.passed + total.failed > 0 ? 0 : 1;
}

process.exitCode = await main();

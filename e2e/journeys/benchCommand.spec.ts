// The benchmark's command on one small case: what it prints, the report it writes, and a comparison with that.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { BenchReport } from '../../src/bench/format';
import { runBench } from '../support/commandLine';

const environment = { TESSERA_ADAPTER: 'software' };
const small = ['--suite', 'gemm', '--filter', '512x1x32', '--samples', '2'];

test('one case, written as JSON and as a page, and compared with what was written', async ({
  page,
}, info) => {
  const [json, html] = [info.outputPath('bench.json'), info.outputPath('bench.html')];
  const first = await runBench([...small, '--json', json], { environment });
  expect(first.code, first.errors).toBe(0);
  expect(first.output).toMatch(/at best .+ GFLOP\/s, .+ GB\/s \(measured\)/);
  expect(first.output).toMatch(/gemm\/NN\/512x1x32 +tessera +[\d.]+ % /);

  const report = JSON.parse(readFileSync(json, 'utf8')) as BenchReport;
  expect(report.adapter.software).toBe(true);
  expect(report.host).toMatch(/^Chromium \d/);
  expect(report.commit).toMatch(/^[0-9a-f]{40}\+?$/);
  expect(Object.keys(report.versions)).toEqual(['tessera', 'Chromium']);
  expect(report.flags).toContain('512x1x32');
  expect(report.rows).toHaveLength(1);
  const [row] = report.rows;
  expect(row).toMatchObject({
    suite: 'gemm',
    name: 'NN',
    shape: '512x1x32',
    implementation: 'tessera',
    valid: true,
    reproducible: true,
    flops: 2 * 512 * 32,
    bytes: 4 * (512 * 32 + 32 + 512),
  });
  expect(row.p10Ms).toBeLessThanOrEqual(row.medianMs);
  expect(row.medianMs).toBeLessThanOrEqual(row.p90Ms);
  const { peakFlops, peakBytesPerSecond } = report;
  const shortest = Math.max(row.flops / peakFlops, row.bytes / peakBytesPerSecond);
  expect(row.rooflineFraction).toBeCloseTo(shortest / (row.medianMs / 1000), 10);

  const second = await runBench([...small, '--compare', json, '--html', html], { environment });
  expect(second.code, second.errors).toBe(0);
  expect(second.output).toMatch(/×[\d.]+ (faster|slower|noise)/);
  expect(second.output).toMatch(/Against the earlier report: \d faster, \d slower, \d within the noise/);
  await page.setContent(readFileSync(html, 'utf8'));
  await expect(page.getByRole('row').filter({ hasText: /^tessera/ })).toContainText(/%[\s\S]*×/);
  await expect(page.getByRole('heading', { name: 'gemm' })).toBeVisible();
});

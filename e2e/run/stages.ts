// What `npm test` and `npm run check` run, in order. Every command is a package's own entry file under
// this very Node, so that no shell and no global tool is involved.
import { join } from 'node:path';

/** One step of the run: a heading and either a command or a function. */
export interface Stage {
  title: string;
  /** Quick stages need no browser and no build; `npm run check` runs only these. */
  quick: boolean;
  /** Arguments after `node`; or a function that throws when it fails. */
  work: string[] | ((log: (line: string) => void) => Promise<unknown>);
  /** Reads the test counts from the JSON report that the command writes to `reports`. */
  report?: { kind: 'vitest' | 'playwright'; file: string };
  /** Titles of stages without which this one cannot run. */
  needs?: string[];
}

const vitest = (project: string, file: string): string[] => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--configLoader=runner',
  `--project=${project}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${file}`,
];

/** All stages; JSON reports go to the folder `reports`. */
export function stages(reports: string): Stage[] {
  const unit = join(reports, 'unit.json');
  const gpu = join(reports, 'gpu.json');
  const journeys = join(reports, 'journeys.json');
  return [
    { title: 'Format', quick: true, work: ['node_modules/@biomejs/biome/bin/biome', 'format', '.'] },
    {
      title: 'Lint',
      quick: true,
      work: ['node_modules/@biomejs/biome/bin/biome', 'lint', '--error-on-warnings', '.'],
    },
    { title: 'Types', quick: true, work: ['node_modules/typescript/bin/tsc', '--noEmit'] },
    {
      title: 'Import rules',
      quick: true,
      work: [
        '--require',
        './e2e/run/typescript6.cjs',
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        'src',
        'e2e',
      ],
    },
    {
      title: 'Unit tests',
      quick: true,
      work: vitest('unit', unit),
      report: { kind: 'vitest', file: unit },
    },
    {
      title: 'Browser',
      quick: false,
      work: async (log) => (await import('../../src/cli/browser/install')).ensureBrowser(log),
    },
    {
      title: 'GPU tests',
      quick: false,
      work: vitest('gpu', gpu),
      report: { kind: 'vitest', file: gpu },
      needs: ['Browser'],
    },
    { title: 'Build', quick: false, work: ['node_modules/vite/bin/vite.js', 'build'] },
    {
      title: 'Journeys',
      quick: false,
      work: [
        'node_modules/@playwright/test/cli.js',
        'test',
        '--config=e2e/playwright.config.ts',
        '--reporter=list,json',
      ],
      report: { kind: 'playwright', file: journeys },
      needs: ['Browser', 'Build'],
    },
  ];
}

// Journeys: what a reader does with the page, on a production build, in the same browser and on the same
// software adapter as the GPU tests. `npm run test:journeys` builds first.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../src/cli/browser/find';
import { webgpuFlags } from '../src/cli/browser/flags';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// The workers load this file again; they get the port through the environment.
process.env.TESSERA_PREVIEW_PORT ??= String(await freePort());
const port = process.env.TESSERA_PREVIEW_PORT;
const baseURL = `http://127.0.0.1:${port}/`;

/**
 * A project, and with it a browser, for every file: on the software adapter the GPU process of one that has opened a
 * hundred devices dies.
 */
const projects = readdirSync(new URL('journeys', import.meta.url))
  .filter((file) => file.endsWith('.spec.ts'))
  .sort()
  .map((file) => ({ name: file.replace('.spec.ts', ''), testMatch: `**/${file}` }));

export default defineConfig({
  testDir: 'journeys',
  projects,
  outputDir: '../test-results/journeys',
  // One page at a time: the software adapter and the tests share the machine's cores.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  // Should it die all the same: what passes only then is listed as flaky.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL,
    viewport: { width: 1280, height: 720 },
    screenshot: 'only-on-failure',
    // Recordings show everything at once; the journey that watches one play asks for motion.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: findBrowser()?.executablePath,
      args: webgpuFlags({ software: true }),
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort`,
    cwd: '..',
    url: baseURL,
  },
});

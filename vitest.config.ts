// Three kinds of tests. `unit`: Node, no GPU. `gpu`: a real Chromium on the software adapter, so that results
// do not depend on the machine. `gpu-node` (only with TESSERA_DAWN=1 or TESSERA_DAWN_PATH): the same GPU
// tests in Node through Dawn, where the package `webgpu` is installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import type { BrowserCommand } from 'vitest/node';
import { readFromSharedFolder } from './e2e/support/sharedFile';
import { findBrowser } from './src/cli/browser/find';
import { webgpuFlags } from './src/cli/browser/flags';

const gpuTests = ['src/**/*.gpu.test.ts', 'e2e/gpu/**/*.gpu.test.ts'];
const timeouts = { testTimeout: 120_000, hookTimeout: 120_000 };

const readSharedFile: BrowserCommand<[string]> = async (_context, relativePath) =>
  (await readFromSharedFolder(relativePath))?.toString('base64') ?? null;

const unit: TestProjectInlineConfiguration = {
  extends: './vite.config.ts',
  test: {
    name: 'unit',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'e2e/**/*.test.ts'],
    exclude: ['**/*.gpu.test.ts'],
    setupFiles: ['e2e/support/propertySeed.ts'],
    testTimeout: 30_000,
  },
};

const gpu: TestProjectInlineConfiguration = {
  extends: './vite.config.ts',
  // Found beforehand: a dependency discovered in mid-run would reload the page and lose the tests.
  optimizeDeps: {
    include: [
      'apache-arrow',
      'fast-check',
      'hyparquet',
      'hyparquet/src/column.js',
      'hyparquet/src/datapage.js',
      'hyparquet/src/schema.js',
      'hyparquet/src/thrift.js',
      'valibot',
    ],
  },
  test: {
    name: 'gpu',
    include: gpuTests,
    ...timeouts,
    // One page for all files: they share one device (e2e/support/testDevice.ts).
    isolate: false,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      ui: false,
      provider: playwright({
        launchOptions: {
          executablePath: findBrowser()?.executablePath,
          args: webgpuFlags({ software: true }),
        },
      }),
      instances: [{ browser: 'chromium' }],
      commands: { readSharedFile },
    },
  },
};

/** Chromium ships a Vulkan loader and SwiftShader; Dawn uses them unless another driver is named. */
function pointDawnAtBrowserVulkan(): void {
  const executable = findBrowser()?.executablePath ?? '';
  const folder = [dirname(executable), '/usr/lib/chromium', '/opt/google/chrome'].find((path) =>
    existsSync(join(path, 'vk_swiftshader_icd.json')),
  );
  if (!folder || process.env.VK_DRIVER_FILES) return;
  process.env.VK_DRIVER_FILES = join(folder, 'vk_swiftshader_icd.json');
  process.env.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(':');
}

const gpuNode: TestProjectInlineConfiguration = {
  extends: './vite.config.ts',
  test: {
    name: 'gpu-node',
    include: gpuTests,
    ...timeouts,
    pool: 'forks',
    isolate: false,
    fileParallelism: false,
    setupFiles: ['e2e/support/dawn.ts'],
  },
};

const projects = [unit, gpu];
if (process.env.TESSERA_DAWN === '1' || process.env.TESSERA_DAWN_PATH) {
  pointDawnAtBrowserVulkan();
  projects.push(gpuNode);
}

export default defineConfig({ test: { projects } });

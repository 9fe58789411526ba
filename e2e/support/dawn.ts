// Setup file of the project `gpu-node`: puts Dawn's Node binding (npm package `webgpu`) where a browser
// has `navigator.gpu`, so that GPU tests run without a browser. TESSERA_DAWN_PATH may name a folder whose
// node_modules has the package.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Dawn {
  create(options: string[]): GPU;
  globals: Record<string, unknown>;
}

const folder = process.env.TESSERA_DAWN_PATH ?? process.cwd();
const entry = createRequire(join(folder, 'package.json')).resolve('webgpu');
const dawn = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as Dawn;

if (!('gpu' in (globalThis.navigator ?? {}))) {
  Object.assign(globalThis, dawn.globals);
  // The binding must outlive every object it made: it is kept on globalThis, never collected.
  const gpu = dawn.create(['backend=vulkan']);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (!globalThis.navigator)
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

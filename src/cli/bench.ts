// `npm run bench`: bundles the benchmark (e2e/bench) and runs it.
import { fileURLToPath } from 'node:url';
import { nodeBundle } from './bundling';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = (await import(await nodeBundle('e2e/bench/main.ts', root))) as {
  runBenchCommand(args: readonly string[], root: string): Promise<number>;
};
process.exit(await bundle.runBenchCommand(process.argv.slice(2), root));

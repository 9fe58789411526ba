// `npm run lab`: bundles the command line, which shares source with the page that only Vite can load, and
// runs it.
import { fileURLToPath } from 'node:url';
import { nodeBundle } from './bundling';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = (await import(
  await nodeBundle('src/cli/commandLine.ts', root)
)) as typeof import('./commandLine');
// A closing browser must not keep the process: the exit code is known.
process.exit(await bundle.runCommandLine(process.argv.slice(2), root));

// Emits the service worker of a build, and tells it which files the build consists of.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import type { Build } from './src/ui/offline/build';

const FILE = 'serviceWorker.js';

export function serviceWorker(): Plugin {
  let publicFolder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved({ publicDir }) {
      publicFolder = publicDir;
    },
    buildStart() {
      // Without a digest in its name: the browser knows a new version by other content under the same address.
      this.emitFile({ type: 'chunk', id: 'src/ui/offline/serviceWorker.ts', fileName: FILE });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[FILE];
        const page = bundle['index.html'];
        const entry = Object.values(bundle).find(
          (file) => file.type === 'chunk' && file.isEntry && file !== worker,
        );
        if (worker?.type !== 'chunk' || page?.type !== 'asset' || !entry)
          return this.error('The build lacks its page, its script or its service worker.');
        if (worker.imports.length > 0) this.error('The service worker must stand alone: import types only.');
        const files: [string, string][] = publicFiles(publicFolder);
        for (const file of Object.values(bundle))
          if (file !== worker && file !== page && !file.fileName.startsWith('.vite/'))
            files.push([file.fileName, digest(file.type === 'chunk' ? file.code : file.source)]);
        files.sort(([one], [other]) => (one < other ? -1 : 1));
        const version = digest(JSON.stringify([files, String(page.source)]));
        const build: Build = { version: version.slice(-16), files, entry: entry.fileName };
        // A name that is nowhere declared, so that nothing before this has changed it.
        worker.code = worker.code.replace(/\bBUILD\b/, () => JSON.stringify(build));
      },
    },
  };
}

/** As the browser checks them when it fetches. */
const digest = (content: string | Uint8Array): string =>
  `sha256-${createHash('sha256').update(content).digest('base64')}`;

const publicFiles = (folder: string): [string, string][] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(folder, path).split(sep).join('/'), digest(readFileSync(path))]);

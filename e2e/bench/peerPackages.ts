// The packages that the benchmark compares with, in a folder of their own so that others need not install them.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { TesseraError } from '../../src/base/errors';
import type { Terminal } from '../../src/cli/terminal';

const folderOf = (root: string): string => resolve(root, 'e2e/bench/peers');

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

const manifest = (...path: string[]): Manifest =>
  JSON.parse(readFileSync(join(...path, 'package.json'), 'utf8'));

/** Versions of the installed packages by name; absent ones are left out. */
export function installedPeers(root: string): Record<string, string> {
  const folder = folderOf(root);
  const found = Object.keys(manifest(folder).dependencies).flatMap((name) => {
    const place = join(folder, 'node_modules', name);
    return existsSync(place) ? [[name, manifest(place).version] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Installs the pinned versions, unless they are there. */
export async function installPeers(root: string, terminal: Terminal): Promise<void> {
  const folder = folderOf(root);
  const installed = installedPeers(root);
  const wanted = Object.entries(manifest(folder).dependencies);
  if (wanted.every(([name, version]) => installed[name] === version)) return;
  terminal.error('Installing the peers in e2e/bench/peers (about 450 MB, once)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await promisify(execFile)(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    shell: process.platform === 'win32',
  }).catch((error: { stderr?: string }) => {
    const reason = error.stderr?.trim().split('\n').at(-1) ?? String(error);
    throw new TesseraError(
      `The peers could not be installed: ${reason} Check the network, or leave out --peers.`,
    );
  });
}

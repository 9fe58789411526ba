// A Node process with Dawn's binding (npm package `webgpu`): for machines whose driver no browser reaches.
// A process of its own, because Dawn may crash when it ends and needs its environment set before it starts.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findBrowser } from '../browser/find';
import { NoAdapterError } from '../browser/launch';
import { nodeBundle } from '../bundling';
import type { HostOptions } from './headlessPage';

/** What the process says first: which adapter it was granted, or why none. */
export type DawnGreeting = { kind: 'ready'; software: boolean } | { kind: 'refused'; reason: string };

type Environment = Record<string, string | undefined>;

/**
 * Starts the bundle of `entry` in a process whose first argument is Dawn's address; `entry` greets by
 * `greetFromDawn`. Throws `NoAdapterError` when Dawn is not installed or grants no adapter of the kind.
 */
export async function startDawnProcess(entry: string, options: HostOptions): Promise<ChildProcess> {
  const { root, adapter = 'auto', console: log } = options;
  const dawn = findDawn(process.env.TESSERA_DAWN_PATH ?? root);
  const module = fileURLToPath(await nodeBundle(entry, root));
  const software = softwareEnvironment();
  const environments: Environment[] = [
    ...(adapter === 'software' ? [] : [{}]),
    ...(adapter !== 'hardware' && software ? [software] : []),
  ];
  let reason = 'Dawn found no adapter.';
  for (const environment of environments) {
    const child = start(module, dawn, environment, log);
    const greeting = await greetingOf(child);
    if (greeting.kind === 'ready' && !(adapter === 'hardware' && greeting.software)) return child;
    if (greeting.kind === 'refused') reason = greeting.reason;
    child.kill('SIGKILL');
  }
  throw new NoAdapterError(
    `${reason} Install the Vulkan loader and the GPU's driver, or use --host browser --adapter software.`,
  );
}

function findDawn(folder: string): string {
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve('webgpu')).href;
  } catch {
    throw new NoAdapterError(
      'The Node host needs Dawn: run `npm install --no-save webgpu` (137 MB), or set TESSERA_DAWN_PATH to a ' +
        'folder whose node_modules has it. The default host needs only a browser.',
    );
  }
}

/** Environment in which Dawn uses the software adapter that Chromium brings, or null without Chromium. */
function softwareEnvironment(): Environment | null {
  const executable = findBrowser()?.executablePath ?? '';
  const folder = [dirname(executable), '/usr/lib/chromium', '/opt/google/chrome'].find((path) =>
    existsSync(join(path, 'vk_swiftshader_icd.json')),
  );
  if (!folder) return null;
  return {
    VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(':'),
  };
}

function start(
  module: string,
  dawn: string,
  environment: Environment,
  log: (line: string) => void,
): ChildProcess {
  const child = fork(module, [dawn], {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Signals from the terminal reach only the command, which stops the run first.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => log(text.toString().trimEnd()));
  process.on('exit', () => child.kill('SIGKILL'));
  return child;
}

const greetingOf = (child: ChildProcess): Promise<DawnGreeting> =>
  new Promise((resolve) => {
    child.once('message', (greeting) => resolve(greeting as DawnGreeting));
    child.once('exit', () =>
      resolve({ kind: 'refused', reason: 'Dawn ended while it looked for an adapter.' }),
    );
    child.once('error', ({ message }) => resolve({ kind: 'refused', reason: message }));
  });

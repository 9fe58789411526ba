// What a report says about where it was made: versions, source, machine and flags.
import { arch, cpus, platform, release } from 'node:os';
import type { BenchSetting } from '../../src/bench/format';
import { webgpuFlags } from '../../src/cli/browser/flags';
import { commitOf } from '../../src/cli/commit';
import { version } from '../../src/lab/version';
import { installedPeers } from './peerPackages';

interface Given {
  root: string;
  /** The command's own arguments. */
  args: readonly string[];
  /** `Chromium 140.0` or `Node 22.1 with Dawn`. */
  host: string;
  peers: boolean;
  software: boolean;
}

export function settingOf({ root, args, host, peers, software }: Given): Omit<BenchSetting, 'adapter'> {
  const [name, number] = host.split(' ');
  const inBrowser = name !== 'Node';
  return {
    version,
    host,
    machine: `${platform()} ${release()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    versions: { tessera: version, [name]: number ?? '', ...(peers ? installedPeers(root) : {}) },
    commit: commitOf(root),
    flags: [...(inBrowser ? webgpuFlags({ software }) : []), ...args],
    measuredAt: new Date().toISOString(),
  };
}

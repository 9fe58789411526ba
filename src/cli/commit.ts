// Which commit a folder of sources is at.
import { spawnSync } from 'node:child_process';

/** The commit, with `+` where files differ from it; null where `root` is no repository of its own or git is absent. */
export function commitOf(root: string): string | null {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  // Sources without a repository may lie inside another one, whose commit says nothing of them.
  const place = git('rev-parse', '--show-prefix');
  const head = git('rev-parse', 'HEAD');
  if (place.status !== 0 || place.stdout.trim() || head.status !== 0) return null;
  const changed = git('status', '--porcelain', '--untracked-files=no').stdout?.trim();
  return head.stdout.trim() + (changed ? '+' : '');
}

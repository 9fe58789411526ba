// The commit of a made-up repository, changed, left and without git.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { commitOf } from './commit';

const root = mkdtempSync(join(tmpdir(), 'tessera-commit-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();

test('the commit is told, and that files have changed since; elsewhere there is none', () => {
  expect(commitOf(root)).toBe(null);
  git('init', '--quiet');
  writeFileSync(join(root, 'file'), 'first');
  git('add', 'file');
  expect(commitOf(root)).toBe(null);
  git('commit', '--quiet', '--message', 'first');
  const commit = git('rev-list', '--all');
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  writeFileSync(join(root, 'new'), 'is no part of the source yet');
  expect(commitOf(root)).toBe(commit);
  writeFileSync(join(root, 'file'), 'second');
  expect(commitOf(root)).toBe(`${commit}+`);

  const inside = join(root, 'unpacked');
  mkdirSync(inside);
  expect(commitOf(inside)).toBe(null);
  vi.stubEnv('PATH', '');
  expect(commitOf(root)).toBe(null);
  vi.unstubAllEnvs();
});

// A run's course on a host that plays a script.
import { expect, test } from 'vitest';
import type { RunResult, RunUpdate } from '../../lab/protocol';
import type { Host, HostCommand } from '../hosts/host';
import { drive } from './drive';

const request = { experiment: 'e', config: {}, seed: 0, files: { train: [], test: [] } };
const result = { experiment: 'e', claims: [] } as unknown as RunResult;
const rows = (...steps: number[]): RunUpdate => ({
  kind: 'rows',
  table: 'training',
  rows: steps.map((step) => ({ step, trainLoss: 1 })),
});

/** Answers each command with its updates. */
function play(answers: Partial<Record<HostCommand['kind'], RunUpdate[]>>) {
  const sent: string[] = [];
  let listener: (update: RunUpdate) => void = () => {};
  const host: Host = {
    async send(command) {
      sent.push(command.kind);
      for (const update of answers[command.kind] ?? []) listener(update);
    },
    onUpdate: (given) => {
      listener = given;
    },
    close: async () => {},
  };
  const shown: RunUpdate[] = [];
  const progress = { update: (update: RunUpdate) => shown.push(update), close() {} };
  return { host, sent, shown, progress };
}

const finish: RunUpdate[] = [
  { kind: 'result', result },
  { kind: 'state', state: 'finished' },
];
const never = new AbortController().signal;

test('a run ends with its bundle and last checkpoint', async () => {
  const bytes = new Uint8Array([1, 2]);
  const { host, sent, progress } = play({
    start: [rows(1, 2), { kind: 'checkpoint', step: 2, bytes }, ...finish],
  });
  const ended = await drive(host, request, { profile: false, progress, interruption: never });
  expect(sent).toEqual(['start']);
  expect(ended.bundle).toMatchObject({ result, tables: { training: [{ step: 1 }, { step: 2 }] } });
  expect(ended).toMatchObject({ checkpoint: bytes, warnings: [] });
});

test('of the files a run leaves, the last of each name is kept', async () => {
  const file = (name: string, ...bytes: number[]): RunUpdate => ({
    kind: 'file',
    file: { name, about: 'a file', bytes: new Uint8Array(bytes) },
  });
  const { host, progress } = play({ start: [file('a', 1), file('b', 2), file('a', 3), ...finish] });
  const { files } = await drive(host, request, { profile: false, progress, interruption: never });
  expect([...files.values()].map(({ name, bytes }) => [name, ...bytes])).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
});

test('a profile is taken while the run is paused, then the run goes on', async () => {
  const profile = { method: 'replay' as const, kernels: [] };
  const { host, sent, progress } = play({
    start: [rows(1, 2), rows(3)],
    pause: [{ kind: 'state', state: 'paused' }],
    profile: [{ kind: 'profile', profile }],
    continue: finish,
  });
  const ended = await drive(host, request, { profile: true, progress, interruption: never });
  expect(sent).toEqual(['start', 'pause', 'profile', 'continue']);
  expect(ended.bundle?.profile).toEqual(profile);
});

test('a profile that fails does not fail the run', async () => {
  const { host, progress } = play({
    start: [rows(3)],
    pause: [{ kind: 'state', state: 'paused' }],
    profile: [{ kind: 'failure', failure: 'memory', message: 'no room' }],
    continue: finish,
  });
  const ended = await drive(host, request, { profile: true, progress, interruption: never });
  expect(ended.failure).toBeUndefined();
  expect(ended.warnings).toEqual(['No profile: no room']);
});

test('a failure is what the run ends with', async () => {
  const failure: RunUpdate = { kind: 'failure', failure: 'input', message: 'f.csv: row 3: is short' };
  const { host, progress } = play({ start: [failure, { kind: 'state', state: 'failed' }] });
  const ended = await drive(host, request, { profile: true, progress, interruption: never });
  expect(ended.failure).toEqual(failure);
  expect(ended.bundle).toBeUndefined();
});

test('an interruption stops the run, which still tells what it measured', async () => {
  const interruption = new AbortController();
  const { host, sent, progress } = play({
    start: [rows(1)],
    stop: [
      { kind: 'result', result },
      { kind: 'state', state: 'stopped' },
    ],
  });
  const running = drive(host, request, { profile: false, progress, interruption: interruption.signal });
  interruption.abort();
  expect((await running).bundle?.result).toEqual(result);
  expect(sent).toEqual(['start', 'stop']);
});

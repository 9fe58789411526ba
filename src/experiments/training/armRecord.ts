// What arms have come to, and how a checkpoint holds it: every number is a tensor by name.
//   now/<tensor>                the state in training
//   kept/<arm>@<step>/<tensor>  a state that later arms start from
//   outcome/<arm>/<name>        what an arm ended with; `weightHash` is its hash, a byte an element

import type { HostTensor } from '../../compile/state';
import { floatsOf } from '../../compile/tensorData';
import type { ArmOutcome } from './arms';

const HASH = 'weightHash';

export class ArmRecord {
  readonly outcomes = new Map<string, Record<string, Float32Array<ArrayBuffer>>>();
  #now = new Map<string, HostTensor>();
  #kept = new Map<string, Map<string, HostTensor>>();

  constructor(tensors: ReadonlyMap<string, HostTensor> = new Map()) {
    for (const [path, tensor] of tensors) {
      const [kind, owner, ...rest] = path.split('/');
      if (kind === 'now') this.#now.set([owner, ...rest].join('/'), tensor);
      if (kind === 'kept')
        this.#kept.set(owner, (this.#kept.get(owner) ?? new Map()).set(rest.join('/'), tensor));
      if (kind === 'outcome')
        this.outcomes.set(owner, { ...this.outcomes.get(owner), [rest[0]]: floatsOf(tensor.data) });
    }
  }

  /** The state that a resumed run was in, once. */
  takeNow(): Map<string, HostTensor> | undefined {
    const now = this.#now;
    this.#now = new Map();
    return now.size ? now : undefined;
  }

  /** A kept state that a resumed run brought, once. */
  takeKept(key: string): Map<string, HostTensor> | undefined {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept;
  }

  note(arm: string, outcome: ArmOutcome, hash: string): void {
    const lists = Object.entries(outcome).map(([name, value]) => [
      name,
      Float32Array.from(typeof value === 'number' ? [value] : value),
    ]);
    this.outcomes.set(arm, { ...Object.fromEntries(lists), [HASH]: Float32Array.from(bytesOf(hash)) });
  }

  /** Everything a checkpoint must hold. */
  tensors(
    now: ReadonlyMap<string, HostTensor>,
    kept: ReadonlyMap<string, ReadonlyMap<string, HostTensor>>,
  ): Map<string, HostTensor> {
    const all = new Map<string, HostTensor>();
    for (const [name, tensor] of now) all.set(`now/${name}`, tensor);
    for (const [key, state] of kept)
      for (const [name, tensor] of state) all.set(`kept/${key}/${name}`, tensor);
    for (const [arm, outcome] of this.outcomes)
      for (const [name, data] of Object.entries(outcome))
        all.set(`outcome/${arm}/${name}`, { shape: [data.length], data });
    return all;
  }

  /** SHA-256 over the hashes of the arms, in order. */
  async weightHash(arms: readonly string[]): Promise<string> {
    const bytes = Uint8Array.from(arms.flatMap((arm) => [...(this.outcomes.get(arm)?.[HASH] ?? [])]));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

const bytesOf = (hash: string): number[] =>
  (hash.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));

// Which runs and sweeps go on in another tab: whoever owns one holds a lock of its name while the page is open.

const nameOf = (id: string) => `tessera-going-${id}`;
const releases = new Map<string, () => void>();

/** Marks something as going on in this tab. */
export function hold(id: string): void {
  if (releases.has(id) || !navigator.locks) return;
  const held = new Promise<void>((resolve) => releases.set(id, resolve));
  void navigator.locks.request(nameOf(id), () => held);
}

/** The same, unless it goes on in another tab; resolves to whether it is this one's now. */
export async function holdUnlessElsewhere(id: string): Promise<boolean> {
  if (releases.has(id) || !navigator.locks) return true;
  return new Promise((resolve) => {
    void navigator.locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise<void>((release) => releases.set(id, release));
    });
  });
}

export function release(id: string): void {
  releases.get(id)?.();
  releases.delete(id);
}

/** Resolves when what goes on in another tab has ended there, or the tab is gone. */
export async function whenReleased(id: string): Promise<void> {
  await navigator.locks?.request(nameOf(id), () => {});
}

/** Which of `ids` go on in another tab. */
export async function heldElsewhere(ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const names = new Set(held.map(({ name }) => name));
  return new Set(ids.filter((id) => names.has(nameOf(id)) && !releases.has(id)));
}

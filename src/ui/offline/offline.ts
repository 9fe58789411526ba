// Stores the page for times without a network: starts the service worker of a built page once the first visit
// has come to rest, and knows when everything of this page is stored.

import { create } from 'zustand';
import { activeRun, type LabState, lab } from '../state/store';

/** Whether this page and all it may yet load are stored in this browser. */
export const useOffline = create<{ stored: boolean }>()(() => ({ stored: false }));

/** After this long the first charts are drawn and the compiling of kernels has begun. */
const REST_MILLISECONDS = 4000;

/** Call once. Does nothing where the browser has no service workers: at an insecure address, in private mode. */
export function connectOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  void look();
  navigator.serviceWorker.addEventListener('controllerchange', () => void look());
  if (document.readyState === 'complete') startAtRest();
  else addEventListener('load', startAtRest, { once: true });
}

function startAtRest(): void {
  setTimeout(() => {
    if (!isBusy(lab.getState())) return void start();
    const stop = lab.subscribe((state) => {
      if (isBusy(state)) return;
      stop();
      void start();
    });
  }, REST_MILLISECONDS);
}

/** The kernels of a run are being compiled, which takes every core that a small machine has. */
const isBusy = (state: LabState): boolean =>
  activeRun(state)?.state === 'starting' ||
  (state.prepared !== null && state.prepared.done < state.prepared.total);

async function start(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register('./serviceWorker.js');
    const watch = (worker: ServiceWorker | null) =>
      worker?.addEventListener('statechange', () => void look());
    watch(registration.installing);
    registration.addEventListener('updatefound', () => watch(registration.installing));
    // The browser looks for a newer version by itself as well, and may have stored it by now.
    void look();
  } catch {
    // The page works without, as long as there is a network.
  }
}

/** Stored is what a worker controls and a complete cache holds the very script of: not just any version. */
async function look(): Promise<void> {
  const { controller, ready } = navigator.serviceWorker;
  if (!controller) return;
  try {
    const { scope } = await ready;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      if ((await cache.match(scope)) && (await cache.match(import.meta.url)))
        return useOffline.setState({ stored: true });
    }
  } catch {
    // Storage that may not be read holds nothing.
  }
}

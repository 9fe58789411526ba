// The page without a network: a service worker that stores every file of its build on the first visit, so that
// panels and workers which were never opened still load, and answers from there.
//
// A newer version is stored aside and waits until all tabs have closed (there is no skipWaiting): taking over
// at once would delete, under a page that still trains, the files that page has yet to load. Nobody sees an old
// page for it, since a page is always fetched from the network first.

import type { Build } from './build';

declare const self: ServiceWorkerGlobalScope;
declare const BUILD: Build;

const { version, files, entry } = BUILD;
const { scope } = self.registration;
/** What the names of all versions under this address begin with: another copy may live beside it on the host. */
const ours = `tessera ${scope} `;
const name = ours + version;
/** Files under it have a digest of their content in their names. */
const HASHED = 'assets/';
const known = new Set(files.map(([path]) => path));

self.addEventListener('install', (event) => event.waitUntil(store()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOlder().then(() => self.clients.claim())));

/** Fails as a whole where a single file is not of this build; the next visit then tries again. */
async function store(): Promise<void> {
  const page = await fetch(scope, { cache: 'reload' });
  // Hosts may add to a page, so it is known by its script and not by a digest.
  if (!page.ok || page.redirected || !(await page.clone().text()).includes(entry))
    throw new Error('The page is of another build');
  const cache = await caches.open(name);
  await cache.addAll(
    files.map(
      ([path, integrity]) =>
        new Request(new URL(path, scope), {
          integrity,
          cache: path.startsWith(HASHED) ? 'default' : 'no-cache',
        }),
    ),
  );
  // Last: a cache that has the page has everything.
  await cache.put(scope, page);
}

async function forgetOlder(): Promise<void> {
  const older = (await caches.keys()).filter((key) => key.startsWith(ours) && key !== name);
  await Promise.all(older.map((key) => caches.delete(key)));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('range')) return;
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  if (!address.startsWith(scope)) return;
  const path = address.slice(scope.length);
  if (request.mode === 'navigate') {
    if (path === '' || path === 'index.html') event.respondWith(fetched(request, scope));
  } else if (path.startsWith(HASHED)) event.respondWith(stored(request, address));
  else if (known.has(path)) event.respondWith(fetched(request, address));
});

async function fetched(request: Request, address: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(name)).match(address, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/** From any version's cache: a name with a digest means the same file in all, and a newer page may be open. */
const stored = async (request: Request, address: string): Promise<Response> =>
  (await caches.match(address, { ignoreVary: true })) ?? fetch(request);

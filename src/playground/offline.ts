/** The service worker: keeps the files of the playground, so that it works without a network. The build adds them. */

/** The name of the cache, which changes with the files. */
declare const cacheName: string;
/** The files of the first load, and those that are fetched once it is done. */
declare const firstFiles: readonly string[];
declare const laterFiles: readonly string[];

interface WorkerScope {
  addEventListener(
    type: 'install' | 'activate' | 'message',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
  readonly clients: { claim(): Promise<void> };
}

const scope: WorkerScope = Object.assign(globalThis);

scope.addEventListener('install', (event) => {
  // A new version waits until no page of the old one is open, so that no page gets files of both.
  const keep = async () => (await caches.open(cacheName)).addAll([...firstFiles]);
  event.waitUntil(keep());
});

scope.addEventListener('activate', (event) => {
  const clean = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith('netspec ') && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await scope.clients.claim();
  };
  event.waitUntil(clean());
});

// The page asks for the rest once it has shown its first network.
scope.addEventListener('message', (event) => {
  const keep = async () => {
    const cache = await caches.open(cacheName);
    for (const file of laterFiles) if (!(await cache.match(file))) await cache.add(file);
  };
  event.waitUntil(keep());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const answer = async () => (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
  event.respondWith(answer());
});

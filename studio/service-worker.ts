/**
 * The service worker: keeps the site's files, so that the page works without a network, and adds the headers that
 * threads need, for hosts that do not send them. It answers from what it keeps; a new build has a new list of files, and
 * takes over when the pages of the old one are closed.
 */

/** What the build puts in: files of the site that are kept at once, and a name for this build. */
declare const SITE_FILES: readonly string[];
declare const SITE_BUILD: string;

/** The parts of a service worker's world that are used here; the declarations of pages do not know them. */
interface ExtendableEvent {
  waitUntil(promise: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerScope {
  readonly location: Location;
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(kind: 'install' | 'activate', handle: (event: ExtendableEvent) => void): void;
  addEventListener(kind: 'fetch', handle: (event: FetchEvent) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const KEPT = `spectralift-${SITE_BUILD}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([...SITE_FILES])));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(removeOld().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && request.url.startsWith(scope.registration.scope)) {
    event.respondWith(answer(request));
  }
});

async function removeOld(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('spectralift-') && name !== KEPT) await caches.delete(name);
  }
}

async function answer(request: Request): Promise<Response> {
  const kept = await caches.open(KEPT);
  // A link that restores a session has its settings behind the address.
  const wanted = request.mode === 'navigate' ? './' : request;
  const known = await kept.match(wanted, { ignoreSearch: true, ignoreVary: true });
  if (known !== undefined) return isolated(known);
  const fetched = await fetch(request);
  if (fetched.ok && fetched.status === 200) await kept.put(request, fetched.clone());
  return isolated(fetched);
}

function isolated(response: Response): Response {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

export {};

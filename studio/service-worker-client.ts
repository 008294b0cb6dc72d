/// <reference types="vite/client" />
/** The page's side of the service worker: it is started once the page works, and told what else is needed offline. */

const RELOADED = 'spectralift-reloaded-for-threads';

/** Whether this page can have a service worker: the built site, on https or on this machine. */
const possible = (): boolean => import.meta.env.PROD && 'serviceWorker' in navigator;

/**
 * Starts the service worker, if the site is a built one. On a host that sends no headers for threads the page is loaded
 * once more, through the service worker, which adds them.
 */
export async function startServiceWorker(): Promise<void> {
  if (!possible()) return;
  const { serviceWorker } = navigator;
  const first = serviceWorker.controller === null;
  try {
    await serviceWorker.register(new URL('service-worker.js', document.baseURI), { updateViaCache: 'none' });
  } catch {
    return; // a browser that keeps nothing, such as one in private mode: the page works all the same
  }
  if (globalThis.crossOriginIsolated || sessionStorage.getItem(RELOADED) !== null) return;
  if (first) await controlled();
  sessionStorage.setItem(RELOADED, 'yes');
  location.reload();
}

/** Has the service worker keep files that not every browser needs, such as the engine's build for this one. */
export async function keepOffline(addresses: readonly string[]): Promise<void> {
  if (!possible()) return;
  await controlled();
  for (const address of addresses) await fetch(address, { cache: 'force-cache' }).catch(() => undefined);
}

function controlled(): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller !== null) return Promise.resolve();
  return new Promise((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
}

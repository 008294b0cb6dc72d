/** Debian's Chromium, driven by Playwright; WebGL is computed by the processor where there is no graphics card. */
import { type Browser, chromium } from 'playwright-core';
import { browserPath } from '../browser/in-browser.ts';

const FLAGS = [
  '--no-sandbox', // a container's root has no namespaces for one; the page is our own
  '--disable-gpu',
  '--enable-unsafe-swiftshader',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];

/** Whether the studio's tests can run; says in one line why they do not. */
export const hasBrowser = browserPath !== undefined;

/** Starts the browser. @throws Error if there is none. */
export async function startBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error('no browser');
  return chromium.launch({ executablePath: browserPath, headless: true, args: FLAGS });
}

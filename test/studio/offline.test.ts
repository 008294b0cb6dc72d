/** The page without its server, and on a host that knows nothing of threads. */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveStudio } from './serve-studio.ts';
import { hasBrowser, startBrowser } from './studio-browser.ts';
import { StudioPage, waitingFor } from './studio-page.ts';

const site = fileURLToPath(new URL('../../dist/studio/', import.meta.url));

describe.skipIf(!hasBrowser)('the studio', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('works after its server is gone', async () => {
    const { url, stop } = await serveStudio();
    const context = await browser.newContext();
    const studio = new StudioPage(await context.newPage());
    const { page } = studio;
    await page.goto(waitingFor(url, ['a photo']));
    // The site is kept when the service worker is there, the engine's build for this browser a little later.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await expect
      .poll(
        () =>
          page.evaluate(async () => {
            const names: string[] = [];
            for (const name of await caches.keys()) {
              for (const { url } of await (await caches.open(name)).keys()) names.push(url);
            }
            return names.some((name) => name.endsWith('.wasm'));
          }),
        { timeout: 120_000 },
      )
      .toBe(true);
    await stop();
    await context.setOffline(true);
    await page.goto(url);
    await page.reload();
    await page.getByRole('heading', { name: 'spectralift studio' }).waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    // The sample is opened, the network runs: nothing is missing.
    await expect.poll(() => page.locator('.open-name').innerText(), { timeout: 60_000 }).toMatch(/sample/);
    await page.getByText(/Web(Assembly|GPU)/).waitFor({ timeout: 60_000 });
    await studio.untilReconstructed();
    await page.getByRole('button', { name: 'Reconstruct again' }).click();
    await page.getByText(/s on onnxruntime-web/).waitFor({ timeout: 240_000 });
    expect(studio.errors).toEqual([]);
    await context.close();
  });

  it('gets threads from any host that serves files', async () => {
    const server = await plainServer();
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(waitingFor(`http://127.0.0.1:${port}/some/folder/`, ['a photo']));
    await expect
      .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), { timeout: 60_000 })
      .toBe(true);
    await page.getByText(/\d threads/).waitFor({ timeout: 60_000 });
    await context.close();
    server.close();
  });
});

/** Serves the site in a folder, without any header that it would like. */
async function plainServer(): Promise<Server> {
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
    '.css': 'text/css',
    '.wasm': 'application/wasm',
    '.json': 'application/json',
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname.replace(/^\/some\/folder\//, '');
    const name = path === '' ? 'index.html' : path;
    readFile(join(site, name)).then(
      (data) => {
        response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
        response.end(data);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

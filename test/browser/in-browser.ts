/**
 * Runs a module in a real browser and gives what it reports. The browser is Debian's chromium (or whatever
 * SPECTRALIFT_BROWSER names); where there is none, the tests that need one are skipped.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Path of the browser; undefined if there is none. */
export const browserPath: string | undefined =
  process.env['SPECTRALIFT_BROWSER'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'chromium'))
    .find((path) => existsSync(path));

const PAGE = (module: string): string => `<!doctype html><meta charset="utf-8"><title>test</title>
<script type="module">
const report = (path, value) => fetch(path, { method: 'POST', body: JSON.stringify(value) });
try {
  const { run } = await import(${JSON.stringify(module)});
  await report('/reported', { value: await run() });
} catch (error) {
  await report('/reported', { failure: String(error?.stack ?? error) });
}
</script>`;

/**
 * Serves the sources, opens a page that imports `module` and calls its `run`.
 *
 * @param module path below the project, a TypeScript file that exports `run`, which gives a JSON value.
 * @throws Error with what the page threw, or if it says nothing in time.
 */
export async function runInBrowser(module: string, { seconds = 100 } = {}): Promise<unknown> {
  if (browserPath === undefined) throw new Error('no browser');
  let told: (report: { readonly value?: unknown; readonly failure?: string }) => void = () => undefined;
  const report = new Promise<{ readonly value?: unknown; readonly failure?: string }>((resolve) => {
    told = resolve;
  });
  const plugin: Plugin = {
    name: 'spectralift-test-page',
    configureServer({ middlewares }) {
      middlewares.use('/page', (_, response) => {
        response.setHeader('content-type', 'text/html').end(PAGE(module));
      });
      middlewares.use('/reported', (request, response) => {
        let text = '';
        request.on('data', (part) => {
          text += part;
        });
        request.on('end', () => {
          response.end();
          told(JSON.parse(text));
        });
      });
    },
  };
  const folder = await mkdtemp(join(tmpdir(), 'spectralift-browser-'));
  const server = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'silent',
    cacheDir: join(folder, 'vite'),
    plugins: [plugin],
    worker: { format: 'es' },
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const address = server.httpServer?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser = spawn(
    browserPath,
    [
      '--headless',
      '--no-sandbox', // a container's root has no namespaces for one; the page is our own
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      `--user-data-dir=${join(folder, 'profile')}`,
      `http://127.0.0.1:${port}/page`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => browser.on('close', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page said nothing in ${seconds} s`)), seconds * 1000);
      browser.on('error', reject);
      browser.on('exit', (code) => reject(new Error(`the browser ended with code ${code}`)));
    });
    const { value, failure } = await Promise.race([report, late]);
    if (failure !== undefined) throw new Error(`the page failed: ${failure}`);
    return value;
  } finally {
    clearTimeout(timer);
    browser.kill('SIGKILL');
    await ended;
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

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
import { ISOLATION_HEADERS } from '../../src/cli/site/site-headers.ts';
import { samplePlugin } from '../../studio/build/sample-files.ts';

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

export interface BrowserOptions {
  readonly seconds?: number;
  /** Files that the page finds at `/given/NAME`. */
  readonly given?: ReadonlyMap<string, Uint8Array>;
  /** Switches of the browser beside the usual ones. */
  readonly flags?: readonly string[];
}

/**
 * Serves the sources, opens an isolated page that imports `module` and calls its `run`.
 *
 * @param module path below the project, a TypeScript file that exports `run`, which gives a JSON value.
 * @throws Error with what the page threw, or if it says nothing in time.
 */
export async function runInBrowser(module: string, options: BrowserOptions = {}): Promise<unknown> {
  const { seconds = 100, given = new Map<string, Uint8Array>(), flags = ['--disable-gpu'] } = options;
  if (browserPath === undefined) throw new Error('no browser');
  let told: (report: { readonly value?: unknown; readonly failure?: string }) => void = () => undefined;
  const report = new Promise<{ readonly value?: unknown; readonly failure?: string }>((resolve) => {
    told = resolve;
  });
  const plugin: Plugin = {
    name: 'spectralift-test-page',
    configureServer({ middlewares }) {
      middlewares.use('/page', (_, response) => {
        for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
        response.setHeader('content-type', 'text/html').end(PAGE(module));
      });
      middlewares.use('/given', (request, response, next) => {
        const bytes = given.get(decodeURIComponent(request.url?.slice(1) ?? ''));
        if (bytes === undefined) next();
        else response.setHeader('content-type', 'application/octet-stream').end(bytes);
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
    plugins: [plugin, samplePlugin()],
    worker: { format: 'es' },
    optimizeDeps: { noDiscovery: true, include: ['exif-reader'] }, // CommonJS
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, headers: { ...ISOLATION_HEADERS } },
  });
  await server.listen();
  const address = server.httpServer?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser = spawn(
    browserPath,
    [
      '--headless',
      '--no-sandbox', // a container's root has no namespaces for one; the page is our own
      ...flags,
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

/** Builds the studio before its tests if a source is newer, and serves it as `spectralift studio` does. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import buildOnce from '../global-setup.ts';
import { serveStudio } from './serve-studio.ts';
import { hasBrowser } from './studio-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the served studio; empty where there is no browser. */
    studioUrl: string;
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));

export default async function serveBuiltStudio(project: TestProject): Promise<() => Promise<void>> {
  if (!hasBrowser) {
    console.warn('no chromium found (SPECTRALIFT_BROWSER names another browser): the studio is not tested');
    project.provide('studioUrl', '');
    return async () => undefined;
  }
  buildOnce();
  buildStudio();
  const { url, stop } = await serveStudio();
  project.provide('studioUrl', url);
  return stop;
}

function buildStudio(): void {
  const built = join(root, 'dist/studio/index.html');
  const sources = ['src', 'studio', 'models', 'package-lock.json'].map((path) => newest(join(root, path)));
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources)) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', 'studio', '--logLevel', 'warn'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' }, // vitest says test, and the page would keep no service worker
    },
  );
  if (status !== 0) throw new Error(`the studio could not be built:\n${stdout}${stderr}`);
}

function newest(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('.test.ts'))
    .reduce((latest, name) => Math.max(latest, statSync(join(path, name)).mtimeMs), 0);
}

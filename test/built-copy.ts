/** The library built to a folder of its own, for tests of what runs in a thread: a thread loads no TypeScript. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Where the copy is, and how it is removed. */
export interface BuiltCopy {
  /** Address of a built file: `cube/node/hdf5-worker.js`. */
  url(path: string): URL;
  remove(): void;
}

/** Builds `src/`. A type error is for `npm run check` to refuse; what the compiler writes in spite of it is used. */
export function builtCopy(): BuiltCopy {
  const folder = mkdtempSync(join(tmpdir(), 'spectralift-built-'));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', join(root, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')];
  spawnSync(process.execPath, [compiler, ...options, '--declaration', 'false']);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  symlinkSync(join(root, 'package.json'), join(folder, 'package.json'));
  return {
    url: (path) => pathToFileURL(join(folder, 'dist', path)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

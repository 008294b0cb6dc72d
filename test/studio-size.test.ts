/**
 * The studio's size is held by a budget: kB (1000 bytes) as gzip packs them, measured on the built site. Whoever needs more
 * raises the number here, and docs/studio.md with it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const site = fileURLToPath(new URL('../dist/studio/', import.meta.url));
const isBuilt = existsSync(join(site, 'index.html'));

/** Bytes of each file, packed, by its path in the site. */
function packedSizes(): Map<string, number> {
  const names = readdirSync(site, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const files = names.filter((name) => /\.\w+$/.test(name));
  return new Map(files.map((name) => [name, gzipSync(readFileSync(join(site, name))).length]));
}

/** What is loaded together, and the most it may be. */
const BUDGETS: readonly (readonly [what: string, files: RegExp, kilobytes: number])[] = [
  [
    'the page: its own script, style and text',
    /^index\.html$|^assets\/(index|engine-client)-[^.]*\.(js|css)$/,
    80,
  ],
  ['the engine’s workers', /^assets\/((engine|lane|truth)-worker|answer-orders)-[^.]*\.js$/, 180],
  [
    'ONNX Runtime Web for the processor',
    /^assets\/ort\.wasm\.|^assets\/ort-wasm-simd-threaded-[^.]*\.(wasm|mjs)$/,
    3_800,
  ],
  ['ONNX Runtime Web for a GPU', /^assets\/(ort\.jspi\.|ort-wasm-simd-threaded\.jspi-)/, 4_300],
  [
    'the same without suspended WebAssembly',
    /^assets\/(ort\.webgpu\.|ort-wasm-simd-threaded\.asyncify-)/,
    6_900,
  ],
  ['HDF5, loaded when a file needs it', /^assets\/hdf5/, 1_100],
  ['all weights', /^models\//, 3_100],
  ['the sample', /^sample\//, 5_200],
  [
    'a first visit without a GPU',
    /^index\.html$|^assets\/(index|engine|answer-orders|lane|truth|ort\.wasm|ort-wasm-simd-threaded-)|^models\/agd-net|^sample\//,
    10_000,
  ],
];

describe.skipIf(!isBuilt)('the built site (skipped where it is not built: npm run build)', () => {
  const sizes = isBuilt ? packedSizes() : new Map<string, number>();

  it.each(BUDGETS)('%s', (what, files, kilobytes) => {
    const found = [...sizes].filter(([name]) => files.test(name));
    expect(found.length, what).toBeGreaterThan(0);
    const total = found.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000;
    expect(total).toBeLessThan(kilobytes);
    expect(total, 'a budget far above what it holds').toBeGreaterThan(kilobytes / 2);
  });

  it('has every script in a budget, or below 150 kB together', () => {
    const others = [...sizes].filter(
      ([name]) => /\.m?js$/.test(name) && !BUDGETS.some(([, files]) => files.test(name)),
    );
    expect(others.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000).toBeLessThan(150);
  });

  it('imports from no script that a worker starts with', () => {
    const scripts = [...sizes.keys()].filter((name) => /^assets\/.*\.m?js$/.test(name));
    const imports = scripts.flatMap((name) =>
      [...readFileSync(join(site, name), 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'`]\.\/([^"'`]+)/g)].map(
        ([, imported]) => imported,
      ),
    );
    expect(imports.length).toBeGreaterThan(0);
    // WebKit would run it twice
    expect(imports.filter((name) => /-worker-/.test(name))).toEqual([]);
  });

  it('names no other host than its own', () => {
    const page = readFileSync(join(site, 'index.html'), 'utf8');
    expect(page).toMatch(/http-equiv="Content-Security-Policy"/);
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});

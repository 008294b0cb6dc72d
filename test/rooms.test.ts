/** The house rules of imports: a room imports only rooms below it, and what a browser loads needs no Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** From the top of the house to its ground; files of the top folder stand at the end. */
const ROOMS = [
  'cli',
  'serving',
  'cluster',
  'tracking',
  'evaluation',
  'training',
  'datasets',
  'analysis',
  'reconstruction',
  'networks',
  'runtime',
  'graph',
  'cube',
  'camera',
  'spectra',
  'charts',
  'random.ts',
  'errors.ts',
];
/** The public faces may import every room. */
const FACES = ['index.ts', 'node.ts', 'web.ts'];
/** Rooms that import nothing of ours but these. */
const ALONE = new Map([
  ['graph', ['errors.ts']],
  ['spectra', ['errors.ts']],
  ['charts', ['errors.ts']],
]);
/** Packages that load in a browser. */
const BROWSER_PACKAGES = [
  '@bufbuild/protobuf',
  '@zip.js/zip.js',
  'exif-reader',
  'fflate',
  'fourier-transform',
  'h5wasm',
  'onnx-buf',
  'onnxruntime-common',
];
/** What is loaded only by the parts that say web. */
const WEB_PACKAGES = ['onnxruntime-web'];

const source = fileURLToPath(new URL('../src/', import.meta.url));

interface SourceFile {
  /** Path below src/, with slashes. */
  readonly path: string;
  readonly room: string;
  readonly code: string;
  readonly imports: readonly string[];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}

const files: SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => {
    const code = withoutComments(readFileSync(join(source, path), 'utf8'));
    const imports = [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name);
    return { path, room: path.split('/')[0], code, imports };
  });

/** Where a relative import leads, below src/. */
function target(file: SourceFile, name: string): string {
  return posix.join(posix.dirname(file.path), name);
}

function needsNode(path: string): boolean {
  return path === 'node.ts' || /^(cli|cluster|serving)\//.test(path) || path.split('/').includes('node');
}

function packagesFor(path: string): readonly string[] {
  return path.split('/').includes('web') ? [...BROWSER_PACKAGES, ...WEB_PACKAGES] : BROWSER_PACKAGES;
}

describe('the rooms of the house', () => {
  it('are all named in the order above', () => {
    const found = new Set(files.map(({ room }) => room));
    expect([...found].filter((room) => !ROOMS.includes(room) && !FACES.includes(room))).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  it('import only rooms below them', () => {
    const wrong = files
      .filter(({ room }) => !FACES.includes(room))
      .flatMap((file) =>
        file.imports
          .filter((name) => name.startsWith('.'))
          .map((name) => target(file, name))
          .filter((path) => {
            const room = path.split('/')[0];
            const alone = ALONE.get(file.room);
            if (room === file.room) return false;
            return alone === undefined
              ? ROOMS.indexOf(room) <= ROOMS.indexOf(file.room)
              : !alone.includes(room);
          })
          .map((path) => `${file.path} imports ${path}`),
      );
    expect(wrong).toEqual([]);
  });

  it('load in a browser, but for the parts that say node', () => {
    const wrong = files
      .filter(({ path }) => !needsNode(path))
      .flatMap((file) =>
        file.imports
          .filter((name) =>
            name.startsWith('.')
              ? needsNode(target(file, name))
              : !packagesFor(file.path).some((known) => name === known || name.startsWith(`${known}/`)),
          )
          .map((name) => `${file.path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('use no global of Node, but for the same parts', () => {
    const wrong = files
      .filter(
        ({ path, code }) => !needsNode(path) && /\bprocess\.|\bBuffer\b|\b__dirname\b|\brequire\(/.test(code),
      )
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});

/**
 * A short run of every target of `bench/fuzz.mjs` (the long one is in `docs/fuzzing.md`), and whether it would notice:
 * a reader that is wrong in every way is caught in every way. Then what no fuzzer shows: a disk that is full.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeCube } from '../../src/cube/node/open-cube.ts';
import { type CliResult, testFolder } from './run-cli.ts';

/** Inputs a reader: crafted ones and a few of every kind. */
const INPUTS = 24;
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = testFolder();
const targets = readdirSync(`${root}bench/fuzz/targets`)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .sort();

/** Runs a program to its end. */
function run(program: string, ...words: string[]): Promise<CliResult> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const fuzz = (...words: string[]) => run(process.execPath, 'bench/fuzz.mjs', ...words);

interface FuzzResult {
  readonly name: string;
  readonly inputs: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: number;
  readonly failed: readonly { readonly k: number; readonly kind: string }[];
}

async function resultsIn(path: string): Promise<readonly FuzzResult[]> {
  const content: { readonly targets: readonly FuzzResult[] } = JSON.parse(await readFile(path, 'utf8'));
  return content.targets;
}

describe('damaged and hostile inputs', () => {
  it('are answered by a value or a tagged error, whatever the reader', async () => {
    const out = folder.path('results.json');
    const { code, stdout, stderr } = await fuzz('--inputs', String(INPUTS), '--out', out);
    expect(code, `${stdout}${stderr}`).toBe(0);
    const results = await resultsIn(out);
    expect(results.map(({ name }) => name)).toEqual(targets);
    for (const { name, inputs, answers, failures } of results) {
      const answered = Object.values(answers).reduce((sum, count) => sum + count, 0);
      expect({ name, inputs, answered, failures }).toEqual({
        name,
        inputs: INPUTS,
        answered: INPUTS,
        failures: 0,
      });
    }
  }, 300_000);

  it('can be made again by their numbers', async () => {
    const bytesOf = async (name: string, input: string): Promise<Buffer[]> => {
      const path = folder.path(name);
      const { code } = await fuzz('--target', 'envi', '--input', input, '--save', path);
      expect(code).toBe(0);
      return Promise.all((await readdir(path)).sort().map((file) => readFile(`${path}/${file}`)));
    };
    const first = await bytesOf('first', '90000');
    expect(first).toHaveLength(2);
    expect(await bytesOf('second', '90000')).toEqual(first);
    expect(await bytesOf('other', '90001')).not.toEqual(first);
  });
});

/** Inputs that every reader must have met before its figures are shown. */
const WHOLE = 100_000;

it('docs/fuzzing.md shows the figures of the last whole run, of every reader and without a failure', async () => {
  const results = await resultsIn(`${root}bench/results/fuzz.json`);
  expect(results.map(({ name }) => name)).toEqual(targets);
  for (const { name, inputs, failures } of results) {
    expect({ name, inputs, failures }).toEqual({ name, inputs: WHOLE, failures: 0 });
  }
  const { stdout } = await fuzz('--table', 'bench/results/fuzz.json');
  const docs = await readFile(`${root}docs/fuzzing.md`, 'utf8');
  const between = /<!-- figures -->\n([\s\S]*)\n<!-- end of figures -->/.exec(docs)?.[1];
  expect(between, 'node bench/fuzz.mjs --table bench/results/fuzz.json --into docs/fuzzing.md').toBe(
    stdout.trimEnd(),
  );
});

/** A reader that is wrong in a way of its own for each of its crafted inputs. */
const WRONG_READER = `
let start;
const wrong = {
  1: () => undefined.length,
  2: () => { for (;;); },
  3: () => { new Uint8Array(2 ** 28).fill(1); },
  4: () => process.exit(7),
  5: () => { Promise.reject(new Error('nobody waits')); },
  6: () => { for (let done = 0; done < 8e5; ) { const { user, system } = process.cpuUsage(start); done = user + system; } },
};
export const target = {
  name: 'wrong',
  reads: 'nothing',
  errors: [],
  memoryBytes: 2 ** 27,
  seeds: async () => [new Map([['a', new Uint8Array(8)]])],
  crafted: () => Object.keys(wrong).map((way) => ({ what: way, make: () => new Map([['wrong', way]]) })),
  parse: async (files) => {
    start = process.cpuUsage();
    wrong[files.get('wrong')]?.();
  },
};
`;

it('are noticed where a reader hangs, crashes, is slow, takes too much or throws what it should not', async () => {
  await mkdir(folder.path('targets'));
  await writeFile(folder.path('targets', 'wrong.mjs'), WRONG_READER);
  const out = folder.path('wrong.json');
  const where = ['--targets', folder.path('targets'), '--out', out];
  const { code, stdout } = await fuzz(...where, '--inputs', '40', '--longest', '600', '--patience', '6000');
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAILED: wrong, input \d+/);
  const [result] = await resultsIn(out);
  expect(result.failed.map(({ k, kind }) => `${k}: ${kind}`).sort()).toEqual([
    '0: untagged error',
    '1: hang',
    '2: too much memory',
    '3: crash',
    '4: error that nobody caught',
    '5: too slow',
  ]);
  expect(result).toMatchObject({ inputs: 40, failures: 6 });
});

/** The largest file that a program may write, in kibibytes: to it, a disk that is full. */
async function convertWithRoomFor(kibibytes: number, ...words: string[]): Promise<CliResult> {
  const script = `ulimit -f ${kibibytes}; exec "$0" dist/cli/main.js convert "$@"`;
  return run('bash', '-c', script, process.execPath, ...words);
}

it.skipIf(process.platform !== 'linux')(
  'a disk that is full leaves what was there (Linux only)',
  async () => {
    const [bands, height, width] = [31, 40, 60];
    const wavelengths = Array.from({ length: bands }, (_, band) => 400 + 10 * band);
    const data = new Float32Array(bands * height * width).fill(0.5);
    const metadata = { quantity: 'reflectance' } as const;
    const cube = folder.path('scene.hdr');
    await writeCube(cube, { bands, height, width, wavelengths, metadata, data });
    await mkdir(folder.path('full'));
    const output = folder.path('full', 'cube.npy');
    const refused = async (...more: string[]): Promise<void> => {
      const { code, stdout, stderr } = await convertWithRoomFor(64, cube, output, ...more);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(
        /^spectralift: expected to write .*cube\.npy, found a file that is too large .*\n$/,
      );
    };
    await refused();
    expect(await readdir(folder.path('full'))).toEqual([]);
    await writeFile(output, 'before');
    await refused('--overwrite');
    expect(await readdir(folder.path('full'))).toEqual(['cube.npy']);
    expect(await readFile(output, 'utf8')).toBe('before');
  },
);

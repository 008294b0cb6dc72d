/** Units through a small untrained generator into a folder: what is done, passed over, redone and refused. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeUntrainedGenerator } from '../../test/cli/run-cli.ts';
import { parseManifest } from './manifest/manifest.ts';
import { type BatchRunner, openUnitRunner, type UnitRunnerOptions } from './unit-runner.ts';
import type { JobSettings, UnitOutcome } from './work-unit.ts';

let folder = '';
let settings: JobSettings;
const path = (...parts: string[]): string => join(folder, ...parts);
const opened: BatchRunner[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-units-'));
  for (const [index, name] of ['a', 'b'].entries()) await writePhoto(`${name}.png`, index);
  settings = {
    ...{ camera: 'auto', linear: false, format: 'envi', dataType: 'float32', consistency: 'non-negative' },
    model: await writeUntrainedGenerator(path('weights.safetensors')),
  };
});
afterEach(async () => {
  for (const runner of opened.splice(0)) await runner.close();
  await rm(folder, { recursive: true, force: true });
});

async function writePhoto(name: string, seed: number): Promise<void> {
  const pixels = Uint8Array.from({ length: 3 * 40 * 30 }, (_, index) => (index * (37 + seed)) % 200);
  await sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } })
    .png()
    .toFile(path(name));
}

async function open(more: Partial<JobSettings & UnitRunnerOptions> = {}, out = 'out'): Promise<BatchRunner> {
  const options = { device: 'cpu', threads: 1, maxMemory: 2 ** 30, ...more } as const;
  const runner = await openUnitRunner(path(out), { ...settings, ...more }, options);
  opened.push(runner);
  return runner;
}

const said = (outcomes: readonly UnitOutcome[]): string[] =>
  outcomes.map(({ kind, file }) => `${file} ${kind}`);
const FILES = ['a.hdr', 'a.img', 'a.manifest.json', 'a.png', 'a.report.json'];
const unit = () => ({ source: path('a.png') });
const bytes = async (...names: string[]): Promise<string[]> =>
  Promise.all(names.map((name) => readFile(path('out', name), 'base64')));

describe('a unit', () => {
  it('is done once: again it is passed over, and nothing is written', async () => {
    const runner = await open();
    const shares: number[] = [];
    const [done] = await runner.run(unit(), { onProgress: (share) => shares.push(share) });
    expect(done).toMatchObject({ kind: 'done', file: 'a.png', megapixels: 0.0012 });
    expect(shares.at(-1)).toBe(1);
    expect(await readdir(path('out'))).toEqual(FILES);
    const before = await bytes(...FILES);
    expect(said(await runner.run(unit()))).toEqual(['a.png skipped']);
    expect(said(await (await open()).run(unit()))).toEqual(['a.png skipped']);
    expect(await bytes(...FILES)).toEqual(before);
  });

  it('has a manifest that is equal for equal work, and says by hash what it is made of', async () => {
    await (await open()).run(unit());
    await (await open({}, 'other')).run(unit());
    const text = await readFile(path('out', 'a.manifest.json'), 'utf8');
    expect(text).toBe(await readFile(path('other', 'a.manifest.json'), 'utf8'));
    const manifest = parseManifest(text);
    if (manifest?.state !== 'whole') throw new Error('expected a whole manifest');
    expect(manifest.outputs.map(({ name, bytes }) => [name, bytes > 0])).toEqual([
      ['a.hdr', true],
      ['a.img', true],
      ['a.png', true],
    ]);
    expect(manifest.input.file).toBe('a.png');
  });

  it('fails as an outcome, for a photo that cannot be read, is missing, or names frames', async () => {
    await writeFile(path('bad.jpg'), 'no picture');
    const runner = await open();
    for (const [source, frames] of [['bad.jpg'], ['missing.png'], ['a.png', { from: 1, to: 2 }]] as const) {
      const [outcome] = await runner.run({ source: path(source), ...(frames && { frames }) });
      expect(outcome).toMatchObject({ kind: 'failed', file: source, error: { hint: expect.any(String) } });
    }
    const beside = await openUnitRunner(folder, settings, { device: 'cpu', threads: 1, maxMemory: 2 ** 30 });
    opened.push(beside);
    const [own] = await beside.run(unit());
    expect(own).toMatchObject({ kind: 'failed', error: { name: 'PhotoInputError' } });
    expect(said(await runner.run(unit()))).toEqual(['a.png done']);
  });

  it('ends with the reason of a signal', async () => {
    const runner = await open();
    await expect(runner.run(unit(), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    expect(said(await runner.run(unit()))).toEqual(['a.png done']);
  });
});

describe('outputs that are there', () => {
  /** Does the unit, changes something, and does it again. */
  async function again(
    change: () => Promise<unknown>,
    more: Parameters<typeof open>[0] = {},
  ): Promise<string[]> {
    await (await open()).run(unit());
    await change();
    return said(await (await open(more)).run(unit()));
  }

  it.each(FILES)('are made anew where %s is cut', async (name) => {
    const fresh = await open({}, 'fresh');
    await fresh.run(unit());
    expect(await again(() => truncate(path('out', name), 7))).toEqual(['a.png done']);
    for (const whole of FILES.filter((file) => file !== 'a.report.json')) {
      expect(await readFile(path('out', whole))).toEqual(await readFile(path('fresh', whole)));
    }
  });

  it.each(FILES)('are made anew where %s is gone', async (name) => {
    expect(await again(() => rm(path('out', name)))).toEqual(['a.png done']);
    expect(await readdir(path('out'))).toEqual(FILES);
  });

  it('are made anew for another photo of the name, other weights, other settings', async () => {
    expect(await again(() => writePhoto('a.png', 9))).toEqual(['a.png done']);
    expect(await again(() => writeUntrainedGenerator(path('weights.safetensors'), 3))).toEqual([
      'a.png done',
    ]);
    expect(await again(async () => undefined, { consistency: 'none' })).toEqual(['a.png done']);
    expect(await again(async () => undefined, { consistency: 'none' })).toEqual(['a.png done']);
  });

  it('are looked at closely only where that is asked for', async () => {
    const flip = async (): Promise<void> => {
      const cube = await readFile(path('out', 'a.img'));
      cube[5] ^= 1;
      await writeFile(path('out', 'a.img'), cube);
    };
    expect(await again(flip)).toEqual(['a.png skipped']);
    expect(await again(async () => undefined, { verify: true })).toEqual(['a.png done']);
    expect(await again(async () => undefined, { verify: true })).toEqual(['a.png skipped']);
  });

  it('of another format go when the new ones are there, and not before', async () => {
    expect(await again(async () => undefined, { format: 'npy' })).toEqual(['a.png done']);
    expect(await readdir(path('out'))).toEqual([
      'a.json',
      'a.manifest.json',
      'a.npy',
      'a.png',
      'a.report.json',
    ]);
  });

  it('of a plain reconstruction are ours, by their report', async () => {
    expect(await again(() => rm(path('out', 'a.manifest.json')))).toEqual(['a.png done']);
  });

  it.each(['a.hdr', 'a.img', 'a.png', 'a.report.json', 'a.manifest.json'])(
    'are not replaced where %s is something else',
    async (name) => {
      await mkdir(path('out'));
      await writeFile(path('out', name), 'a diary');
      const [outcome] = await (await open()).run(unit());
      expect(outcome).toMatchObject({ kind: 'failed', error: { message: expect.stringContaining(name) } });
      expect(await readdir(path('out'))).toEqual([name]);
      expect(await readFile(path('out', name), 'utf8')).toBe('a diary');
    },
  );

  it('are not replaced where they are those of another photo', async () => {
    await (await open()).run(unit());
    await rename(path('a.png'), path('a.tiff'));
    const [outcome] = await (await open()).run({ source: path('a.tiff') });
    expect(outcome).toMatchObject({ kind: 'failed', file: 'a.tiff', error: { name: 'FileError' } });
  });
});

it('many units go through together, and each gives what it gives alone', async () => {
  const units = [{ source: path('a.png') }, { source: path('missing.png') }, { source: path('b.png') }];
  const results: string[] = [];
  for await (const { kind, file } of (await open()).runAll(units)) results.push(`${file} ${kind}`);
  expect(results).toEqual(['a.png done', 'missing.png failed', 'b.png done']);
  await (await open({}, 'alone')).run(units[2]);
  const manifest = (out: string) => readFile(path(out, 'b.manifest.json'), 'utf8');
  expect(await manifest('out')).toBe(await manifest('alone'));
});

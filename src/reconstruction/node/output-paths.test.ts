import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allOutputs, areComplete, checkOutputs, outputPaths, outputsOfStem } from './output-paths.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-outputs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('outputPaths', () => {
  it('takes the format from the ending, and knows it from other dots', () => {
    expect(outputPaths('x/a.npy')).toMatchObject({ format: 'npy', cube: ['x/a.npy', 'x/a.json'] });
    expect(outputPaths('x/a.img')).toMatchObject({ format: 'envi', cube: ['x/a.hdr', 'x/a.img'] });
    expect(outputPaths('x/a.dat').cube).toEqual(['x/a.hdr', 'x/a.dat']);
    expect(outputPaths('x/a.b').cube).toEqual(['x/a.b.hdr', 'x/a.b.img']);
    expect(() => outputPaths('a.hdr', 'npy')).toThrow(/expected a name for NumPy, found a\.hdr/);
  });

  it('takes a stem as it is: the photo a.npy.jpg has the outputs a.npy.hdr and so on', () => {
    expect(outputsOfStem('a.npy').cube).toEqual(['a.npy.hdr', 'a.npy.img']);
    expect(outputsOfStem('a.raw').cube).toEqual(['a.raw.hdr', 'a.raw.img']);
  });
});

describe('areComplete', () => {
  const outputs = () => outputsOfStem(join(folder, 'a'));
  const write = async (report: unknown): Promise<void> => {
    for (const path of allOutputs(outputs()).slice(0, 3)) await writeFile(path, '');
    await writeFile(outputs().report, typeof report === 'string' ? report : JSON.stringify(report));
  };
  const reported = {
    photo: { file: 'a.jpg' },
    outputs: ['old/a.hdr', 'old/a.img', 'old\\a.png', 'a.report.json'],
  };

  it('is true where the report and all that it lists are there, even if the folder has moved', async () => {
    await write(reported);
    expect(await areComplete(outputs(), 'a.jpg')).toBe(true);
  });

  it.each([['.hdr'], ['.img'], ['.png'], ['.report.json']])('is false without the %s', async (ending) => {
    await write(reported);
    await rm(join(folder, `a${ending}`));
    expect(await areComplete(outputs(), 'a.jpg')).toBe(false);
  });

  it.each([
    ['of another photo', { ...reported, photo: { file: 'a.png' } }],
    ['of another format', { ...reported, outputs: ['a.npy', 'a.json', 'a.png', 'a.report.json'] }],
    ['without outputs', { photo: { file: 'a.jpg' } }],
    ['cut short', '{"photo":{"file":"a.jpg"},"outp'],
    ['with an output that is no text', { ...reported, outputs: [...reported.outputs, { toString: 1 }] }],
    ['with an output that leads elsewhere', { ...reported, outputs: [...reported.outputs, 'a\n/..'] }],
    ['with an output without a name', { ...reported, outputs: [...reported.outputs, 'old/'] }],
    ['with more outputs than there can be', { ...reported, outputs: Array(70).fill('a.hdr') }],
    ['that is far too long', JSON.stringify({ ...reported, padding: 'x'.repeat(1_100_000) })],
    ['of no kind', '"a.jpg"'],
  ])('is false with a report %s', async (_, report) => {
    await write(report);
    for (const name of ['a.npy', 'a.json']) await writeFile(join(folder, name), '');
    expect(await areComplete(outputs(), 'a.jpg')).toBe(false);
  });
});

describe('checkOutputs', () => {
  it('refuses what is there, unless it may be replaced; never the photo itself', async () => {
    const outputs = outputsOfStem(join(folder, 'a'));
    await writeFile(outputs.picture, 'the photo');
    const photo = join(folder, '.', 'a.png');
    const check = (path: string, overwrite: boolean) => checkOutputs(outputs, path, { overwrite });
    await expect(check('b.png', false)).rejects.toThrow(/a\.png to be free/);
    await expect(check('b.png', true)).resolves.toBeUndefined();
    await expect(check(photo, true)).rejects.toThrow(/found the photo .*a\.png itself/);
    expect(await readdir(folder)).toEqual(['a.png']);
  });

  it('asks nothing of a folder that is still missing', async () => {
    const outputs = outputsOfStem(join(folder, 'new', 'a'));
    await expect(checkOutputs(outputs, 'a.jpg', { overwrite: false })).resolves.toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });
});

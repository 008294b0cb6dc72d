import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AtomicFile, commitTogether, removeTemporaries, writeFileAtomically } from './atomic-file.ts';
import { FileError } from '../files/file-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const bytes = (text: string) => new TextEncoder().encode(text);

describe('one file', () => {
  test('appears whole, written in any order, and only when committed', async () => {
    const path = join(folder, 'out.bin');
    const file = await AtomicFile.create(path);
    await file.writeAt(bytes('world'), 6);
    await file.writeAt(bytes('hello '), 0);
    expect(await readdir(folder)).toEqual([file.temporaryPath.slice(folder.length + 1)]);
    expect(await commitTogether([file])).toEqual([path]);
    expect(await readdir(folder)).toEqual(['out.bin']);
    expect(await readFile(path, 'utf8')).toBe('hello world');
    await file.abort();
    expect(await readdir(folder)).toEqual(['out.bin']);
  });

  test('abort leaves nothing', async () => {
    const file = await AtomicFile.create(join(folder, 'out.bin'));
    await file.writeAt(bytes('half'), 0);
    await file.abort();
    await file.abort();
    expect(await readdir(folder)).toEqual([]);
  });

  test('an existing file is refused, and replaced only when asked', async () => {
    const path = join(folder, 'out.txt');
    await writeFile(path, 'old');
    await expect(writeFileAtomically(path, 'new')).rejects.toThrow(/already there/);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await writeFileAtomically(path, 'new', { overwrite: true })).toBe(path);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['out.txt']);
  });

  test('a file that appears while we write is not replaced', async () => {
    const path = join(folder, 'out.txt');
    const file = await AtomicFile.create(path);
    await writeFile(path, 'theirs');
    await expect(commitTogether([file])).rejects.toThrow(FileError);
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['out.txt']);
  });

  test('a missing folder, a file as folder and a folder as file are named', async () => {
    await writeFile(join(folder, 'file'), '');
    const create = (...parts: string[]) => AtomicFile.create(join(folder, ...parts), { overwrite: true });
    await expect(create('none', 'out')).rejects.toThrow(/expected a folder .*none to write into, found none/);
    await expect(create('file', 'out')).rejects.toThrow(/found a file/);
    await mkdir(join(folder, 'inner'));
    await expect(create('inner')).rejects.toThrow(/found a folder/);
    expect((await readdir(folder)).sort()).toEqual(['file', 'inner']);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that cannot be written says so', async () => {
    await chmod(folder, 0o500);
    await expect(AtomicFile.create(join(folder, 'out'))).rejects.toThrow(/no permission/);
  });
});

describe('files that belong together', () => {
  test('when one cannot appear, none does and what was there stays', async () => {
    const names = ['a', 'b', 'c'];
    await writeFile(join(folder, 'a'), 'old a');
    const files = await Promise.all(
      names.map((name) => AtomicFile.create(join(folder, name), { overwrite: true })),
    );
    for (const file of files) await file.writeAt(bytes('new'), 0);
    await mkdir(join(folder, 'c'));
    await expect(commitTogether(files)).rejects.toThrow(FileError);
    expect((await readdir(folder)).sort()).toEqual(['a', 'c']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old a');
  });

  test('all are replaced and no backup stays', async () => {
    await writeFile(join(folder, 'a'), 'old a');
    await writeFile(join(folder, 'b'), 'old b');
    const files = [
      await AtomicFile.create(join(folder, 'a'), { overwrite: true }),
      await AtomicFile.create(join(folder, 'b'), { overwrite: true }),
    ];
    for (const file of files) await file.writeAt(bytes('new'), 0);
    await commitTogether(files);
    expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('new');
  });
});

test('a signal handler can remove everything that is being written', async () => {
  await writeFileAtomically(join(folder, 'done'), 'done');
  const files = [await AtomicFile.create(join(folder, 'a')), await AtomicFile.create(join(folder, 'b'))];
  await rm(files[0].temporaryPath);
  removeTemporaries();
  expect(await readdir(folder)).toEqual(['done']);
  for (const file of files) await file.abort();
});

test('an interrupt while a temporary file is being opened leaves nothing', async () => {
  const opening = AtomicFile.create(join(folder, 'output')).catch(() => undefined);
  removeTemporaries();
  await (await opening)?.abort();
  expect(await readdir(folder)).toEqual([]);
});

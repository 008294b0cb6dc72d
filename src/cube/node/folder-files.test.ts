/**
 * What is written stays in the folder that was asked for, follows no link, and leaves what was there before unless
 * all of it succeeds.
 */
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileError } from '../files/file-error.ts';
import { memoryFiles } from '../files/input-files.ts';
import { memoryOutput, type OutputFile, type OutputFiles } from '../files/output-files.ts';
import { CUBE_FORMATS } from '../formats/index.ts';
import { createCubeIn } from '../formats/open-cube.ts';
import { folderInput, folderOutput } from './folder-files.ts';

let base = '';
let folder = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'spectralift-folder-'));
  folder = join(base, 'out');
  await mkdir(folder);
  await writeFile(join(base, 'secret'), 'theirs');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a name that is a way to somewhere else', () => {
  const names = [
    '',
    '.',
    '..',
    '../secret',
    'a/b',
    '/etc/passwd',
    'a\\b',
    '..\\secret',
    'a\0b',
    './a',
    'a/../b',
  ];

  it.each(names)('is refused for reading and writing: %j', async (name) => {
    const input = folderInput(folder);
    const output = folderOutput(folder, { overwrite: true });
    const files = memoryFiles(
      new Map([
        ['../secret', bytes('x')],
        ['a/b', bytes('x')],
      ]),
    );
    const memory = memoryOutput();
    await expect(input.open(name)).rejects.toThrow(FileError);
    expect(() => input.within(name)).toThrow(FileError);
    await expect(output.create(name)).rejects.toThrow(FileError);
    await expect(output.within(name)).rejects.toThrow(FileError);
    await expect(files.open(name)).rejects.toThrow(FileError);
    expect(() => files.within(name)).toThrow(FileError);
    await expect(memory.create(name)).rejects.toThrow(FileError);
    await expect(memory.within(name)).rejects.toThrow(FileError);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a link in the folder of outputs', () => {
  const write = async (overwrite: boolean): Promise<string[]> => {
    const output = folderOutput(folder, { overwrite });
    try {
      const file = await output.create('cube.img');
      await file.writeAt(bytes('ours'), 0);
      return await output.commit();
    } catch (error) {
      await output.abort();
      throw error;
    }
  };

  it('to a file is refused, and replaced by a file when asked; what it leads to stays', async () => {
    const link = join(folder, 'cube.img');
    await symlink(join(base, 'secret'), link);
    await expect(write(false)).rejects.toThrow(/already there/);
    expect(await readlink(link)).toBe(join(base, 'secret'));
    await write(true);
    expect((await lstat(link)).isFile()).toBe(true);
    expect(await readFile(link, 'utf8')).toBe('ours');
    expect(await readFile(join(base, 'secret'), 'utf8')).toBe('theirs');
  });

  it('to nothing is not followed: nothing appears where it leads', async () => {
    await symlink(join(base, 'new'), join(folder, 'cube.img'));
    await write(true);
    await expect(stat(join(base, 'new'))).rejects.toThrow(/ENOENT/);
    expect((await lstat(join(folder, 'cube.img'))).isFile()).toBe(true);
  });

  it('to a folder is not written through', async () => {
    await mkdir(join(base, 'elsewhere'));
    await symlink(join(base, 'elsewhere'), join(folder, 'scene_ms'));
    await expect(folderOutput(folder, { overwrite: true }).within('scene_ms')).rejects.toThrow(
      /found a link/,
    );
    await symlink(join(base, 'elsewhere'), join(folder, 'cube.img'));
    await expect(write(true)).rejects.toThrow(/found a folder/);
    expect(await readdir(join(base, 'elsewhere'))).toEqual([]);
  });

  it('to a file stays with it when another file of the same output cannot appear', async () => {
    await symlink(join(base, 'secret'), join(folder, 'a'));
    const output = folderOutput(folder, { overwrite: true });
    for (const name of ['a', 'b']) await (await output.create(name)).writeAt(bytes('ours'), 0);
    await mkdir(join(folder, 'b'));
    await expect(output.commit()).rejects.toThrow(FileError);
    expect(await readlink(join(folder, 'a'))).toBe(join(base, 'secret'));
    expect(await readFile(join(base, 'secret'), 'utf8')).toBe('theirs');
    expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
  });
});

/** The same folder on a disk that has room for so many bytes, spools included. */
function nearlyFull(outputs: OutputFiles, room: { bytes: number }): OutputFiles {
  const limited = async (making: Promise<OutputFile>): Promise<OutputFile> => {
    const file = await making;
    const writeAt = async (content: Uint8Array, position: number): Promise<void> => {
      room.bytes -= content.length;
      if (room.bytes < 0) throw new FileError(`expected to write ${file.name}, found a full disk`);
      await file.writeAt(content, position);
    };
    return { name: file.name, writeAt, read: (at: number, length: number) => file.read(at, length) };
  };
  return {
    ...outputs,
    create: (name) => limited(outputs.create(name)),
    spool: () => limited(outputs.spool()),
    within: async (name) => nearlyFull(await outputs.within(name), room),
  };
}

describe('a disk that fills up', () => {
  const formats = CUBE_FORMATS.filter(({ create }) => create !== undefined).map(({ name }) => name);
  const header = {
    bands: 3,
    height: 2,
    width: 4,
    wavelengths: [400, 500, 600],
    metadata: { quantity: 'reflectance' },
  } as const;

  it.each(formats)('leaves an existing %s cube as it is, wherever it fills up', async (format) => {
    const write = async (value: number, room: { bytes: number }): Promise<void> => {
      const outputs = nearlyFull(folderOutput(folder, { overwrite: true }), room);
      const sink = await createCubeIn(outputs, 'cube', header, { format });
      try {
        await sink.writeRows(0, 2, new Float32Array(24).fill(value));
        await sink.finish();
      } catch (error) {
        await sink.abort();
        throw error;
      }
    };
    const whole = { bytes: 1e9 };
    await write(1, whole);
    const needed = 1e9 - whole.bytes;
    const before = await contents(folder);
    expect(before.size).toBeGreaterThan(0);
    for (let bytes = 0; bytes < needed; bytes += Math.max(1, Math.floor(needed / 40))) {
      await expect(write(2, { bytes })).rejects.toThrow(/full disk/);
      expect(await contents(folder)).toEqual(before);
    }
    await write(2, { bytes: needed + 1000 });
    expect([...(await contents(folder)).keys()]).toEqual([...before.keys()]);
    expect(await contents(folder)).not.toEqual(before);
  });
});

/** All files of a folder with their bytes. */
async function contents(path: string): Promise<Map<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'latin1')] as const)),
  );
}

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import h5wasm from 'h5wasm/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltCopy, builtCopy } from '../../../test/built-copy.ts';
import { fileOf, testCube } from '../../../test/format-laws.ts';
import { crowdedGroup, numbersInOtherFile, viewOfOtherFile } from '../../../test/odd-hdf5-files.ts';
import { readWholeCube } from '../cube-source.ts';
import { blobBytes, type ByteSource, memoryBytes } from '../files/byte-source.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../files/read-limits.ts';
import type { StartHdf5 } from '../formats/hdf5-parser.ts';
import { hdf5Start, pieceTree } from '../formats/mat73/hdf5-structure.ts';
import { mat73Format } from '../formats/mat73/mat73-file.ts';
import { CubeError } from '../spectral-cube.ts';
import { FileBytes } from './file-bytes.ts';
import { folderInput } from './folder-files.ts';
import { hdf5Threads } from './start-hdf5.ts';

let copy: BuiltCopy;
let folder: string;
let start: StartHdf5;
beforeAll(async () => {
  copy = builtCopy();
  start = hdf5Threads(copy.url('cube/node/hdf5-worker.js'));
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
  await h5wasm.ready;
}, 60_000);
afterAll(async () => {
  copy.remove();
  await rm(folder, { recursive: true });
});

const cube = testCube(4, 3, 5);

async function opened(source: ByteSource, limits: Partial<ReadLimits> = {}) {
  try {
    return await start(source, { ...DEFAULT_LIMITS, ...limits });
  } finally {
    await source.close();
  }
}

/** What happened to one file is nothing to the next. */
async function expectNextOpens(): Promise<void> {
  const { bytes } = await fileOf(mat73Format, cube);
  const file = await opened(memoryBytes('next.mat', bytes));
  expect((await file.list()).datasets).toHaveLength(3);
  expect((await file.read('/cube', [0, 0, 0], [4, 5, 3]))[0]).toBe(cube.data[0]);
  await file.close();
}

test('a path, bytes and a blob are read in a thread', async () => {
  const { bytes } = await fileOf(mat73Format, cube, { compress: true });
  const path = join(folder, 'cube.mat');
  await writeFile(path, bytes);
  const sources = [
    await FileBytes.open(path),
    memoryBytes('cube.mat', bytes),
    blobBytes('cube.mat', new Blob([bytes])),
  ];
  for (const source of sources) {
    const file = await opened(source);
    const { datasets } = await file.list();
    expect(datasets.map((dataset) => dataset.path)).toEqual(['/bands', '/cube', '/spectralift']);
    // Asked for together, answered one after another.
    const [bands, corner] = await Promise.all([
      file.read('/bands', [0, 0], [4, 1]),
      file.read('/cube', [1, 2, 0], [1, 2, 3]),
    ]);
    expect([...Array.from({ length: 4 }, (_, at) => bands[at])]).toEqual(cube.wavelengths);
    expect(corner[4]).toBe(cube.data[1 * 15 + 1 * 5 + 3]);
    await expect(file.read('/cube', [0, 0, 0], [5, 1, 1])).rejects.toThrow(
      /within 4 x 5 x 3, found 5 x 1 x 1 .* in cube.mat/,
    );
    await expect(file.read('/none', [0], [1])).rejects.toThrow(CubeError);
    await file.close();
    await expect(file.list()).rejects.toThrow(/expected cube.mat to be open, found it closed/);
  }
  const context = { limits: DEFAULT_LIMITS, startHdf5: start };
  const source = await mat73Format.open({ files: folderInput(folder), name: 'cube.mat' }, context);
  expect((await readWholeCube(source)).data).toEqual(cube.data);
  await source.close();
});

test('what is no HDF5 file, and a file that is gone', async () => {
  await expect(opened(memoryBytes('a.h5', new Uint8Array(5000)))).rejects.toThrow(
    /found one that cannot be opened: .* in a.h5/,
  );
  const missing = {
    name: 'gone.h5',
    size: 1,
    origin: { path: join(folder, 'gone.h5') },
    read: async () => new ArrayBuffer(0),
    close: async () => {},
  };
  await expect(opened(missing)).rejects.toThrow(/nothing there/);
  const blob = blobBytes('a.h5', new Blob([new Uint8Array(2000)]));
  for (const source of [blob, memoryBytes('a.h5', new Uint8Array(2000))]) {
    await expect(opened(source, { parserBytes: 1000 })).rejects.toThrow(
      /file of at most 1,000 bytes where it is copied into memory, found 2,000/,
    );
  }
});

test('a file that names others shows nothing of them', async () => {
  const { bytes } = await fileOf(mat73Format, testCube(1, 2, 2));
  await writeFile(join(folder, 'secret.h5'), bytes);
  await writeFile(join(folder, 'secret.raw'), 'SECRET OF OTHERS');
  await writeFile(join(folder, 'view.h5'), viewOfOtherFile);
  await writeFile(join(folder, 'numbers.h5'), numbersInOtherFile);
  const link = new h5wasm.File(join(folder, 'link.h5'), 'w');
  link.create_external_link(join(folder, 'secret.h5'), '/cube', 'cube');
  link.create_external_link('link.h5', '/', 'self');
  link.close();
  const listed = async (name: string) => opened(await FileBytes.open(join(folder, name)));
  const links = await listed('link.h5');
  expect(await links.list()).toEqual({
    datasets: [],
    refused: ['/cube', '/self'].map((path) => ({ path, reason: 'a link to another file' })),
  });
  await expect(links.read('/cube', [0, 0], [1, 1])).rejects.toThrow(CubeError);
  await links.close();
  const view = await listed('view.h5');
  expect((await view.list()).refused).toEqual([
    { path: '/cube', reason: 'a view of data sets in other files' },
  ]);
  await view.close();
  const numbers = await listed('numbers.h5');
  expect((await numbers.list()).datasets).toHaveLength(1);
  await expect(numbers.read('/cube', [0, 0, 0], [1, 2, 2])).rejects.toThrow(
    /unable to open external raw data file/,
  );
  await numbers.close();
  // The library by itself, on the file system of the machine, does follow the link.
  const followed = new h5wasm.File(join(folder, 'link.h5'), 'r');
  expect(followed.get('cube')).toBeDefined();
  followed.close();
});

test('a library that never ends is ended, and says so from then on; the next file opens', async () => {
  // 32 to the power of 7 lists of no names: hours in the library, and no memory.
  const limits = { parserMilliseconds: 3000 };
  const file = await opened(memoryBytes('walk.h5', crowdedGroup(7, { empty: true })), limits);
  const listing = file.list();
  const later = file.list();
  await expect(listing).rejects.toThrow(
    /expected the HDF5 parser to answer within 3,000 ms, found it still at work on walk.h5/,
  );
  await expect(later).rejects.toThrow(/within 3,000 ms/);
  await expect(file.read('/a', [0], [1])).rejects.toThrow(CubeError);
  await file.close();
  await expect(
    opened(memoryBytes('walk.h5', crowdedGroup(1)), { parserMilliseconds: 1 }),
  ).rejects.toMatchObject({
    message: expect.stringMatching(/within 1 ms/),
    hint: expect.stringMatching(/parserMilliseconds/),
  });
  await expectNextOpens();
});

test('a library that breaks down, or wants more memory for names; the next file opens', async () => {
  const deep = await opened(memoryBytes('deep.h5', crowdedGroup(2, { endless: true })));
  await expect(deep.list()).rejects.toThrow(/to read deep.h5, found that it broke down: Maximum call stack/);
  await expect(deep.list()).rejects.toThrow(/broke down/);
  await deep.close();
  const crowded = await opened(memoryBytes('crowd.h5', crowdedGroup(5)), { parserBytes: 2 ** 26 });
  await expect(crowded.list()).rejects.toThrow(/at most 67,108,864 bytes of memory/);
  await crowded.close();
  await expectNextOpens();
});

test('a file that gets shorter while it is read is not filled up with zeros', async () => {
  const { bytes } = await fileOf(mat73Format, cube);
  const path = join(folder, 'shrinking.mat');
  await writeFile(path, bytes);
  const file = await opened(await FileBytes.open(path));
  await file.list();
  await truncate(path, 1000);
  await expect(file.read('/cube', [0, 0, 0], [4, 5, 3])).rejects.toThrow(/expected the numbers of \/cube/);
  await file.close();
});

test('a thread that cannot be started', async () => {
  const nowhere = hdf5Threads(copy.url('cube/node/no-such-file.js'));
  const { bytes } = await fileOf(mat73Format, cube);
  await expect(nowhere(memoryBytes('cube.mat', bytes), DEFAULT_LIMITS)).rejects.toThrow(
    /expected the HDF5 parser to read cube.mat, found that it broke down: Cannot find module/,
  );
});

test('a piece that unpacks to far more than it says is stopped by the limit on memory', async () => {
  const packed = deflateSync(Buffer.alloc(200_000_000));
  const described = (tree: number) => [
    {
      name: 'cube',
      type: 'uint8',
      shape: [1, 4, 4],
      attributes: [],
      place: { tree, chunk: [1, 4, 4] },
    } as const,
  ];
  const at = hdf5Start(described(0), 0, 0).length;
  const { nodes, root } = pieceTree(
    [{ offset: [0, 0, 0], address: at, bytes: packed.length }],
    [1, 4, 4],
    1,
    at + packed.length,
  );
  const length = at + packed.length + nodes[0].length;
  const bytes = new Uint8Array(Buffer.concat([hdf5Start(described(root), 0, length), packed, nodes[0]]));
  const file = await opened(memoryBytes('bomb.h5', bytes), { parserBytes: 2 ** 26 });
  await file.list();
  const reading = file.read('/cube', [0, 0, 0], [1, 4, 4]);
  await expect(reading).rejects.toMatchObject({
    message: expect.stringMatching(
      /need at most 67,108,864 bytes of memory, found that it wants more for bomb.h5/,
    ),
    hint: expect.stringMatching(/parserBytes/),
  });
  await expect(file.list()).rejects.toThrow(/67,108,864/);
  await file.close();
  await expectNextOpens();
});

test('an open file and an ended one do not keep the process', async () => {
  const { bytes } = await fileOf(mat73Format, cube);
  const path = join(folder, 'kept.mat');
  await writeFile(path, bytes);
  const program = `
    const { openCube } = await import(${JSON.stringify(copy.url('cube/node/start-hdf5.js').href)}).then(async ({ startHdf5 }) => ({
      openCube: async (limits) => {
        const { FileBytes } = await import(${JSON.stringify(copy.url('cube/node/file-bytes.js').href)});
        return startHdf5(await FileBytes.open(${JSON.stringify(path)}), { ...${JSON.stringify(DEFAULT_LIMITS)}, ...limits });
      },
    }));
    const file = await openCube({});
    const { datasets } = await file.list();
    const refused = await openCube({ parserMilliseconds: 1 }).catch((error) => error.message);
    console.log(datasets.length, refused);
  `;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^3 expected the HDF5 parser to answer within 1 ms/);
  expect(status).toBe(0);
});

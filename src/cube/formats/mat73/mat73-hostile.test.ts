import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { fileOf, readDamaged, testContext, testCube } from '../../../../test/format-laws.ts';
import { counting, hdf5, openHdf5Cube, removeMade } from '../../../../test/make-hdf5.ts';
import { numbersInOtherFile, unknownFilter, viewOfOtherFile } from '../../../../test/odd-hdf5-files.ts';
import { readWholeCube } from '../../cube-source.ts';
import { memoryBytes } from '../../files/byte-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { hdf5Start, pieceTree } from './hdf5-structure.ts';
import { mat73Format } from './mat73-file.ts';

afterAll(removeMade);

/**
 * A file is refused wherever it is cut in its first 1,024 bytes and at steps behind them; where a byte is changed it is
 * read or refused, nothing else.
 */
async function checkDamageOf(
  bytes: Uint8Array<ArrayBuffer>,
  steps: { readonly from?: number; readonly cut: number; readonly change: number },
): Promise<void> {
  for (let at = steps.from ?? 0; at < bytes.length; at += at < 1024 ? 1 : steps.cut) {
    expect(await readDamaged(mat73Format, 'a.mat', bytes.slice(0, at)), `cut at ${at}`).toBe('refused');
  }
  for (let at = steps.from ?? 0; at < bytes.length; at += steps.change) {
    const changed = bytes.slice();
    changed[at] ^= at % 2 === 0 ? 1 << (at % 7) : 0xff;
    await readDamaged(mat73Format, 'a.mat', changed);
  }
}

describe('hostile files', () => {
  test('no file names another: links, views and numbers elsewhere', async () => {
    const links = await hdf5((file) => {
      file.create_external_link('secret.h5', '/cube', 'cube');
      file.create_soft_link('/cube', 'rad');
      file.create_soft_link('/ref', 'ref');
      file.create_dataset({ name: 'x', data: counting(4) });
    });
    await expect(openHdf5Cube(links)).rejects.toThrow(
      "found 'cube' in a.h5, which is a link to another file",
    );
    await expect(openHdf5Cube(links, 'a.h5', { variable: 'rad' })).rejects.toThrow(
      /which is a link to another place/,
    );
    await expect(openHdf5Cube(viewOfOtherFile)).rejects.toThrow(
      /which is a view of data sets in other files/,
    );
    const elsewhere = await openHdf5Cube(numbersInOtherFile, 'a.h5', { wavelengths: [500] });
    await expect(readWholeCube(elsewhere)).rejects.toThrow(/unable to open external raw data file/);
  });

  test('links under names that lead elsewhere, or that are not found again', async () => {
    const place = { address: 0, bytes: 1 };
    const datasets = ['a/b', 'cube', '\x7f'].map(
      (name) => ({ name, type: 'uint8', shape: [1], attributes: [], place }) as const,
    );
    const bytes = hdf5Start(datasets, 0, hdf5Start(datasets, 0, 0).length);
    bytes[bytes.indexOf(0x7f)] = 0xe9; // no letter of UTF-8
    const file = await testContext.startHdf5(memoryBytes('a.h5', bytes), testContext.limits);
    const listing = await file.list();
    expect(listing.datasets.map(({ path }) => path)).toEqual(['/cube']);
    expect(listing.refused.map(({ reason }) => reason)).toEqual([
      'under a name that leads elsewhere',
      'not found under its name',
    ]);
    await file.close();
  });

  test('a filter that is not known, a group that holds itself, more than the limits', async () => {
    await expect(openHdf5Cube(unknownFilter)).rejects.toThrow(
      /packed by the filter lzf \(32000\), which is not read/,
    );
    const circle = await hdf5((file) => {
      file.create_hard_link('/', 'again');
      file.create_dataset({ name: 'cube', data: counting(24), shape: [2, 3, 4] });
    });
    await expect(openHdf5Cube(circle)).rejects.toThrow(/expected groups within groups at most 32 deep/);
    const many = await hdf5((file) => {
      for (let index = 0; index < 5; index++) file.create_group(`g${index}`);
    });
    const limits = { ...testContext.limits, entries: 4 };
    await expect(openHdf5Cube(many, 'a.h5', { limits })).rejects.toThrow(/expected at most 4 objects/);
    const small = { ...testContext.limits, parserBytes: 7000 };
    const chunked = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: counting(1000), shape: [10, 10, 10], chunks: [10, 10, 10] });
    });
    await expect(openHdf5Cube(chunked, 'a.h5', { limits: small })).rejects.toThrow(
      /stored in pieces of 4,000 bytes/,
    );
  });

  test('what holds no numbers is not taken for a cube', async () => {
    const bytes = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: ['a', 'b', 'c'] });
      file
        .create_dataset({ name: 'rad', data: counting(8), shape: [2, 2, 2] })
        .create_attribute('MATLAB_class', 'char');
      file.create_dataset({
        name: 'ref',
        data: new Map([
          ['real', counting(4)],
          ['imag', counting(4)],
        ]),
      });
    });
    await expect(openHdf5Cube(bytes)).rejects.toThrow(
      /expected an array of real numbers, found '\w+' in a.h5, which is text/,
    );
    await expect(openHdf5Cube(bytes, 'a.h5', { variable: 'ref' })).rejects.toThrow(
      /which is complex or a structure/,
    );
    await expect(openHdf5Cube(bytes, 'a.h5', { variable: 'rad' })).rejects.toThrow(
      /found 'rad' in a.h5, which is text/,
    );
  });

  test('packed pieces that are damaged, sizes that no such file can have', async () => {
    const make = (shape: readonly number[], packed: Uint8Array): Uint8Array<ArrayBuffer> => {
      const chunk = [1, 4, 4];
      const described = (tree: number, address: number) => [
        { name: 'cube', type: 'uint8', shape, attributes: [], place: { tree, chunk } } as const,
        { name: 'wl', type: 'uint8', shape: [1], attributes: [], place: { address, bytes: 1 } } as const,
      ];
      const at = hdf5Start(described(0, 0), 0, 0).length;
      const piece = { offset: [0, 0, 0], address: at + 8, bytes: packed.length };
      const { nodes, root } = pieceTree([piece], chunk, 1, at + 8 + packed.length);
      const end = [Uint8Array.of(70), new Uint8Array(7), packed, ...nodes];
      const length = end.reduce((sum, part) => sum + part.length, at);
      return new Uint8Array(Buffer.concat([hdf5Start(described(root, at), 0, length), ...end]));
    };
    const options = { wavelengths: [500] };
    const right = await openHdf5Cube(
      make([1, 4, 4], deflateSync(new Uint8Array(16).fill(7))),
      'a.h5',
      options,
    );
    expect([...(await readWholeCube(right)).data]).toEqual(new Array(16).fill(7));
    const cut = await openHdf5Cube(
      make([1, 4, 4], deflateSync(counting(16)).subarray(0, 9)),
      'a.h5',
      options,
    );
    await expect(readWholeCube(cut)).rejects.toThrow(/expected the numbers of \/cube/);
    const huge = make([1, 2 ** 30, 2 ** 22], deflateSync(new Uint8Array(16)));
    await expect(openHdf5Cube(huge, 'a.h5', options)).rejects.toThrow(/packed bytes to become at most/);
    const beyond = make([1, 2 ** 40, 2 ** 40], deflateSync(new Uint8Array(16)));
    await expect(openHdf5Cube(beyond, 'a.h5', options)).rejects.toThrow(/larger than a file can be/);
  });

  test('cut or changed anywhere, a file is read or refused', async () => {
    const { bytes } = await fileOf(mat73Format, testCube(2, 3, 2));
    await checkDamageOf(bytes, { cut: 5, change: 11 });
    const packed = await fileOf(mat73Format, testCube(2, 3, 2), { compress: true });
    await checkDamageOf(packed.bytes, { from: 2000, cut: 31, change: 19 });
    const ofLibrary = await hdf5((file) => {
      const cube = { name: 'cube', data: counting(72), shape: [12, 3, 2], chunks: [5, 2, 2], compression: 4 };
      file.create_dataset(cube)?.create_attribute('MATLAB_class', 'single');
      file.create_dataset({ name: 'bands', data: counting(12), shape: [12, 1] });
    });
    await checkDamageOf(ofLibrary, { from: 5, cut: 37, change: 29 });
  });

  test('other files are not claimed, user blocks of all sizes are', async () => {
    const { bytes } = await fileOf(mat73Format, testCube(2, 3, 2));
    const claims = (content: Uint8Array<ArrayBuffer>) =>
      mat73Format.claims?.({ files: memoryFiles(new Map([['a.mat', content]])), name: 'a.mat' });
    expect(await claims(bytes)).toBe(true);
    expect(await claims(bytes.slice(512))).toBe(true);
    expect(await claims(new Uint8Array(Buffer.concat([Buffer.alloc(512), bytes])))).toBe(true);
    expect(await claims(new Uint8Array(Buffer.concat([Buffer.alloc(8), bytes])))).toBe(false);
    expect(await claims(new Uint8Array(0))).toBe(false);
    await expect(openHdf5Cube(new Uint8Array(3000))).rejects.toThrow(
      /expected the signature of an HDF5 file/,
    );
  });
});

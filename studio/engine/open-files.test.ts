/** What files are, by their names, and which of several a cube is opened by. */
import { describe, expect, it } from 'vitest';
import { kindOfFiles, openCubeFiles } from './open-files.ts';

const file = (name: string, type = ''): File => new File(['x'], name, { type });

describe('kindOfFiles', () => {
  it.each([
    ['a.JPG', 'photo'],
    ['a.webp', 'photo'],
    ['a.tif', 'tiff'],
    ['a.hdr', 'cube'],
    ['a.mat', 'cube'],
    ['a.npy', 'cube'],
    ['image', 'photo'],
  ] as const)('%s is a %s', (name, kind) => {
    expect(kindOfFiles([file(name)])).toBe(kind);
  });

  it('several are a cube; what was pasted goes by its type', () => {
    expect(kindOfFiles([file('a.hdr'), file('a.img')])).toBe('cube');
    expect(kindOfFiles([file('pasted', 'image/tiff')])).toBe('tiff');
  });
});

describe('openCubeFiles', () => {
  it.each([
    ['no file', [], 'expected a photo or a cube, found no file'],
    ['two headers', ['a.hdr', 'b.hdr'], 'expected the files of one cube, found 2: a.hdr, b.hdr'],
    ['two photos', ['a.jpg', 'b.jpg'], 'expected the files of one cube, found 2: a.jpg, b.jpg'],
    ['a header alone', ['a.hdr'], 'expected the data file of a.hdr'],
  ] as const)('refuses %s', async (_, names, message) => {
    await expect(openCubeFiles(names.map((name) => file(name)))).rejects.toThrow(message);
  });
});

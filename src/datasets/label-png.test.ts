/** Label maps as PNG files: every depth and kind that holds labels, and files that lie or are broken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { png, type PngForm } from '../../test/dataset-trees.ts';
import { memoryBytes } from '../cube/files/byte-source.ts';
import { DEFAULT_LIMITS } from '../cube/files/read-limits.ts';
import { CubeError } from '../cube/spectral-cube.ts';
import { DatasetError } from './dataset.ts';
import { consecutiveCoding, decodeLabels, IGNORED, type StoredLabels } from './label-map.ts';
import { readLabelPng } from './label-png.ts';

const read = (bytes: Uint8Array<ArrayBuffer>, limits = DEFAULT_LIMITS): Promise<StoredLabels> =>
  readLabelPng(memoryBytes('labels.png', bytes), limits);

const FORMS: readonly Pick<PngForm, 'depth' | 'colour'>[] = [
  ...([1, 2, 4, 8, 16] as const).map((depth) => ({ depth, colour: 0 as const })),
  ...([1, 2, 4, 8] as const).map((depth) => ({ depth, colour: 3 as const })),
];

describe('reading', () => {
  test('numbers of every depth come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FORMS),
        fc.integer({ min: 1, max: 19 }),
        fc.integer({ min: 1, max: 6 }),
        async (form, width, height) => {
          const at = (column: number, row: number): number => (column * 7 + row * 13) % 2 ** form.depth;
          const { stored, ...size } = await read(png({ width, height, ...form }, at));
          expect(size).toEqual({ width, height });
          expect(Array.from(stored)).toEqual(
            Array.from({ length: width * height }, (_, pixel) =>
              at(pixel % width, Math.floor(pixel / width)),
            ),
          );
        },
      ),
    );
  });

  test('a colour becomes one number', async () => {
    const bytes = png(
      { width: 2, height: 1, depth: 8, colour: 2 },
      (column, _, channel) => 16 * column + channel,
    );
    expect(Array.from((await read(bytes)).stored)).toEqual([0x000102, 0x101112]);
  });

  test.each([
    ['transparency', png({ width: 2, height: 2, depth: 8, colour: 6 }, () => 1)],
    ['an interlaced picture', png({ width: 2, height: 2, depth: 8, interlaced: true }, () => 1)],
    ['colours of 16 bits', png({ width: 2, height: 2, depth: 16, colour: 2 }, () => 1)],
    ['text', new TextEncoder().encode('no picture at all, but more than thirty-three bytes of text')],
    ['nothing', new Uint8Array(0)],
  ])('%s is refused', async (_, bytes) => {
    await expect(read(bytes)).rejects.toThrow(DatasetError);
  });
});

describe('a broken file', () => {
  const whole = png({ width: 9, height: 5, depth: 8 }, (column, row) => column + row);

  test('is refused at every length', async () => {
    for (let length = 0; length < whole.length - 12; length++) {
      await expect(read(whole.slice(0, length)), String(length)).rejects.toSatisfy(isOurs);
    }
  });

  test('with any one byte changed gives labels or an error of ours', async () => {
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at] ^= 0xff;
      await read(changed).catch((error: unknown) => expect(error).toSatisfy(isOurs));
    }
  });

  test('that declares more than the limits is refused before it is unpacked', async () => {
    const bytes = png({ width: 64, height: 64, depth: 8 }, () => 0);
    await expect(read(bytes, { ...DEFAULT_LIMITS, wholeSamples: 4095 })).rejects.toThrow(CubeError);
  });

  test('that unpacks to more than it declares is refused', async () => {
    const large = png({ width: 64, height: 64, depth: 8 }, () => 0);
    new DataView(large.buffer).setUint32(20, 2); // two rows instead of 64
    await expect(read(large)).rejects.toThrow(/at most/);
  });
});

test('numbers become classes, and those that are no class are counted', () => {
  const coding = consecutiveCoding(3, 1, [0, 255]);
  const { labels, unknown, unknownPixels } = decodeLabels(
    { width: 3, height: 2, stored: [1, 2, 3, 0, 9, 9] },
    coding,
  );
  expect([...labels]).toEqual([0, 1, 2, IGNORED, IGNORED, IGNORED]);
  expect([[...unknown], unknownPixels]).toEqual([[9], 2]);
});

function isOurs(error: unknown): boolean {
  return error instanceof DatasetError || error instanceof CubeError;
}

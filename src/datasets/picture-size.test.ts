/** Sizes of pictures from their headers. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { jpeg, png } from '../../test/dataset-trees.ts';
import { memoryBytes } from '../cube/files/byte-source.ts';
import { CubeError } from '../cube/spectral-cube.ts';
import { DatasetError } from './dataset.ts';
import { type PictureSize, readPictureSize } from './picture-size.ts';

const sizeOf = (bytes: Uint8Array<ArrayBuffer>): Promise<PictureSize> =>
  readPictureSize(memoryBytes('picture', bytes));

describe('the size', () => {
  test('of PNG and of JPEG, also progressive and with a profile', async () => {
    expect(await sizeOf(png({ width: 301, height: 17, depth: 8 }, () => 3))).toEqual({
      width: 301,
      height: 17,
    });
    expect(await sizeOf(await jpeg(31, 18))).toEqual({ width: 31, height: 18 });
    const raw = { raw: { width: 23, height: 300, channels: 3 as const } };
    const progressive = await sharp(new Uint8Array(23 * 300 * 3), raw)
      .withMetadata({ icc: 'p3' })
      .jpeg({ progressive: true })
      .toBuffer();
    expect(await sizeOf(new Uint8Array(progressive))).toEqual({ width: 23, height: 300 });
  });

  test('of anything else is refused', async () => {
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(100),
      new TextEncoder().encode('GIF89a and so on'),
    ]) {
      await expect(sizeOf(bytes)).rejects.toThrow(DatasetError);
    }
  });

  test('of a picture that ends early is found or refused, at every length', async () => {
    const whole = await jpeg(31, 18);
    for (let length = 0; length < whole.length; length += 3) {
      const size = await sizeOf(whole.slice(0, length)).catch((error: unknown) => error);
      if (!(size instanceof DatasetError || size instanceof CubeError))
        expect(size).toEqual({ width: 31, height: 18 });
    }
  });
});

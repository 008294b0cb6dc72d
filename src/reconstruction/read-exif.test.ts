/** EXIF blocks of a camera, of both byte orders, and blocks that are none. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from './read-exif.ts';

/** A little- or big-endian block with a make, a model and an orientation. */
function block(littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  const put = (at: number, value: number): void => view.setUint16(at, value, littleEndian);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    put(at, tag);
    put(at + 2, type);
    view.setUint32(at + 4, count, littleEndian);
    if (type === 3) put(at + 8, value);
    else view.setUint32(at + 8, value, littleEndian);
  };
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  put(2, 42);
  view.setUint32(4, 8, littleEndian);
  put(8, 3);
  entry(10, 0x010f, 2, 6, 60);
  entry(22, 0x0110, 2, 6, 66);
  entry(34, 0x0112, 3, 1, 6);
  bytes.set(new TextEncoder().encode('NIKON\0D700 \0'), 60);
  return bytes;
}

describe('readExif', () => {
  it.each([true, false])('reads a block, little-endian: %s', (littleEndian) => {
    expect(readExif(block(littleEndian))).toEqual({
      exif: { make: 'NIKON', model: 'D700' },
      orientation: 6,
    });
  });

  it('reads what sharp hands out', async () => {
    const picture = sharp(new Uint8Array(12), { raw: { width: 2, height: 2, channels: 3 } });
    const { exif } = await sharp(
      await picture
        .withExif({ IFD0: { Make: 'Canon' } })
        .jpeg()
        .toBuffer(),
    ).metadata();
    expect(readExif(exif ?? new Uint8Array()).exif).toMatchObject({ make: 'Canon' });
  });

  it('finds nothing in damaged blocks, and never throws', () => {
    const whole = block(true);
    for (let length = 0; length < whole.length; length++) readExif(whole.subarray(0, length));
    for (let at = 0; at < whole.length; at++) {
      const lying = whole.slice();
      lying[at] = 0xff;
      const { exif, orientation } = readExif(lying);
      for (const value of Object.values(exif)) expect(value.length).toBeLessThanOrEqual(120);
      expect(orientation).toBeGreaterThanOrEqual(1);
      expect(orientation).toBeLessThanOrEqual(8);
    }
    expect(readExif(new Uint8Array(10))).toEqual({ exif: {}, orientation: 1 });
  });
});

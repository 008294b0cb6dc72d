/** Every orientation of EXIF, as sharp turns it. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { swapsSides, upright } from './orientation.ts';

const [width, height] = [5, 3];
const samples = Uint8Array.from({ length: 3 * width * height }, (_, index) => index);
const raw = { raw: { width, height, channels: 3 } } as const;

describe('upright', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns orientation %i', async (orientation) => {
    const stored = await sharp(samples, raw).withMetadata({ orientation }).png().toBuffer();
    const { data, info } = await sharp(stored).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const turned = upright({ width, height, samples }, orientation);
    expect([turned.width, turned.height]).toEqual([info.width, info.height]);
    expect([...turned.samples]).toEqual([...data]);
    expect(swapsSides(orientation)).toBe(info.width === height);
  });

  it('keeps 16 bits', () => {
    const deep = Uint16Array.from(samples, (value) => 1000 + value);
    expect(upright({ width, height, samples: deep }, 3).samples[2]).toBe(1044);
  });
});

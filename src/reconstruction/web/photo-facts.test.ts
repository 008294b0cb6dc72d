/** What photo headers say, of every format, and that damaged ones give a PhotoError or facts, soon and never more. */
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { PhotoError } from '../photo.ts';
import { readExif } from '../read-exif.ts';
import { type PhotoFacts, photoFacts, photoFormat } from './photo-facts.ts';

const [WIDTH, HEIGHT] = [30, 20];
const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;
const picture = (): Sharp =>
  sharp(
    Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, index) => (index * 7) % 256),
    raw,
  );
const camera = { IFD0: { Make: 'Canon', Model: 'EOS' } };

async function bytesOf(made: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await made.toBuffer());
}

function facts(bytes: Uint8Array<ArrayBuffer>): PhotoFacts {
  const format = photoFormat(bytes, 'x');
  if (format === 'tiff') throw new Error('expected another format');
  return photoFacts(format, bytes, 'x');
}

const KINDS: Readonly<Record<PhotoFacts['format'], () => Sharp>> = {
  jpeg: () => picture().withExif(camera).withIccProfile('p3').jpeg({ progressive: true }),
  png: () => picture().withExif(camera).withIccProfile('p3').ensureAlpha(0.5).png(),
  webp: () => picture().withExif(camera).withIccProfile('p3').ensureAlpha(0.5).webp(),
  avif: () => picture().withExif(camera).withIccProfile('p3').ensureAlpha(0.5).avif(),
};

describe('photoFacts', () => {
  it.each(Object.entries(KINDS))('reads %s', async (format, make) => {
    const found = facts(await bytesOf(make()));
    expect(found).toMatchObject({
      ...{ format, width: WIDTH, height: HEIGHT, colours: 'rgb', bits: 8, pages: 1 },
      hasAlpha: format !== 'jpeg',
      hasProfile: true,
    });
    expect(found.missing).toBeUndefined();
    expect(readExif(found.exif ?? new Uint8Array()).exif).toMatchObject({ make: 'Canon', model: 'EOS' });
  });

  it.each([
    ['grey', () => picture().toColourspace('b-w').jpeg()],
    ['grey', () => picture().toColourspace('b-w').png()],
    ['cmyk', () => picture().toColourspace('cmyk').jpeg()],
  ] as const)('tells %s', async (colours, make) => {
    expect(facts(await bytesOf(make())).colours).toBe(colours);
  });

  it.each([
    ['avif of 10 bits', 10, () => picture().avif({ bitdepth: 10 })],
    ['avif of 12 bits', 12, () => picture().avif({ bitdepth: 12 })],
    ['png of 16 bits', 16, () => picture().toColourspace('rgb16').png()],
  ] as const)('tells the bits of %s', async (_, bits, make) => {
    expect(facts(await bytesOf(make())).bits).toBe(bits);
  });

  it.each(Object.entries(KINDS))('tells what is missing of a cut %s', async (_, make) => {
    const whole = await bytesOf(make());
    for (const share of [0.75, 0.95]) {
      expect(facts(whole.slice(0, Math.floor(share * whole.length))).missing).toBeDefined();
    }
  });

  it.each(Object.entries(KINDS))(
    'never throws anything but a PhotoError for a damaged %s',
    async (_, make) => {
      const whole = await bytesOf(make());
      const random = new Random(7);
      const started = performance.now();
      for (let round = 0; round < 1500; round++) {
        const damaged = whole.slice(0, round % 3 === 0 ? 1 + random.integer(whole.length) : whole.length);
        for (let change = 0; change < 1 + (round % 4); change++) {
          damaged[random.integer(damaged.length)] = [0, 0xff, random.integer(256)][change % 3];
        }
        try {
          facts(damaged);
        } catch (error) {
          if (
            !(error instanceof PhotoError) &&
            !(error instanceof Error && error.message.startsWith('expected another'))
          ) {
            throw error;
          }
        }
      }
      expect(performance.now() - started).toBeLessThan(20_000);
    },
  );

  it('refuses what is no photo', () => {
    const text = (content: string) => photoFormat(new TextEncoder().encode(content), 'x');
    expect(() => text('GIF89a')).toThrow('found GIF');
    expect(() => text('BM....')).toThrow('found BMP');
    expect(() => text('\0\0\0\x18ftypheic\0\0\0\0')).toThrow('found HEIC');
    expect(() => text('')).toThrow('found no image');
    expect(text('II*\0')).toBe('tiff');
  });
});

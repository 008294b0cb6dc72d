/** Photos are read in a browser as in Node: the same samples within a level of 255, the same remarks, the same refusals. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePhoto } from '../../src/reconstruction/node/decode-photo.ts';
import { fromText } from './bytes.ts';
import { browserPath, runInBrowser } from './in-browser.ts';
import type { PhotoOutcome, PhotoWish } from './photos-page.ts';

const [WIDTH, HEIGHT] = [50, 34];
const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;
/** Smooth, with steps that a wrong orientation or profile would move. */
const pixels = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, index) => {
  const [x, y] = [Math.floor(index / 3) % WIDTH, Math.floor(index / 3 / WIDTH)];
  return [40 + 4 * x, 30 + 6 * y, x > 30 && y < 10 ? 200 : 90][index % 3];
});
const deep = Uint16Array.from(pixels, (value) => value * 257 + 1);
const picture = (): Sharp => sharp(pixels, raw);
const deepPicture = (): Sharp => sharp(deep, raw).toColourspace('rgb16');
const exif = { IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON D700', Software: 'Ver.1.00' } };

/** Photos that both read alike; levels of 255 by which they may differ. */
const ALIKE: Readonly<Record<string, { readonly make: () => Sharp; readonly levels?: number }>> = {
  'plain.jpg': { make: () => picture().jpeg({ quality: 95 }) },
  'progressive.jpg': { make: () => picture().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }) },
  'camera.jpg': { make: () => picture().withExif(exif).jpeg() },
  'turned.jpg': { make: () => picture().withMetadata({ orientation: 6 }).jpeg() },
  'mirrored.jpg': { make: () => picture().withMetadata({ orientation: 7 }).jpeg() },
  'p3.jpg': { make: () => picture().withIccProfile('p3').jpeg({ chromaSubsampling: '4:4:4' }) },
  'plain.png': { make: () => picture().png(), levels: 0 },
  'turned.png': { make: () => picture().withMetadata({ orientation: 8 }).png(), levels: 0 },
  'palette.png': { make: () => picture().png({ palette: true, colours: 64 }), levels: 0 },
  'turned-p3.png': { make: () => picture().withMetadata({ orientation: 5 }).withIccProfile('p3').png() },
  'mirrored.webp': {
    make: () => picture().withMetadata({ orientation: 2 }).webp({ lossless: true }),
    levels: 0,
  },
  'interlaced.png': { make: () => picture().png({ progressive: true }), levels: 0 },
  'deep.png': { make: () => deepPicture().png(), levels: 0 },
  'alpha.png': { make: () => picture().ensureAlpha(0.25).png(), levels: 0 },
  'turned-p3.webp': {
    make: () => picture().withMetadata({ orientation: 5 }).withIccProfile('p3').webp({ lossless: true }),
  },
  'p3.png': { make: () => picture().withIccProfile('p3').png() },
  'lossless.webp': { make: () => picture().webp({ lossless: true }), levels: 0 },
  'lossy.webp': { make: () => picture().webp({ quality: 90 }) },
  'camera.webp': { make: () => picture().withExif(exif).webp() },
  'turned.webp': {
    make: () => picture().withMetadata({ orientation: 6 }).webp({ lossless: true }),
    levels: 0,
  },
  'plain.avif': { make: () => picture().avif({ quality: 90, chromaSubsampling: '4:4:4' }) },
  'camera.avif': { make: () => picture().withExif(exif).avif({ quality: 90, chromaSubsampling: '4:4:4' }) },
  'turned.avif': {
    make: () => picture().withMetadata({ orientation: 6 }).avif({ quality: 90, chromaSubsampling: '4:4:4' }),
  },
  'lzw.tif': { make: () => picture().tiff({ compression: 'lzw' }), levels: 0 },
  'deep.tif': { make: () => deepPicture().tiff({ compression: 'deflate' }), levels: 0 },
  'tiled.tif': { make: () => picture().withExif(exif).tiff({ compression: 'none', tile: true }), levels: 0 },
};

/** What both refuse. */
const REFUSED: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  'empty.jpg': async () => new Uint8Array(),
  'text.jpg': async () => new TextEncoder().encode('hello, world'),
  'a.gif': () => picture().gif().toBuffer(),
  'grey.jpg': () => picture().toColourspace('b-w').jpeg().toBuffer(),
  'grey.png': () => picture().toColourspace('b-w').png().toBuffer(),
  'cmyk.jpg': () => picture().toColourspace('cmyk').jpeg().toBuffer(),
  'row.png': () => picture().extract({ left: 0, top: 0, width: 9, height: 1 }).png().toBuffer(),
  ...Object.fromEntries(
    (['jpg', 'png', 'webp', 'avif', 'tif'] as const).map((kind) => [
      `cut.${kind}`,
      async () => {
        const formats = { jpg: 'jpeg', png: 'png', webp: 'webp', avif: 'avif', tif: 'tiff' } as const;
        const whole = await picture().toFormat(formats[kind]).toBuffer();
        return whole.subarray(0, Math.floor(0.7 * whole.length));
      },
    ]),
  ),
};

describe.skipIf(browserPath === undefined)('photos in a browser', () => {
  let folder: string;
  const outcomes = new Map<string, PhotoOutcome>();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-photos-'));
    const given = new Map<string, Uint8Array>();
    for (const [name, { make }] of Object.entries(ALIKE)) given.set(name, await make().toBuffer());
    for (const [name, make] of Object.entries(REFUSED)) given.set(name, await make());
    given.set('ten.avif', await picture().avif({ bitdepth: 10, quality: 90 }).toBuffer());
    // colours that sRGB has too: beyond it sharp and browsers clip differently
    const mild = deep.map((value) => 24_000 + value / 4);
    const deepMild = sharp(mild, raw).toColourspace('rgb16');
    given.set('p3-deep.png', await deepMild.withIccProfile('p3').png().toBuffer());
    for (const [name, bytes] of given) await writeFile(join(folder, name), bytes);
    const wishes: PhotoWish[] = [...given.keys()].map((name) => ({ name, linear: false }));
    wishes.push({ name: 'p3.jpg', linear: true });
    given.set('wishes.json', new TextEncoder().encode(JSON.stringify(wishes)));
    const found = (await runInBrowser('/test/browser/photos-page.ts', { given })) as PhotoOutcome[];
    for (const [index, outcome] of found.entries()) {
      const { name, linear } = wishes[index];
      outcomes.set(linear ? `${name}, linear` : name, outcome);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  function decoded(name: string): Extract<PhotoOutcome, { readonly samples: string }> {
    const outcome = outcomes.get(name);
    if (outcome === undefined || 'tag' in outcome) throw new Error(`${name}: ${outcome?.message}`);
    return outcome;
  }

  async function compare(name: string, levels: number, linear = false) {
    const found = decoded(linear ? `${name}, linear` : name);
    const expected = await decodePhoto(join(folder, name), { linear });
    const { width, height, bitDepth } = expected;
    expect({ width: found.width, height: found.height }).toEqual({ width, height });
    expect(found.exif).toEqual(expected.exif);
    if (expected.data.kind !== 'samples') throw new Error('expected samples');
    const bytes = fromText(found.samples);
    const samples = found.bitDepth === 16 ? new Uint16Array(bytes.buffer) : bytes;
    const scale = found.bitDepth === bitDepth ? 1 : 257;
    let worst = 0;
    for (const [index, value] of expected.data.samples.entries()) {
      worst = Math.max(worst, Math.abs(value / scale - samples[index]));
    }
    expect(worst).toBeLessThanOrEqual(levels);
    return { found, expected };
  }

  it.each(Object.entries(ALIKE))('reads %s', async (name, { levels = 1 }) => {
    const { found, expected } = await compare(name, levels);
    expect(found.bitDepth).toBe(expected.bitDepth);
    expect(found.notes).toEqual(expected.notes);
  });

  it('leaves a profile alone where samples are declared linear', async () => {
    const { found, expected } = await compare('p3.jpg', 1, true);
    expect(found.notes).toEqual(expected.notes);
  });

  it('says where it gives 8 bits only', async () => {
    await compare('ten.avif', 3);
    expect(decoded('ten.avif')).toMatchObject({ bitDepth: 8 });
    expect(decoded('ten.avif').notes).toContain(
      'read with 8 of its 10 bits a sample, which is what browsers give',
    );
    await compare('p3-deep.png', 1.5); // half a level is rounding
    expect(decoded('p3-deep.png').notes).toContain(
      'read with 8 of its 16 bits a sample, which is what browsers give',
    );
  });

  it.each(Object.keys(REFUSED))('refuses %s', async (name) => {
    const error: unknown = await decodePhoto(join(folder, name)).catch((cause: unknown) => cause);
    const expected = error instanceof Error ? error.message : 'nothing';
    const found = outcomes.get(name);
    expect(found).toMatchObject({ tag: 'PhotoError' });
    const opening = (text: string): string => text.split(/ \(|, found/, 1)[0];
    if (found !== undefined && 'message' in found && !name.startsWith('cut.')) {
      expect(opening(found.message)).toBe(opening(expected));
    }
  });
});

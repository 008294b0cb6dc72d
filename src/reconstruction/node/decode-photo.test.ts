import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoError } from '../photo.ts';
import { decodePhoto, readPhotoHeader } from './decode-photo.ts';

const WIDTH = 48;
const HEIGHT = 32;
const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;
/** A smooth picture whose red grows to the right and whose green grows downwards. */
const pixels = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, index) => {
  const column = Math.floor(index / 3) % WIDTH;
  const row = Math.floor(index / 3 / WIDTH);
  return [40 + 4 * column, 30 + 6 * row, 90][index % 3];
});
const deepPixels = Uint16Array.from(pixels, (value) => value * 257 + 1);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-photo-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function save(name: string, picture: Sharp | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, picture instanceof Uint8Array ? picture : await picture.toBuffer());
  return path;
}

/** The error that decoding ends in: one line, with its tag. */
async function refusal(path: string): Promise<PhotoError> {
  const error: unknown = await decodePhoto(path).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof PhotoError)) throw new Error(`expected a PhotoError, found ${String(error)}`);
  expect(error._tag).toBe('PhotoError');
  expect(error.message).not.toContain('\n');
  expect(error.message).toMatch(/expected .*found/);
  return error;
}

/** A baseline little-endian TIFF of 2 x 2 pixels, strip after the directory. Source: TIFF 6.0, section 2. */
function tinyTiff(bits: number, sampleFormat: number, samples: Uint8Array): Uint8Array {
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, 3, 1, 2],
    [257, 3, 1, 2],
    [258, 3, 3, 0],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, 0],
    [277, 3, 1, 3],
    [278, 3, 1, 2],
    [279, 4, 1, samples.length],
    [339, 3, 3, 0],
  ];
  const directoryEnd = 8 + 2 + 12 * entries.length + 4;
  const bytes = Buffer.alloc(directoryEnd + 12);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + 12 * index;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
    if (tag === 258) bytes.writeUInt32LE(directoryEnd, at + 8);
    if (tag === 339) bytes.writeUInt32LE(directoryEnd + 6, at + 8);
    if (tag === 273) bytes.writeUInt32LE(directoryEnd + 12, at + 8);
  }
  for (let channel = 0; channel < 3; channel++) {
    bytes.writeUInt16LE(bits, directoryEnd + 2 * channel);
    bytes.writeUInt16LE(sampleFormat, directoryEnd + 6 + 2 * channel);
  }
  return Buffer.concat([bytes, samples]);
}

/** A PNG whose ICC profile has a right header and directory, and nonsense behind them. */
async function withDamagedProfile(source: Sharp): Promise<Uint8Array> {
  const png = await source.withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(png).metadata();
  if (icc === undefined) throw new Error('expected a profile');
  const profile = Buffer.from(icc);
  profile.fill(0x5a, 128 + 4 + 12 * profile.readUInt32BE(128));
  const body = Buffer.concat([Buffer.from('iCCPx\0\0', 'latin1'), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const at = png.indexOf('iCCP') - 4;
  return Buffer.concat([png.subarray(0, at), chunk, png.subarray(at + 12 + png.readUInt32BE(at))]);
}

describe('decodePhoto', () => {
  it.each([
    ['a.jpg', () => sharp(pixels, raw).jpeg({ quality: 97, chromaSubsampling: '4:4:4' }), 0.02],
    ['a.png', () => sharp(pixels, raw).png(), 1e-6],
    ['a.tif', () => sharp(pixels, raw).tiff({ compression: 'lzw' }), 1e-6],
    ['a.webp', () => sharp(pixels, raw).webp({ lossless: true }), 1e-6],
    ['a.avif', () => sharp(pixels, raw).avif({ quality: 95, chromaSubsampling: '4:4:4' }), 0.03],
  ] as const)('reads %s', async (name, make, tolerance) => {
    const photo = await decodePhoto(await save(name, make()), { linear: true });
    expect([photo.width, photo.height, photo.bitDepth, photo.encoding]).toEqual([WIDTH, HEIGHT, 8, 'linear']);
    expect(photo.notes).toEqual([]);
    const read = photo.readRows(0, HEIGHT);
    let worst = 0;
    for (let index = 0; index < pixels.length; index++) {
      const pixel = Math.floor(index / 3);
      worst = Math.max(worst, Math.abs(read[(index % 3) * WIDTH * HEIGHT + pixel] - pixels[index] / 255));
    }
    expect(worst).toBeLessThan(tolerance);
  });

  it.each([
    ['deep.png', sharp(deepPixels, raw).toColourspace('rgb16').png()],
    ['deep.tif', tinyTiff(16, 1, new Uint8Array(deepPixels.slice(0, 12).buffer))],
  ] as const)('keeps the 16 bits of %s', async (name, content) => {
    const photo = await decodePhoto(await save(name, content), { linear: true });
    expect(photo.bitDepth).toBe(16);
    expect(Math.abs(photo.readRows(0, 1)[0] * 65535 - deepPixels[0])).toBeLessThan(1.01);
    expect((deepPixels[0] / 257) % 1).toBeGreaterThan(0);
  });

  it('reads a 12-bit AVIF as 16 bit', async () => {
    const photo = await decodePhoto(
      await save('deep.avif', sharp(pixels, raw).avif({ bitdepth: 12, quality: 90 })),
    );
    expect(photo.bitDepth).toBe(16);
  });

  it('applies the EXIF orientation', async () => {
    const path = await save('turned.png', sharp(pixels, raw).withMetadata({ orientation: 6 }).png());
    const photo = await decodePhoto(path, { linear: true });
    expect([photo.width, photo.height]).toEqual([HEIGHT, WIDTH]);
    // Orientation 6: the stored first row is the right side of the picture.
    const red = photo.readRows(0, WIDTH).subarray(0, WIDTH * HEIGHT);
    expect(red[HEIGHT - 1] * 255).toBeCloseTo(pixels[0], 3);
    expect(red[WIDTH * HEIGHT - 1] * 255).toBeCloseTo(pixels[3 * (WIDTH - 1)], 3);
  });

  it.each([8, 16] as const)('converts a Display P3 profile to sRGB in %i bits', async (bits) => {
    // P3 red of a half is a redder, more saturated colour than sRGB red of a half.
    const scale = bits === 16 ? 257 : 1;
    const values = [128 * scale, 90 * scale, 80 * scale];
    const size = { raw: { width: 4, height: 4, channels: 3 } } as const;
    const source =
      bits === 16
        ? sharp(
            Uint16Array.from({ length: 48 }, (_, index) => values[index % 3]),
            size,
          ).toColourspace('rgb16')
        : sharp(
            Uint8Array.from({ length: 48 }, (_, index) => values[index % 3]),
            size,
          );
    const srgbInP3 = await save(`p3-${bits}.png`, source.withIccProfile('p3').png());
    const stored = await decodePhoto(srgbInP3, { linear: true });
    expect(stored.notes.join()).toMatch(/ICC profile not applied/);
    const photo = await decodePhoto(srgbInP3);
    expect(photo.bitDepth).toBe(bits);
    expect(photo.notes).toEqual(['embedded ICC profile converted to sRGB']);
    // What is stored is linear P3 behind the sRGB curve: back through the matrix of the primaries
    // (SMPTE EG 432-1 to IEC 61966-2-1, both D65).
    const linear = [...stored.readRows(0, 1)].filter((_, index) => index % 4 === 0).map(decodeCurve);
    const expected = [
      1.2249 * linear[0] - 0.2247 * linear[1],
      -0.042 * linear[0] + 1.0419 * linear[1],
      -0.0197 * linear[0] - 0.0786 * linear[1] + 1.0979 * linear[2],
    ];
    const read = photo.readRows(0, 1);
    for (let channel = 0; channel < 3; channel++) {
      expect(Math.abs(read[4 * channel] - expected[channel])).toBeLessThan(bits === 16 ? 0.002 : 0.006);
    }
    expect(Math.abs(expected[0] - linear[0])).toBeGreaterThan(0.01);
  });

  it.each([8, 16] as const)('takes %i-bit samples as sRGB where the ICC profile is damaged', async (bits) => {
    const source = bits === 16 ? sharp(deepPixels, raw).toColourspace('rgb16') : sharp(pixels, raw);
    const path = await save(`damaged-${bits}.png`, await withDamagedProfile(source));
    const photo = await decodePhoto(path);
    expect(photo.bitDepth).toBe(bits);
    expect(photo.notes.join()).toMatch(/ICC profile is damaged/);
    const stored = await decodePhoto(path, { linear: true });
    expect(photo.readRows(0, 1)[0]).toBeCloseTo(decodeCurve(stored.readRows(0, 1)[0]), 5);
  });

  it('drops alpha with a note and keeps the colours under it', async () => {
    const path = await save('alpha.png', sharp(pixels, raw).ensureAlpha(0.25).png());
    const photo = await decodePhoto(path, { linear: true });
    expect(photo.notes.join()).toMatch(/alpha channel dropped/);
    expect(photo.readRows(0, 1)[0] * 255).toBeCloseTo(pixels[0], 3);
  });

  it('reads make, model and software', async () => {
    const exif = { IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON D700', Software: 'Ver.1.00 ' } };
    const path = await save('exif.jpg', sharp(pixels, raw).withExif(exif).jpeg());
    const expected = { make: 'NIKON CORPORATION', model: 'NIKON D700', software: 'Ver.1.00' };
    expect((await decodePhoto(path)).exif).toEqual(expected);
  });

  it('reads only the header when asked', async () => {
    const path = await save('header.png', sharp(deepPixels, raw).toColourspace('rgb16').png());
    expect(await readPhotoHeader(path)).toMatchObject({
      width: WIDTH,
      height: HEIGHT,
      bitDepth: 16,
      format: 'png',
    });
  });
});

describe('refused input', () => {
  it('names a missing file, a folder and an empty file', async () => {
    expect((await refusal(join(folder, 'absent.png'))).message).toMatch(/no such file/);
    expect((await refusal(folder)).message).toMatch(/folder/);
    expect((await refusal(await save('empty.jpg', new Uint8Array()))).message).toMatch(/empty file/);
  });

  it('names what is no image and what is another format', async () => {
    expect((await refusal(await save('text.jpg', Buffer.from('hello, world')))).message).toMatch(/no image/);
    expect((await refusal(await save('a.gif', sharp(pixels, raw).gif()))).message).toMatch(/found GIF/);
  });

  it.each(['jpg', 'png', 'tif', 'webp', 'avif'] as const)('refuses truncated .%s', async (kind) => {
    const noisy = Uint8Array.from(pixels, (value, index) => (value + index * index * 31) % 256);
    const picture = sharp(noisy, raw);
    const whole = {
      jpg: () => picture.jpeg(),
      png: () => picture.png(),
      tif: () => picture.tiff({ compression: 'none' }),
      webp: () => picture.webp(),
      avif: () => picture.avif(),
    }[kind]();
    const bytes = await whole.toBuffer();
    for (const share of [0.1, 0.5, 0.9]) {
      const path = await save(`cut-${share}.${kind}`, bytes.subarray(0, Math.floor(bytes.length * share)));
      await refusal(path);
    }
  });

  it('refuses random bytes behind a right signature', async () => {
    const bytes = await sharp(pixels, raw).png().toBuffer();
    const damaged = Buffer.from(bytes);
    for (let at = 60; at < damaged.length; at++) damaged[at] = (at * 197 + 13) % 256;
    await refusal(await save('damaged.png', damaged));
  });

  it('refuses grey and CMYK', async () => {
    const grey = { raw: { width: 8, height: 8, channels: 1 } } as const;
    const picture = () => sharp(new Uint8Array(64).fill(90), grey).toColourspace('b-w');
    expect((await refusal(await save('grey.jpg', picture().jpeg()))).message).toMatch(/grey one with 1/);
    expect((await refusal(await save('grey.png', picture().png()))).message).toMatch(/grey/);
    const cmyk = await save('cmyk.jpg', sharp(pixels, raw).toColourspace('cmyk').jpeg());
    expect((await refusal(cmyk)).message).toMatch(/found CMYK/);
  });

  it('refuses 1 x 1, one row, and 0 x 0', async () => {
    const part = (width: number, height: number) =>
      sharp(pixels, raw).extract({ left: 0, top: 0, width, height }).png();
    expect((await refusal(await save('one.png', part(1, 1)))).message).toMatch(/2 x 2 pixels, found 1 x 1/);
    expect((await refusal(await save('row.png', part(9, 1)))).message).toMatch(/found 9 x 1/);
    const none = Buffer.from(await part(2, 2).toBuffer());
    none.writeUInt32BE(0, 16);
    none.writeUInt32BE(0, 20);
    await refusal(await save('none.png', none));
  });

  it('refuses a header of 300 megapixels without allocating it', async () => {
    const bytes = Buffer.from(await readFile(await save('big.png', sharp(pixels, raw).png())));
    bytes.writeUInt32BE(20000, 16);
    bytes.writeUInt32BE(15000, 20);
    const before = process.memoryUsage().rss;
    const error = await refusal(await save('big.png', bytes));
    expect(error.message).toMatch(/at most 268 megapixels, found 20000 x 15000 = 300 megapixels/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  it('refuses pixels that the bytes cannot hold, but takes a plain picture of sixteen megapixels', async () => {
    const bytes = Buffer.from(await readFile(await save('small.png', sharp(pixels, raw).png())));
    bytes.writeUInt32BE(4097, 16);
    bytes.writeUInt32BE(4096, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    const error = await refusal(await save('hollow.png', bytes));
    const least = Math.ceil((4097 * 4096) / 1032);
    expect(error.message).toBe(
      `hollow.png: expected at least ${least} bytes for 4097 x 4096 pixels, found ${bytes.length}`,
    );
    const plain = { create: { width: 4096, height: 4096, channels: 3, background: '#468' } } as const;
    const path = await save('plain.webp', sharp(plain).webp({ lossless: true, effort: 0 }));
    expect((await stat(path)).size).toBeLessThan(least);
    expect((await readPhotoHeader(path)).width).toBe(4096);
  });

  it('refuses float samples with a way out', async () => {
    const bytes = new Uint8Array(Float32Array.from({ length: 12 }, (_, index) => index / 3).buffer);
    const error = await refusal(await save('float.tif', tinyTiff(32, 3, bytes)));
    expect(error.message).toMatch(/8 or 16 bits, found float/);
    expect(error.hint).toMatch(/16-bit TIFF/);
  });
});

function decodeCurve(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

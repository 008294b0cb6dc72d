// Small photos in every format that is read, made by sharp.
import sharp from 'sharp';

const [WIDTH, HEIGHT] = [16, 12];
const EXIF = { IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON D700', Software: 'a program' } };

/** A photo as bytes, and its EXIF block. */
export async function photoSeed(format, { deep = false } = {}) {
  const count = 3 * WIDTH * HEIGHT;
  const samples = deep
    ? Uint16Array.from({ length: count }, (_, index) => (index * 7919) % 65_536)
    : Uint8Array.from({ length: count }, (_, index) => (index * 37) % 256);
  const picture = sharp(samples, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  const options = { jpeg: { quality: 60 }, avif: { effort: 0 }, tiff: { compression: 'deflate' } };
  const bytes = await (deep ? picture.toColourspace('rgb16') : picture)
    .withExif(EXIF)
    .toFormat(format, options[format] ?? {})
    .toBuffer();
  const { exif } = await sharp(bytes).metadata();
  return { bytes: new Uint8Array(bytes), exif };
}

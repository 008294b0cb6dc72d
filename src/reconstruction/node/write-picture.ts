/** Pictures to PNG files, which appear whole or not at all. */
import sharp from 'sharp';
import { type OverwriteOption, writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { PhotoError } from '../photo.ts';

/** Interleaved red, green, blue of 8 or 16 bits. */
export interface PictureSamples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint16Array;
}

/**
 * Writes a PNG of 8 bits (or 16, if the samples are), without alpha, profile or metadata.
 *
 * @returns the path.
 * @throws PhotoError if the number of samples does not fit. @throws FileError if the file exists and
 * overwriting is not allowed, or if it cannot be written.
 */
export async function writePicture(
  path: string,
  picture: PictureSamples,
  options: OverwriteOption = {},
): Promise<string> {
  const { width, height, data } = picture;
  if (data.length !== 3 * width * height) {
    throw new PhotoError(
      `expected ${3 * width * height} samples for ${width} x ${height} x 3, found ${data.length}`,
    );
  }
  const deep = data instanceof Uint16Array;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .png({ compressionLevel: 6 })
    .toBuffer();
  return writeFileAtomically(path, bytes, options);
}

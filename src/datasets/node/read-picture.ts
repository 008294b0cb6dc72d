/** Decodes pictures of data sets to see whether they are whole: whatever their colours, which a check must not refuse. */
import sharp from 'sharp';
import { type Picture, DatasetError } from '../dataset.ts';

/** 67 million: far above any picture of a data set, and 200 MiB of samples. */
const MOST_PIXELS = 2 ** 26;

/** Spaces of red, green and blue, by the names that sharp gives them. */
const RGB_SPACES: ReadonlySet<string> = new Set(['srgb', 'rgb', 'rgb16']);

/**
 * Decodes a JPEG or PNG picture to its end; the samples are dropped.
 *
 * @param input its path, or its bytes.
 * @throws DatasetError if it is no picture, truncated or damaged, or has more than 67 million pixels.
 */
export async function readPicture(input: string | Uint8Array, name: string): Promise<Picture> {
  try {
    const { space, width, height } = await sharp(input, { limitInputPixels: false }).metadata();
    if (width * height > MOST_PIXELS) throw tooLarge(width, height, name);
    await sharp(input, { failOn: 'error', limitInputPixels: MOST_PIXELS }).raw().toBuffer();
    return { width, height, isRgb: space !== undefined && RGB_SPACES.has(space) };
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new DatasetError(`expected a whole picture, found damaged or missing data in ${name} (${reason})`, {
      hint: 'copy or download it again',
      cause,
    });
  }
}

function tooLarge(width: number, height: number, name: string): DatasetError {
  return new DatasetError(
    `expected a picture of at most ${MOST_PIXELS.toLocaleString('en-US')} pixels, found ${width} x ${height} in ${name}`,
  );
}

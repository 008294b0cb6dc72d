/** Photos of unpaired training on disk: decoded when they are first drawn, kept while there is room. */
import sharp from 'sharp';
import type { PhotoSource, SampledPhoto } from '../photo-sampler.ts';
import { PhotoSamplerError } from '../photo-sampler.ts';

/** A photo's path and how its labels are read, where it has any. */
export interface PhotoFile {
  readonly path: string;
  readonly readLabels?: () => Promise<{
    readonly width: number;
    readonly height: number;
    readonly labels: Int16Array;
  }>;
}

/** Bytes of decoded photos that are kept; those that do not fit are decoded at every draw. */
const KEPT_BYTES = 512 * 2 ** 20;

/** Largest photo, pixels. */
const MOST_PIXELS = 2 ** 26;

/** Photos by number, in the order given. */
export function photoFiles(files: readonly PhotoFile[]): PhotoSource {
  const kept = new Map<number, SampledPhoto>();
  let room = KEPT_BYTES;
  return {
    count: files.length,
    async read(index) {
      const known = kept.get(index);
      if (known !== undefined) return known;
      const photo = await readPhoto(files[index]);
      const bytes = photo.rgb.byteLength + (photo.labels?.byteLength ?? 0);
      if (bytes <= room) {
        room -= bytes;
        kept.set(index, photo);
      }
      return photo;
    },
  };
}

/** @throws PhotoSamplerError if a photo cannot be decoded, or its labels are of another size. */
async function readPhoto({ path, readLabels }: PhotoFile): Promise<SampledPhoto> {
  const { data, info } = await sharp(path, { failOn: 'error', limitInputPixels: MOST_PIXELS })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
      throw new PhotoSamplerError(
        `expected a photo in ${path}, found one that cannot be decoded: ${reason}`,
        {
          cause,
        },
      );
    });
  const { width, height } = info;
  const rgb = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const map = await readLabels?.();
  if (map === undefined) return { width, height, rgb };
  if (map.width === width && map.height === height) return { width, height, rgb, labels: map.labels };
  throw new PhotoSamplerError(
    `expected labels of ${width} x ${height} pixels as ${path} has, found ${map.width} x ${map.height}`,
  );
}

/** Pictures that the browser decodes, as samples: read back in stripes, so that no second whole copy stands in memory. */
import { damagedPhoto } from '../photo-checks.ts';
import type { StoredPicture } from './orientation.ts';

/** Pixels that are read back at once. */
const STRIPE_PIXELS = 2 ** 20;

/** What is left as it is stored. */
export interface AsStored {
  /** Sample values: an embedded profile is not applied. */
  readonly colours: boolean;
  /** Which way is up: an orientation in the file is not applied. */
  readonly orientation: boolean;
}

/**
 * Decodes a picture with the browser, in sRGB and upright unless it is to be as stored.
 *
 * @throws PhotoError if the browser cannot.
 */
export async function bitmapSamples(
  file: Blob,
  name: string,
  asStored: AsStored,
): Promise<StoredPicture<Uint8Array>> {
  const bitmap = await createImageBitmap(file, {
    premultiplyAlpha: 'none',
    colorSpaceConversion: asStored.colours ? 'none' : 'default',
    imageOrientation: asStored.orientation ? 'none' : 'from-image',
  }).catch((cause: unknown) => {
    throw damagedPhoto('the browser cannot decode it', name, cause);
  });
  try {
    const { width, height } = bitmap;
    const rows = Math.min(height, Math.max(1, Math.floor(STRIPE_PIXELS / width)));
    const context = new OffscreenCanvas(width, rows).getContext('2d', {
      willReadFrequently: true,
      colorSpace: 'srgb',
    });
    if (context === null) throw damagedPhoto('the browser gives no canvas to decode it on', name);
    context.globalCompositeOperation = 'copy';
    const samples = new Uint8Array(3 * width * height);
    let to = 0;
    for (let y = 0; y < height; y += rows) {
      const count = Math.min(rows, height - y);
      context.drawImage(bitmap, 0, y, width, count, 0, 0, width, count);
      const { data } = context.getImageData(0, 0, width, count);
      for (let from = 0; from < data.length; from += 4) {
        samples[to++] = data[from];
        samples[to++] = data[from + 1];
        samples[to++] = data[from + 2];
      }
    }
    return { width, height, samples };
  } finally {
    bitmap.close();
  }
}

/** The samples of a PNG photo with 8 or 16 bits, unpacked by the reader that bands are: no browser gives the 16. */
import { DEFLATE_RATIO, inflate } from '../../cube/formats/deflate.ts';
import { unfilterLine } from '../../cube/formats/png-bands/png-filters.ts';
import { damagedPhoto } from '../photo-checks.ts';
import type { StoredPicture } from './orientation.ts';
import type { PngFacts } from './png-facts.ts';

/**
 * Unpacks red, green and blue; transparency is left out.
 *
 * @param facts of a file that is `plain`.
 * @throws PhotoError if the samples are damaged.
 */
export async function pngSamples(facts: PngFacts, name: string): Promise<StoredPicture> {
  const { width, height, bits, packed, channels } = facts;
  const pixelBytes = (channels * bits) / 8;
  const lineBytes = 1 + width * pixelBytes;
  const most = height * lineBytes;
  const packedBytes = packed.reduce((sum, { length }) => sum + length, 0);
  if (packedBytes * DEFLATE_RATIO < most) throw damagedPhoto('too few packed bytes', name);
  const lines = await inflate(packed, { most, name }).catch((cause: unknown) => {
    throw damagedPhoto('it cannot be unpacked', name, cause);
  });
  if (lines.length < most) throw damagedPhoto('rows are missing', name);
  const samples = bits === 16 ? new Uint16Array(3 * width * height) : new Uint8Array(3 * width * height);
  let above: Uint8Array = new Uint8Array(lineBytes - 1);
  for (let row = 0; row < height; row++) {
    const from = row * lineBytes;
    const line = lines.subarray(from + 1, from + lineBytes);
    if (!unfilterLine(lines[from], line, above, pixelBytes)) throw damagedPhoto('an unknown filter', name);
    above = line;
    let to = 3 * row * width;
    for (let column = 0; column < width; column++) {
      const at = column * pixelBytes;
      for (let channel = 0; channel < 3; channel++) {
        samples[to++] =
          bits === 16 ? (line[at + 2 * channel] << 8) | line[at + 2 * channel + 1] : line[at + channel];
      }
    }
  }
  return { width, height, samples };
}

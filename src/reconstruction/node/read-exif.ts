/** The few EXIF fields that say which camera took a photo. */
import parseExif from 'exif-reader';
import type { PhotoExif } from '../photo.ts';

/**
 * Make, model and software of an EXIF block; an empty object where the block is damaged, since nothing but
 * the automatic choice of the camera rests on it.
 *
 * Source: CIPA DC-008-2012 (EXIF 2.3), tags 0x010F, 0x0110, 0x0131.
 */
export function readExif(block: Buffer): PhotoExif {
  try {
    const image = parseExif(block).Image;
    const make = text(image?.Make);
    const model = text(image?.Model);
    const software = text(image?.Software);
    return {
      ...(make === undefined ? {} : { make }),
      ...(model === undefined ? {} : { model }),
      ...(software === undefined ? {} : { software }),
    };
  } catch {
    return {};
  }
}

/** The printable part of a text field, or undefined if nothing is left. */
function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const printable = value
    .replace(/[^\x20-\x7e\u00a0-\u024f]+/g, ' ')
    .trim()
    .slice(0, 120);
  return printable === '' ? undefined : printable;
}

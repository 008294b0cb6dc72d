/** The segments of a JPEG file. Sources: ITU-T T.81, annex B; JFIF; EXIF 2.3 (APP1); ICC.1 annex B.4 (APP2). */
import { BrokenHeader, viewOf } from './broken-header.ts';
import type { PhotoFacts } from './photo-facts.ts';

const EXIF = 'Exif\0\0';
const PROFILE = 'ICC_PROFILE\0';

/** Frame headers: SOF0..SOF15 without DHT, JPG and DAC, which stand among them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
/** Markers without a length: TEM, RST0..7, SOI. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** What a JPEG file says. @throws BrokenHeader or RangeError if it has no frame. */
export function jpegFacts(bytes: Uint8Array): PhotoFacts {
  const view = viewOf(bytes);
  let frame: Pick<PhotoFacts, 'width' | 'height' | 'colours' | 'bits'> | undefined;
  let exif: Uint8Array | undefined;
  let hasProfile = false;
  let ended = false;
  for (let at = 2; at + 1 < bytes.length && !ended; ) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at); // samples, or bytes that belong to nothing
      if (at < 0) break;
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xff)
      at++; // padding
    else if (marker === 0x00 || standsAlone(marker)) at += 2;
    else if (marker === 0xd9) ended = true;
    else {
      if (at + 4 > bytes.length) break;
      const length = view.getUint16(at + 2);
      if (length < 2) throw new BrokenHeader('a segment of less than no bytes');
      const segment = bytes.subarray(at + 4, at + 2 + length);
      if (isFrame(marker) && frame === undefined) frame = readFrame(segment);
      if (marker === 0xe1 && startsWith(segment, EXIF)) exif ??= segment.subarray(EXIF.length);
      if (marker === 0xe2 && startsWith(segment, PROFILE)) hasProfile = true;
      at += 2 + length;
    }
  }
  if (frame === undefined) throw new BrokenHeader('no frame header');
  return {
    format: 'jpeg',
    ...frame,
    hasAlpha: false,
    hasProfile,
    ...(exif === undefined ? {} : { exif }),
    pages: 1,
    ...(ended ? {} : { missing: 'it ends before its end marker' }),
  };
}

function readFrame(segment: Uint8Array): Pick<PhotoFacts, 'width' | 'height' | 'colours' | 'bits'> {
  const view = viewOf(segment);
  const components = view.getUint8(5);
  return {
    bits: view.getUint8(0),
    height: view.getUint16(1),
    width: view.getUint16(3),
    colours: components === 1 ? 'grey' : components === 4 ? 'cmyk' : 'rgb',
  };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((letter, index) => bytes[index] === letter.charCodeAt(0));
}

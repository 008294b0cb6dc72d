/** The chunks of a WebP file. Sources: Google, "WebP Container Specification"; RFC 6386 (VP8) and 9649 (VP8L). */
import { BrokenHeader, viewOf, wordAt } from './broken-header.ts';
import type { PhotoFacts } from './photo-facts.ts';

/** What a WebP file says. @throws BrokenHeader or RangeError if it holds no picture. */
export function webpFacts(bytes: Uint8Array): PhotoFacts {
  const view = viewOf(bytes);
  const end = 8 + view.getUint32(4, true);
  let size: { readonly width: number; readonly height: number } | undefined;
  let [hasAlpha, hasProfile, whole] = [false, false, end <= bytes.length];
  let exif: Uint8Array | undefined;
  let frames = 0;
  for (let at = 12; at + 8 <= Math.min(end, bytes.length); ) {
    const kind = wordAt(bytes, at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (body + length > bytes.length) whole = false;
    if (kind === 'VP8X') {
      const flags = view.getUint8(body);
      hasProfile = (flags & 0x20) !== 0;
      hasAlpha = (flags & 0x10) !== 0;
      size = { width: 1 + uint24(view, body + 4), height: 1 + uint24(view, body + 7) };
    } else if (kind === 'VP8 ') {
      size ??= {
        width: view.getUint16(body + 6, true) & 0x3fff,
        height: view.getUint16(body + 8, true) & 0x3fff,
      };
    } else if (kind === 'VP8L') {
      const packed = view.getUint32(body + 1, true);
      if (size === undefined) hasAlpha = ((packed >>> 28) & 1) === 1;
      size ??= { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
    } else if (kind === 'ANMF') frames++;
    else if (kind === 'EXIF') {
      const block = bytes.subarray(body, body + length);
      exif = block[0] === 0x45 ? block.subarray(6) : block; // some writers keep JPEG's 'Exif\0\0'
    }
    at = body + length + (length % 2);
  }
  if (size === undefined) throw new BrokenHeader('no picture in it');
  return {
    format: 'webp',
    ...size,
    colours: 'rgb',
    bits: 8,
    hasAlpha,
    hasProfile,
    ...(exif === undefined ? {} : { exif }),
    pages: Math.max(1, frames),
    ...(whole ? {} : { missing: 'it is shorter than it says' }),
  };
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

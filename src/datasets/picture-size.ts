/** Width and height of a PNG or JPEG picture from its header, without a pixel of it. */
import type { ByteSource } from '../cube/files/byte-source.ts';
import { PNG_SIGNATURE } from '../cube/formats/png-bands/png-header.ts';
import { DatasetError } from './dataset.ts';

/** Size in pixels, as stored. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Segments of a JPEG file that hold its size: start of frame 0..15 without the tables among them. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** More segments than any camera or tool writes before the size. */
const MOST_SEGMENTS = 1000;

/**
 * Reads the size of a picture. Source for JPEG: ITU-T T.81, annex B.
 *
 * @throws DatasetError if it is neither PNG nor JPEG, or ends before its size.
 */
export async function readPictureSize(file: ByteSource): Promise<PictureSize> {
  const start = new Uint8Array(await file.read(0, Math.min(24, file.size)));
  const size = PNG_SIGNATURE.every((byte, index) => start[index] === byte)
    ? pngSize(start)
    : start[0] === 0xff && start[1] === 0xd8
      ? await jpegSize(file)
      : undefined;
  if (size === undefined) {
    throw new DatasetError(
      `expected a PNG or JPEG picture, found another or a damaged file in ${file.name}`,
      {
        hint: 'copy or download it again',
      },
    );
  }
  return size;
}

function pngSize(start: Uint8Array<ArrayBuffer>): PictureSize | undefined {
  if (start.length < 24) return undefined;
  const view = new DataView(start.buffer);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

async function jpegSize(file: ByteSource): Promise<PictureSize | undefined> {
  let at = 2;
  for (let segment = 0; segment < MOST_SEGMENTS && at + 9 <= file.size; segment++) {
    const view = new DataView(await file.read(at, 9));
    if (view.getUint8(0) !== 0xff) return undefined;
    const marker = view.getUint8(1);
    if (marker === 0xff) {
      at += 1; // a fill byte
    } else if (FRAMES.has(marker)) {
      return { width: view.getUint16(7), height: view.getUint16(5) };
    } else {
      at += 2 + view.getUint16(2);
    }
  }
  return undefined;
}

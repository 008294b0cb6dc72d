// JPEG files: their segments, so that an EXIF block or a header can be changed with its length put right.
import { mutateBytes, oneOf } from './mutate-bytes.mjs';
import { mutateTiff } from './mutate-tiff.mjs';

const EXIF = Buffer.from('Exif\0\0', 'latin1');

/** The segments up to the samples, and the rest. */
export function jpegSegments(bytes) {
  const segments = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    const length = bytes[at + 2] * 256 + bytes[at + 3];
    segments.push({ marker: bytes[at + 1], body: bytes.slice(at + 4, at + 2 + length) });
    at += 2 + length;
  }
  return { segments, rest: bytes.slice(at) };
}

/** A file of segments. */
export function jpegBytes({ segments, rest }) {
  const parts = segments.flatMap(({ marker, body }) => {
    const length = Math.min(0xffff, body.length + 2);
    return [Buffer.from([0xff, marker, length >> 8, length & 0xff]), body.subarray(0, 0xfffd)];
  });
  return new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, rest]));
}

/** A file with another EXIF block. */
export function withExif(bytes, change) {
  const { segments, rest } = jpegSegments(bytes);
  const changed = segments.map((segment) => {
    const { marker, body } = segment;
    const isExif = marker === 0xe1 && EXIF.equals(Buffer.from(body.subarray(0, EXIF.length)));
    return isExif ? { marker, body: change(body) } : segment;
  });
  return jpegBytes({ segments: changed, rest });
}

/** One segment changed, most often the EXIF block in its structure. */
export function mutateJpeg(random, bytes) {
  if (random.integer(3) > 0) return withExif(bytes, (body) => mutateTiff(random, body, EXIF.length));
  const { segments, rest } = jpegSegments(bytes);
  if (segments.length === 0) return bytes;
  const index = random.integer(segments.length);
  const segment = segments[index];
  const { body } = segment;
  const changed = { ...segment, body: mutateBytes(random, body, oneOf(random, segments).body) };
  return jpegBytes({ segments: [...segments.slice(0, index), changed, ...segments.slice(index + 1)], rest });
}

/**
 * Differences that make samples pack better. Predictor 2 stores each number as the difference to the one left of it;
 * predictor 3 splits floating point numbers into planes of bytes, the most significant first whatever the byte
 * order of the file, and stores differences of bytes. Sources: Adobe, "TIFF Revision 6.0", section 14, and "TIFF
 * Technical Note 3".
 */
import { HOST_IS_LITTLE_ENDIAN, swapBytes } from '../raw/sample-type.ts';

/** A run of rows: how many samples each has, and how many samples lie between a number and its left neighbour. */
export interface PredictedRows {
  readonly rowSamples: number;
  readonly stride: number;
  readonly sampleBytes: number;
}

/** Undoes predictor 2 in place; whole rows of numbers in the order of this machine. */
export function undoDifferences(
  bytes: Uint8Array<ArrayBuffer>,
  { rowSamples, stride, sampleBytes }: PredictedRows,
): void {
  if (sampleBytes === 8) {
    const wide = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
    for (let row = 0; row + rowSamples <= wide.length; row += rowSamples) {
      for (let at = row + stride; at < row + rowSamples; at++) wide[at] += wide[at - stride];
    }
    return;
  }
  const numbers = unsigned(bytes, sampleBytes);
  for (let row = 0; row + rowSamples <= numbers.length; row += rowSamples) {
    for (let at = row + stride; at < row + rowSamples; at++) numbers[at] += numbers[at - stride];
  }
}

/** Applies predictor 2 in place; whole rows of whole numbers of 1, 2 or 4 bytes in the order of this machine. */
export function applyDifferences(
  bytes: Uint8Array<ArrayBuffer>,
  { rowSamples, stride, sampleBytes }: PredictedRows,
): void {
  const numbers = unsigned(bytes, sampleBytes);
  for (let row = 0; row + rowSamples <= numbers.length; row += rowSamples) {
    for (let at = row + rowSamples - 1; at >= row + stride; at--) numbers[at] -= numbers[at - stride];
  }
}

/** Undoes predictor 3; gives numbers in the order of this machine. */
export function joinBytePlanes(
  bytes: Uint8Array,
  { rowSamples, stride, sampleBytes }: PredictedRows,
): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(bytes.length);
  const rowBytes = rowSamples * sampleBytes;
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    for (let at = row + stride; at < row + rowBytes; at++) bytes[at] += bytes[at - stride];
    for (let byte = 0; byte < sampleBytes; byte++) {
      const plane = row + byte * rowSamples;
      const to = row + placeOf(byte, sampleBytes);
      for (let sample = 0; sample < rowSamples; sample++)
        joined[to + sample * sampleBytes] = bytes[plane + sample];
    }
  }
  return joined;
}

/** Applies predictor 3 to numbers in the order of this machine. */
export function splitBytePlanes(
  bytes: Uint8Array,
  { rowSamples, stride, sampleBytes }: PredictedRows,
): Uint8Array<ArrayBuffer> {
  const split = new Uint8Array(bytes.length);
  const rowBytes = rowSamples * sampleBytes;
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    for (let byte = 0; byte < sampleBytes; byte++) {
      const plane = row + byte * rowSamples;
      const from = row + placeOf(byte, sampleBytes);
      for (let sample = 0; sample < rowSamples; sample++)
        split[plane + sample] = bytes[from + sample * sampleBytes];
    }
    for (let at = row + rowBytes - 1; at >= row + stride; at--) split[at] -= split[at - stride];
  }
  return split;
}

/** Where in a number of this machine its byte is, counted from the most significant. */
function placeOf(byte: number, sampleBytes: number): number {
  return HOST_IS_LITTLE_ENDIAN ? sampleBytes - 1 - byte : byte;
}

function unsigned(
  bytes: Uint8Array<ArrayBuffer>,
  sampleBytes: number,
): Uint8Array | Uint16Array | Uint32Array {
  const { buffer, byteOffset, length } = bytes;
  if (sampleBytes === 1) return bytes;
  return sampleBytes === 2
    ? new Uint16Array(buffer, byteOffset, length / 2)
    : new Uint32Array(buffer, byteOffset, length / 4);
}

/** Brings numbers of a file to the order of this machine, in place. */
export function toHostOrder(bytes: Uint8Array, sampleBytes: number, littleEndian: boolean): void {
  if (sampleBytes > 1 && littleEndian !== HOST_IS_LITTLE_ENDIAN) swapBytes(bytes, sampleBytes);
}

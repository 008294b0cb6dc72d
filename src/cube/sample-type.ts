/**
 * The numeric types that samples are stored as, and how their bytes become numbers. One table serves every
 * raw format (ENVI, NPY).
 */

/** A stored number: its kind, its bits. */
export type SampleType =
  | 'uint8'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64';

/** Bytes of one sample. */
export const SAMPLE_BYTES: Readonly<Record<SampleType, number>> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** Stored numbers in the order of this machine; 64-bit integers come as bigint. */
export type SampleView = ArrayLike<number> | ArrayLike<bigint>;

/** True where this machine stores the least significant byte first. */
export const HOST_IS_LITTLE_ENDIAN: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reverses the bytes of every sample of `size` bytes, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start + size <= bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const kept = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = kept;
    }
  }
}

/**
 * The numbers in a buffer. Bytes are swapped in place when their order is not this machine's, so the buffer
 * belongs to the result from here on.
 *
 * @param buffer whole samples, the first at byte 0.
 */
export function viewSamples(buffer: ArrayBuffer, type: SampleType, littleEndian: boolean): SampleView {
  const size = SAMPLE_BYTES[type];
  if (size > 1 && littleEndian !== HOST_IS_LITTLE_ENDIAN) swapBytes(new Uint8Array(buffer), size);
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int8':
      return new Int8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'uint64':
      return new BigUint64Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
  }
}

/** A count of bytes, samples or pixels as people read it: `30,602,144`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

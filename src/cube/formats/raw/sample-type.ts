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

/** The array of each type. */
const SAMPLE_ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

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
  return new SAMPLE_ARRAYS[type](buffer);
}

/** Least and largest number of each integer type; of 64-bit types, those that a float64 holds exactly. */
export const INTEGER_RANGES: Readonly<Partial<Record<SampleType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

/** Bytes ready to be written, and how many samples the type could not hold. */
export interface EncodedSamples {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly clamped: number;
}

/**
 * The bytes of samples. Integers are rounded and clamped to the range of their type; a sample that is no number
 * is stored as 0 and counted as clamped.
 */
export function encodeSamples(
  samples: Float32Array,
  type: SampleType,
  options: { readonly scaleFactor: number; readonly littleEndian: boolean },
): EncodedSamples {
  const { scaleFactor, littleEndian } = options;
  const range = INTEGER_RANGES[type];
  const size = SAMPLE_BYTES[type];
  const stored = new SAMPLE_ARRAYS[type](samples.length);
  const wide = stored instanceof BigInt64Array || stored instanceof BigUint64Array;
  let clamped = 0;
  for (let index = 0; index < samples.length; index++) {
    let value = samples[index] * scaleFactor;
    if (range !== undefined) {
      const [lowest, highest] = range;
      value = Math.round(value);
      if (!(value >= lowest && value <= highest)) clamped++;
      value = Number.isNaN(value) ? 0 : Math.min(Math.max(value, lowest), highest);
    }
    if (wide) stored[index] = BigInt(value);
    else stored[index] = value;
  }
  const bytes = new Uint8Array(stored.buffer);
  if (size > 1 && littleEndian !== HOST_IS_LITTLE_ENDIAN) swapBytes(bytes, size);
  return { bytes, clamped };
}

/** A count of bytes, samples or pixels as people read it: `30,602,144`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

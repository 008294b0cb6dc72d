/** A plain float32 array as the bytes of a NumPy `.npy` file, for numbers that are no cube. */
import { formatNpyHeader } from './npy-header.ts';
import { HOST_IS_LITTLE_ENDIAN, swapBytes } from '../raw/sample-type.ts';
import { CubeError } from '../../spectral-cube.ts';

/**
 * Encodes an array, row-major, little-endian, `.npy` version 1.0.
 *
 * @param shape sizes along each axis, last axis fastest.
 * @throws CubeError if the shape does not fit the number of values.
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected) {
    throw new CubeError(`expected ${expected} values for shape (${shape.join(', ')}), found ${data.length}`);
  }
  const head = formatNpyHeader(shape);
  const bytes = new Uint8Array(head.length + data.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length);
  if (!HOST_IS_LITTLE_ENDIAN) swapBytes(bytes.subarray(head.length), 4);
  return bytes;
}

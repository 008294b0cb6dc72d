import { describe, expect, it } from 'vitest';
import { encodeNpy } from './npy-array.ts';
import { parseNpyHeader } from './npy-header.ts';

describe('encodeNpy', () => {
  it('writes header and values that a reader finds again', () => {
    const bytes = encodeNpy(Float32Array.of(1, 2, 3, -4, 5, 0.5), [3, 1, 2]);
    const { shape, type, littleEndian, dataOffset, fileBytes } = parseNpyHeader(bytes, 'a.npy');
    expect({ shape, type, littleEndian }).toEqual({ shape: [3, 1, 2], type: 'float32', littleEndian: true });
    expect(bytes.length).toBe(fileBytes);
    expect(new DataView(bytes.buffer).getFloat32(dataOffset + 12, true)).toBe(-4);
  });

  it('refuses a shape that does not fit', () => {
    expect(() => encodeNpy(new Float32Array(5), [3, 2])).toThrow(
      /expected 6 values for shape \(3, 2\), found 5/,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNpyHeader, npyDataOffset, parseNpyHeader } from './npy-header.ts';
import { CubeError } from '../../spectral-cube.ts';

function npy(dictionary: string, version = 1, announced?: number): Uint8Array {
  const text = new TextEncoder().encode(dictionary);
  const prefix = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(prefix + text.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, announced ?? text.length, true);
  else view.setUint32(8, announced ?? text.length, true);
  bytes.set(text, prefix);
  return bytes;
}

function dictionary(descr: string, shape: string, order = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`;
}

describe('parsing', () => {
  test('types and byte orders of every version', () => {
    const cases = [
      ['<f4', 'float32', true, 4],
      ['>f4', 'float32', false, 4],
      ['<f8', 'float64', true, 8],
      ['<u2', 'uint16', true, 2],
      ['>i2', 'int16', false, 2],
      ['|u1', 'uint8', true, 1],
      ['|i1', 'int8', true, 1],
      ['<u4', 'uint32', true, 4],
      ['<i4', 'int32', true, 4],
      ['<i8', 'int64', true, 8],
      ['>u8', 'uint64', false, 8],
    ] as const;
    for (const version of [1, 2, 3]) {
      for (const [descr, type, littleEndian, size] of cases) {
        const bytes = npy(dictionary(descr, '31, 4, 5'), version);
        const header = parseNpyHeader(bytes, 'a.npy');
        const fileBytes = bytes.length + 31 * 4 * 5 * size;
        expect(header).toEqual({
          type,
          littleEndian,
          shape: [31, 4, 5],
          fortranOrder: false,
          dataOffset: bytes.length,
          fileBytes,
        });
      }
    }
  });

  test('an array stored column by column', () => {
    const bytes = npy(dictionary('<f4', '3, 4', 'True'));
    expect(parseNpyHeader(bytes, 'a.npy')).toMatchObject({ shape: [3, 4], fortranOrder: true });
  });

  test('a header that numpy wrote', () => {
    // numpy 2.4: numpy.save(f, numpy.zeros((2, 3, 4), '<f4'))
    const written = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }".padEnd(117, ' ');
    const bytes = npy(`${written}\n`);
    expect(parseNpyHeader(bytes, 'a.npy')).toMatchObject({
      shape: [2, 3, 4],
      dataOffset: 128,
      fileBytes: 224,
    });
    expect(formatNpyHeader([2, 3, 4])).toEqual(bytes);
  });

  test('arrays that cannot be read as they are', () => {
    const refused = [
      dictionary('<c8', '3, 4'),
      dictionary('<U5', '3'),
      dictionary('|O', '3'),
      "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3,), }",
      "{'descr': '<f4', 'shape': (3,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }",
      dictionary('<f4', '99999999999, 99999999999, 99999999999'),
      dictionary('<f4', Array(65).fill(1).join(', ')),
      '',
    ];
    for (const text of refused) expect(() => parseNpyHeader(npy(text), 'a.npy')).toThrow(CubeError);
    expect(() => parseNpyHeader(npy(refused[0]), 'a.npy')).toThrow(/numeric type/);
  });

  test('a header that announces too much or is cut short', () => {
    expect(() => npyDataOffset(npy('', 2, 0xffff_fff0), 'a.npy')).toThrow(/at most 65536 bytes/);
    expect(() => parseNpyHeader(npy('{}', 1, 500), 'a.npy')).toThrow(/510 bytes, found 12/);
    expect(() => npyDataOffset(new TextEncoder().encode('PK\u0003\u0004 zip archive'), 'a.npz')).toThrow(
      /npy/,
    );
    expect(() => npyDataOffset(npy('', 9), 'a.npy')).toThrow(/found 9\.0/);
  });

  test('random bytes give the tagged error', () => {
    const whole = npy(dictionary('<f4', '31, 4, 5'));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(whole.length),
        fc.boolean(),
        (noise, at, after) => {
          const bytes = after ? whole.slice() : noise;
          if (after) bytes.set(noise.subarray(0, bytes.length - at), at);
          try {
            parseNpyHeader(bytes, 'a.npy');
          } catch (error) {
            expect(error).toBeInstanceOf(CubeError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a header that was written reads back and ends at a multiple of 64', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 2 ** 12 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sizes, (shape) => {
      const bytes = formatNpyHeader(shape);
      const header = parseNpyHeader(bytes, 'a.npy');
      expect(header).toMatchObject({ type: 'float32', littleEndian: true, shape, dataOffset: bytes.length });
      expect(bytes.length % 64).toBe(0);
    }),
  );
});

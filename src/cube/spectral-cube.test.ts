import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CubeError, createCube, spectrumAt } from './spectral-cube.ts';

const header = {
  bands: 2,
  height: 2,
  width: 3,
  wavelengths: [400, 500],
  metadata: { quantity: 'unknown' },
} as const;

test('a spectrum is the samples of all bands at one pixel', () => {
  const cube = createCube(
    header,
    Float32Array.from({ length: 12 }, (_, index) => index),
  );
  expect([...spectrumAt(cube, 2, 1)]).toEqual([5, 11]);
  expect(() => spectrumAt(cube, 3, 0)).toThrow(/x in 0\.\.2 and y in 0\.\.1, found 3,0/);
});

test('sizes and wavelengths that cannot be are refused', () => {
  expect(() => createCube(header, new Float32Array(11))).toThrow(/expected 12 samples .* found 11/);
  expect(() => createCube({ ...header, wavelengths: [500, 400] }, new Float32Array(12))).toThrow(/ascend/);
  expect(() => createCube({ ...header, wavelengths: [500] }, new Float32Array(12))).toThrow(/2 wavelengths/);
  const sizes = fc.constantFrom(0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY);
  fc.assert(
    fc.property(fc.constantFrom('bands', 'height', 'width'), sizes, (key, size) => {
      expect(() => createCube({ ...header, [key]: size }, new Float32Array(12))).toThrow(CubeError);
    }),
  );
});

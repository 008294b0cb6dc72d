import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { illuminant } from '../spectra/illuminants.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { canonicalTransform } from './canonical-basis.ts';
import { cameraNames, catalogueCamera } from './catalogue.ts';
import { developedSrgbResponse, radianceResponse, whiteBalancedResponse } from './effective-response.ts';

const effective = fc
  .tuple(fc.constantFrom(...cameraNames()), fc.constantFrom('A', 'D65', 'F11', ''))
  .map(([name, light]) => {
    const camera = catalogueCamera(name);
    return light === ''
      ? radianceResponse(camera)
      : whiteBalancedResponse(camera, illuminant(light, VISIBLE_31), light);
  });

describe('canonicalTransform', () => {
  it('keeps white: M C 1 = 1', () => {
    fc.assert(
      fc.property(effective, (response) => {
        for (const sum of canonicalTransform(response).response.rowSums()) expect(sum).toBeCloseTo(1, 10);
      }),
    );
  });

  it('is exact: M X = (M C) Y', () => {
    const spectrum = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 31, maxLength: 31 });
    fc.assert(
      fc.property(effective, spectrum, (response, values) => {
        const cube = Float32Array.from(values);
        const { matrix, response: canonical } = canonicalTransform(response);
        const [r, g, b] = response.project(cube);
        const found = canonical.project(cube);
        for (let row = 0; row < 3; row++) {
          const wanted = matrix[3 * row] * r + matrix[3 * row + 1] * g + matrix[3 * row + 2] * b;
          expect(Math.abs(found[row] - wanted)).toBeLessThan(1e-5);
        }
      }),
    );
  });

  it('leaves developed sRGB as it is', () => {
    const { matrix } = canonicalTransform(developedSrgbResponse(VISIBLE_31));
    for (let i = 0; i < 9; i++) expect(matrix[i]).toBeCloseTo(i % 4 === 0 ? 1 : 0, 8);
  });

  it('brings all cameras nearer to one basis', () => {
    const target = developedSrgbResponse(VISIBLE_31).matrix;
    const distance = (matrix: Float64Array) =>
      Math.sqrt(matrix.reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0));
    for (const name of cameraNames()) {
      const before = radianceResponse(catalogueCamera(name));
      const after = canonicalTransform(before).response;
      expect(distance(after.matrix), name).toBeLessThan(distance(before.matrix));
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { CameraError, CameraResponse } from './camera-response.ts';
import { catalogueCamera } from './catalogue.ts';
import { developedSrgbResponse, radianceResponse } from './effective-response.ts';

const responses = [
  catalogueCamera('Nikon D700'),
  radianceResponse(catalogueCamera('Canon 40D')),
  developedSrgbResponse(VISIBLE_31),
];
const PIXELS = 5;
const samples = (length: number) =>
  fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe.each(responses.map((response) => [response.name, response] as const))('%s', (_name, response) => {
  it('has an adjoint: <C y, x> = <y, C^T x>', () => {
    fc.assert(
      fc.property(samples(31 * PIXELS), samples(3 * PIXELS), (cube, rgb) => {
        const y = Float32Array.from(cube);
        const x = Float32Array.from(rgb);
        expect(Math.abs(dot(response.project(y), x) - dot(y, response.adjoint(x)))).toBeLessThan(1e-4);
      }),
    );
  });

  it('splits a cube into what it sees and what it does not', () => {
    fc.assert(
      fc.property(samples(31 * PIXELS), (cube) => {
        const y = Float32Array.from(cube);
        const range = response.rangePart(y);
        const rest = response.nullPart(y);
        expect(largest(y.map((value, i) => value - range[i] - rest[i]))).toBeLessThan(1e-6);
        expect(largest(response.project(rest))).toBeLessThan(1e-5);
        expect(Math.abs(dot(range, rest))).toBeLessThan(1e-4);
      }),
    );
  });

  it('has a Moore-Penrose pseudo-inverse', () => {
    fc.assert(
      fc.property(samples(3 * PIXELS), (rgb) => {
        const x = Float32Array.from(rgb);
        const smallest = response.pseudoInverse(x);
        const again = response.project(smallest);
        expect(largest(x.map((value, i) => value - again[i]))).toBeLessThan(1e-5);
        const twice = response.pseudoInverse(again); // C^+ C C^+ = C^+
        const scale = Math.max(1, largest(smallest));
        expect(largest(smallest.map((value, i) => value - twice[i])) / scale).toBeLessThan(1e-5);
        expect(largest(response.nullPart(smallest)) / scale).toBeLessThan(1e-5);
      }),
    );
  });

  it('projects band by band like the matrix says', () => {
    const cube = new Float32Array(31 * 31);
    for (let band = 0; band < 31; band++) cube[band * 31 + band] = 1; // pixel i holds band i only
    const rgb = response.project(cube);
    for (let i = 0; i < 93; i++) expect(rgb[i]).toBe(Math.fround(response.matrix[i]));
  });
});

describe('CameraResponse', () => {
  const camera = catalogueCamera('Nikon D700');

  it('works across its internal blocks', () => {
    const pixels = 5000;
    const cube = Float32Array.from({ length: 31 * pixels }, (_, i) => ((i * 7919) % 1009) / 1009);
    const rgb = camera.project(cube);
    for (const pixel of [0, 2047, 2048, 4095, 4096, 4999]) {
      const alone = camera.project(
        Float32Array.from({ length: 31 }, (_, band) => cube[band * pixels + pixel]),
      );
      expect([0, 1, 2].map((channel) => rgb[channel * pixels + pixel])).toEqual([...alone]);
    }
  });

  it('turns a flat spectrum into white once its rows sum to 1', () => {
    const unit = camera.withUnitRowSums();
    for (const sum of unit.rowSums()) expect(sum).toBeCloseTo(1, 12);
    for (const value of unit.project(new Float32Array(31).fill(1))) expect(value).toBeCloseTo(1, 6);
  });

  it('applies a colour matrix after itself', () => {
    const m = [0, 1, 0, 0, 0, 2, 1, 0, 1];
    const turned = camera.transformed(m, 'turned');
    const cube = Float32Array.from({ length: 31 }, (_, band) => band / 31);
    const [r, g, b] = camera.project(cube);
    const found = turned.project(cube);
    for (const [i, value] of [g, 2 * b, r + b].entries()) expect(found[i]).toBeCloseTo(value, 5);
    expect(turned.name).toBe('turned');
  });

  it('picks samples when it is resampled to wavelengths it has', () => {
    const sparse = camera.resampled([450, 550, 650]);
    expect(sparse.matrix[4]).toBe(camera.matrix[31 + 15]);
    expect(() => camera.resampled([390, 500, 600])).toThrow('400..700 nm');
  });

  it('refuses what is no camera', () => {
    const description = { name: 'test', quantity: 'radiance', assumption: '' } as const;
    const build = (matrix: number[], grid: number[]) => () => new CameraResponse(matrix, grid, description);
    expect(build([1, 0, 0, 0, 1, 0, 0, 0], [500, 550, 600])).toThrow('expected 3 x 3 values');
    expect(build([1, 0, 0, 1, 0, 0, 0, 0, 1], [500, 550, 600])).toThrow('independent channels');
    expect(build([0, 0, 0, 1, 0, 0, 0, 0, 1], [500, 550, 600])).toThrow('independent channels');
    expect(build([1, 0, 0, 0, Number.NaN, 0, 0, 0, 1], [500, 550, 600])).toThrow('found NaN in green');
    expect(build([1, 0, 0, 0, 1, 0, 0, 0, 1], [500, 550, 550])).toThrow('ascend');
    expect(() => camera.project(new Float32Array(32))).toThrow(CameraError);
    expect(() => camera.adjoint(new Float32Array(4))).toThrow('3 planes');
    expect(() => camera.transformed([1, 2], 'x')).toThrow('9 numbers');
    expect(() => camera.transformed([1, 0, 0, 0, 1, 0, 1, 1, 0], 'flat')).toThrow('independent');
    expect(() => camera.transformed([-1, 0, 0, 0, 1, 0, 0, 0, 1], 'x').withUnitRowSums()).toThrow(
      'positive red',
    );
  });
});

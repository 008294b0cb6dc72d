import { expect, test } from 'vitest';
import { Random } from '../../random.ts';
import { PlaneTransform } from './plane-transform.ts';

const SIDE = 8;
const random = new Random(1);
const planes = Float32Array.from({ length: 2 * SIDE * SIDE }, () => random.normal());

test('a spectrum is that of the sum over all cells', () => {
  const transform = new PlaneTransform(SIDE);
  const spectra = transform.allocate(2);
  transform.forward(planes, spectra, 0);
  transform.forward(planes, spectra, 1);
  for (const plane of [0, 1]) {
    for (let kx = 0; kx <= SIDE / 2; kx++) {
      for (let ky = 0; ky < SIDE; ky++) {
        let [re, im] = [0, 0];
        for (let cell = 0; cell < SIDE * SIDE; cell++) {
          const angle = (-2 * Math.PI * (kx * (cell % SIDE) + ky * Math.floor(cell / SIDE))) / SIDE;
          re += planes[plane * SIDE * SIDE + cell] * Math.cos(angle);
          im += planes[plane * SIDE * SIDE + cell] * Math.sin(angle);
        }
        const at = plane * transform.bins + kx * SIDE + ky;
        expect(spectra.re[at]).toBeCloseTo(re, 4);
        expect(spectra.im[at]).toBeCloseTo(im, 4);
      }
    }
  }
});

test('the way back gives the plane', () => {
  const transform = new PlaneTransform(SIDE);
  const spectra = transform.allocate(2);
  transform.forward(planes, spectra, 1);
  const back = new Float32Array(planes.length);
  transform.inverse(spectra, back, 1);
  for (let cell = SIDE * SIDE; cell < planes.length; cell++) expect(back[cell]).toBeCloseTo(planes[cell], 5);
});

test.each([0, 2, 6, 50, Number.NaN])('a side of %d is refused', (side) => {
  expect(() => new PlaneTransform(side)).toThrow(/expected planes whose side is a power of two/);
});

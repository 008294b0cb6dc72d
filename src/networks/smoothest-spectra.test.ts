import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../camera/catalogue.ts';
import { radianceResponse } from '../camera/effective-response.ts';
import { Random } from '../random.ts';
import { NetworkError } from './parameters.ts';
import { smoothestSpectra } from './smoothest-spectra.ts';

const response = radianceResponse(catalogueCamera('Canon 60D'));
const { bands } = response;

/** Sum of squared differences along the bands of one pixel. */
const roughness = (spectrum: ArrayLike<number>): number => {
  let sum = 0;
  for (let band = 1; band < bands; band++) sum += (spectrum[band] - spectrum[band - 1]) ** 2;
  return sum;
};

describe('the smoothest spectra', () => {
  const random = new Random(1);
  const truth = Float32Array.from({ length: bands * 5 }, () => random.uniform());
  const rgb = response.project(truth);

  it('agree with the picture', () => {
    const seen = response.project(smoothestSpectra(rgb, response));
    for (let index = 0; index < rgb.length; index++) expect(seen[index]).toBeCloseTo(rgb[index], 4);
  });

  it('grow rougher with whatever the camera cannot see', () => {
    const cube = smoothestSpectra(rgb, response);
    const least = Float64Array.from({ length: bands }, (_, band) => cube[band * 5]);
    for (let trial = 0; trial < 20; trial++) {
      const change = Float32Array.from({ length: bands }, () => 0.1 * random.normal());
      const unseen = response.nullPart(change);
      expect(roughness(least.map((value, band) => value + unseen[band]))).toBeGreaterThan(roughness(least));
    }
  });

  it('are flat where the picture is grey', () => {
    const flat = new Float32Array(bands).fill(0.4);
    for (const value of smoothestSpectra(response.project(flat), response)) expect(value).toBeCloseTo(0.4, 4);
  });

  it('need three planes', () => {
    expect(() => smoothestSpectra(new Float32Array(4), response)).toThrow(NetworkError);
  });
});

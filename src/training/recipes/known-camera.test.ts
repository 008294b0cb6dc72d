/** Batches of networks that are told the camera: pictures, responses and cubes that belong together. */
import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../../camera/catalogue.ts';
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import { ConditionSampler } from '../../datasets/viewing-conditions.ts';
import { Random } from '../../random.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { drawKnownCamera } from './known-camera.ts';

const [BATCH, SIZE, BANDS] = [6, 5, 31];
const PIXELS = SIZE * SIZE;
const mask = Uint8Array.from({ length: PIXELS }, (_, pixel) => (pixel % 4 === 0 ? 0 : 1));
const patches: PatchSource = {
  bands: BANDS,
  draw: (random) => ({
    data: Float32Array.from({ length: BANDS * PIXELS }, () => random.uniform(0.1, 0.5)),
    mask,
  }),
};
const conditions = new ConditionSampler({
  wavelengths: VISIBLE_31,
  cameras: ['Nikon D700', 'Canon 40D'].map((name) => catalogueCamera(name)),
  lights: [],
  shares: { developed: 0.25, whiteBalanced: 0.25, plain: 0.25, radiance: 0.25 },
});
const source = { patches, conditions, batch: BATCH, size: SIZE };

/** C Y of one sample, by its response in the batch. */
function project(matrix: Float32Array, cube: Float32Array): Float32Array {
  return Float32Array.from({ length: 3 * PIXELS }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / PIXELS), index % PIXELS];
    let sum = 0;
    for (let band = 0; band < BANDS; band++) {
      sum += matrix[channel * BANDS + band] * cube[band * PIXELS + pixel];
    }
    return sum;
  });
}

describe('a batch with known cameras', () => {
  it('holds what each camera sees of each cube, and what takes that back', () => {
    const drawn = drawKnownCamera({ ...source, exposure: [0.25, 4] }, new Random(1));
    const of = (name: string, sample: number): Float32Array => {
      const { data } = drawn[name];
      return data.subarray((sample * data.length) / BATCH, ((sample + 1) * data.length) / BATCH);
    };
    for (let sample = 0; sample < BATCH; sample++) {
      const srf = of('srf', sample);
      const seen = project(srf, of('truth', sample));
      of('rgb', sample).forEach((value, index) => {
        expect(value).toBeCloseTo(seen[index], 5);
      });
      const inverse = of('pseudoInverse', sample);
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < 3; column++) {
          let sum = 0; // C C^+
          for (let band = 0; band < BANDS; band++)
            sum += srf[row * BANDS + band] * inverse[band * 3 + column];
          expect(sum).toBeCloseTo(row === column ? 1 : 0, 4);
        }
      }
    }
  });

  it('brings pixels that count to a mean brightness of 1 by their factors, whatever the exposure', () => {
    const drawn = drawKnownCamera({ ...source, exposure: [0.25, 4] }, new Random(2));
    const means = Array.from({ length: BATCH }, (_, sample) => {
      let [sum, plain, count] = [0, 0, 0];
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        const factor = drawn['factor'].data[sample * PIXELS + pixel];
        expect(factor === 0).toBe(mask[pixel] === 0);
        expect(drawn['weight'].data[sample * PIXELS + pixel] === 0).toBe(mask[pixel] === 0);
        count += mask[pixel];
        for (let band = 0; band < BANDS; band++) {
          const value = drawn['truth'].data[(sample * BANDS + band) * PIXELS + pixel] / BANDS;
          sum += factor * value;
          plain += mask[pixel] * value;
        }
      }
      expect(sum / count).toBeCloseTo(1, 5);
      return plain / count;
    });
    expect(Math.max(...means) / Math.min(...means)).toBeGreaterThan(1.5);
    for (const mean of means) expect(mean > 0.3 * 0.2 && mean < 0.3 * 5).toBe(true);
  });

  it('takes the light as it is unless exposures are asked for', () => {
    const brightness = (exposure?: readonly [number, number]): number => {
      const { truth } = drawKnownCamera(
        { ...source, ...(exposure === undefined ? {} : { exposure }) },
        new Random(3),
      );
      return truth.data.subarray(0, BANDS * PIXELS).reduce((sum, value) => sum + value, 0);
    };
    expect(brightness([2, 2]) / brightness()).toBeCloseTo(2, 5);
  });
});

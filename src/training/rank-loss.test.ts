/** The rank loss: its definition patch by patch, its gradient against differences, masks, and pictures that are odd. */
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import type { TensorValue } from '../runtime/runtime.ts';
import { RANK_LOSS_DEFAULTS, rankLoss, type RankLossOptions } from './rank-loss.ts';
import { type RankLossForm, singularValueWeight } from './singular-value-weights.ts';
import { symmetricEigen } from '../networks/symmetric-eigen.ts';
import { TrainingError } from './trainer.ts';

const FORMS: readonly RankLossForm[] = ['intended', 'released'];
const [COUNT, BANDS, HEIGHT, WIDTH] = [2, 5, 11, 13];
/** Blocks of 2 pixels; a row and a column at the border are in no patch. All singular values but the first are kept. */
const OPTIONS = { side: 6, stride: 4, largest: 4 } as const;

function noise(seed: number, shape = [COUNT, BANDS, HEIGHT, WIDTH]): TensorValue {
  const random = new Random(seed);
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from({ length }, () => random.uniform(0.1, 1)) };
}

const like = ({ shape }: TensorValue, data: Float32Array): TensorValue => ({ shape, data });

/** Value, potential and gradient as the methods define them: patch by patch, unfolded and folded again. */
function byDefinition(
  estimate: TensorValue,
  truth: TensorValue,
  options: Partial<RankLossOptions>,
): { value: number; potential: number; gradient: Float64Array } {
  const { side, stride, form, smallest, largest } = { ...RANK_LOSS_DEFAULTS, ...options };
  const [count, bands, height, width] = estimate.shape;
  const gradient = new Float64Array(estimate.data.length);
  let [value, potential, patches] = [0, 0, 0];
  for (let picture = 0; picture < count; picture++) {
    for (let y = 0; y + side <= height; y += stride) {
      for (let x = 0; x + side <= width; x += stride) {
        const places = Array.from(
          { length: side * side },
          (_, index) => (y + Math.floor(index / side)) * width + x + (index % side),
        );
        const at = (band: number, place: number): number => (picture * bands + band) * height * width + place;
        const decomposed = [estimate, truth].map(({ data }) => {
          const gram = Float64Array.from({ length: bands * bands }, (_, index) =>
            places.reduce(
              (sum, place) =>
                sum + data[at(Math.floor(index / bands), place)] * data[at(index % bands, place)],
              0,
            ),
          );
          return symmetricEigen(gram, bands);
        });
        patches++;
        for (let k = 0; k < bands; k++) {
          const [p, t] = decomposed.map(({ values }) => Math.sqrt(Math.max(0, values[k])));
          if (!(p > smallest && t > smallest && p < largest)) continue;
          const asked = singularValueWeight(p, t, form);
          value += asked.value / (bands * side ** 2);
          potential += asked.potential / (bands * side ** 2 * (side / stride) ** 2);
          const u = decomposed[0].vectors.subarray(k * bands, (k + 1) * bands);
          for (const place of places) {
            const along = u.reduce((sum, each, band) => sum + each * estimate.data[at(band, place)], 0);
            u.forEach((each, band) => {
              gradient[at(band, place)] +=
                (asked.weight * each * along) / (bands * side ** 2 * (side / stride) ** 2);
            });
          }
        }
      }
    }
  }
  return { value: value / patches, potential, gradient };
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('the rank loss', () => {
  it.each(FORMS)('%s: is what its definition says, patch by patch', (form) => {
    const [estimate, truth] = [noise(1), noise(2)];
    const found = rankLoss(estimate, truth, { ...OPTIONS, form });
    const expected = byDefinition(estimate, truth, { ...OPTIONS, form });
    expect(found.patches).toBe(2 * 2 * 2);
    expect(found.value).toBeCloseTo(expected.value, 12);
    expect(found.potential).toBeCloseTo(expected.potential, 12);
    const scale = largest(expected.gradient);
    expect(scale).toBeGreaterThan(1e-6);
    const differences = found.gradient.map((value, index) => value - expected.gradient[index]);
    expect(largest(differences) / scale).toBeLessThan(1e-6);
    expect(found.gradient[10 * WIDTH]).toBe(0); // in no patch
  });

  it.each(FORMS)('%s: its gradient is that of its potential', (form) => {
    const [estimate, truth] = [noise(3), noise(4)];
    const factors = noise(5, [COUNT, HEIGHT, WIDTH]).data;
    const options = { ...OPTIONS, form };
    const { gradient } = rankLoss(estimate, truth, options, factors);
    const rms = Math.sqrt(gradient.reduce((sum, value) => sum + value ** 2, 0) / gradient.length);
    const random = new Random(6);
    for (let draw = 0; draw < 10; draw++) {
      const direction = gradient.map((value) => 3e-5 * (random.normal() + value / rms));
      const [after, before] = [1, -1].map((sign) =>
        estimate.data.map((value, index) => value + sign * direction[index]),
      );
      const [up, down] = [after, before].map(
        (data) => rankLoss(like(estimate, data), truth, options, factors).potential,
      );
      let expected = 0; // with the difference as float32 keeps it
      gradient.forEach((value, index) => {
        expected += value * (after[index] - before[index]);
      });
      expect(Math.abs(up - down - expected)).toBeLessThan(1e-5 * expected);
      expect(expected).toBeGreaterThan(0);
    }
  });

  it('vanishes where the singular values are those of the truth, whatever the vectors are', () => {
    const truth = noise(7);
    const mirrored = new Float32Array(truth.data.length);
    const plane = HEIGHT * WIDTH;
    truth.data.forEach((value, index) => {
      const band = Math.floor(index / plane) % BANDS;
      mirrored[index + (BANDS - 1 - 2 * band) * plane] = value; // the last band first
    });
    const { value, potential, gradient } = rankLoss(like(truth, mirrored), truth, OPTIONS);
    expect(value).toBeLessThan(1e-12);
    expect(potential).toBeLessThan(1e-12);
    expect(largest(gradient)).toBeLessThan(1e-12);
  });

  it('falls along its gradient, value and all, until the singular values agree', () => {
    const truth = noise(8);
    let estimate = noise(9);
    const values: number[] = [];
    for (let step = 0; step < 300; step++) {
      const { value, gradient } = rankLoss(estimate, truth, OPTIONS);
      values.push(value);
      estimate = like(
        estimate,
        estimate.data.map((sample, index) => sample - 100 * gradient[index]),
      );
    }
    expect(values[299]).toBeLessThan(0.05 * values[0]);
  });

  it('as released only shrinks what it keeps', () => {
    const [estimate, truth] = [noise(10), noise(11)];
    const { gradient } = rankLoss(estimate, truth, { ...OPTIONS, form: 'released' });
    const other = rankLoss(estimate, noise(12), { ...OPTIONS, form: 'released' });
    expect([...other.gradient]).toEqual([...gradient]);
    const along = gradient.reduce((sum, value, index) => sum + value * estimate.data[index], 0);
    expect(along).toBeGreaterThan(0);
  });

  it('looks at 48 x 48 pixels at a stride of 16, 36 patches of 128 x 128', () => {
    const shape = [1, 3, 128, 128];
    const found = rankLoss(noise(13, shape), noise(14, shape));
    expect(found.patches).toBe(36);
    expect(found.gradient.every(Number.isFinite)).toBe(true);
  });

  it('leaves singular values alone that the masks take out', () => {
    const [estimate, truth] = [noise(15), noise(16)];
    for (const masks of [{ largest: 1e-2 }, { smallest: 1e3 }]) {
      const { value, potential, gradient } = rankLoss(estimate, truth, { ...OPTIONS, ...masks });
      expect([value, potential, largest(gradient)]).toEqual([0, 0, 0]);
    }
    const all = rankLoss(estimate, truth, { ...OPTIONS, largest: 1e3 });
    const some = rankLoss(estimate, truth, OPTIONS);
    expect(all.value).toBeGreaterThan(some.value);
  });

  it('does not see pixels whose factor is zero', () => {
    const [estimate, truth] = [noise(17), noise(18)];
    const factors = new Float32Array(COUNT * HEIGHT * WIDTH).map((_, index) => (index % 3 === 0 ? 0 : 1));
    const plane = HEIGHT * WIDTH;
    const factorOf = (index: number): number =>
      factors[Math.floor(index / (BANDS * plane)) * plane + (index % plane)];
    const seen = rankLoss(estimate, truth, OPTIONS, factors);
    const blinded = estimate.data.map((value, index) => (factorOf(index) === 0 ? 7 : value));
    const again = rankLoss(like(estimate, blinded), truth, OPTIONS, factors);
    expect(again.value).toBe(seen.value);
    expect([...again.gradient]).toEqual([...seen.gradient]);
    expect(seen.gradient.every((value, index) => factorOf(index) === 1 || value === 0)).toBe(true);
  });

  it('is a number for dark patches, flat ones, and equal singular values', () => {
    const truth = noise(19);
    const plane = HEIGHT * WIDTH;
    const dark = new Float32Array(truth.data.length);
    const flat = new Float32Array(truth.data.length).fill(0.3);
    const stripes = dark.map((_, index) => {
      const [band, pixel] = [Math.floor(index / plane) % BANDS, index % plane];
      return (Math.floor(pixel / WIDTH) + pixel) % BANDS === band ? 0.4 : 0; // bands are orthogonal and alike
    });
    for (const data of [dark, flat, stripes]) {
      for (const [a, b] of [
        [like(truth, data), truth],
        [truth, like(truth, data)],
        [like(truth, data), like(truth, data)],
      ]) {
        const { value, potential, gradient } = rankLoss(a, b, OPTIONS);
        expect(Number.isFinite(value) && Number.isFinite(potential)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
      }
    }
    expect(largest(rankLoss(like(truth, dark), truth, OPTIONS).gradient)).toBe(0);
  });

  it('says that a cube is not finite, so that training can stop', () => {
    const estimate = noise(20);
    estimate.data[3] = Number.NaN;
    expect(rankLoss(estimate, noise(21), OPTIONS).value).toBeNaN();
  });

  it('refuses pictures smaller than a patch, cubes that differ, and patches that are none', () => {
    const [small, other] = [noise(22, [1, 3, 47, 64]), noise(23, [1, 3, 64, 64])];
    expect(() => rankLoss(small, small)).toThrow(TrainingError);
    expect(() => rankLoss(small, small)).toThrow(/48 x 48 pixels: expected .* found 64 x 47/);
    expect(() => rankLoss(small, other)).toThrow(/\[1, 3, 47, 64\] and \[1, 3, 64, 64\]/);
    expect(() => rankLoss(other, other, {}, new Float32Array(3))).toThrow(/each of 4096 pixels, found 3/);
    expect(() => rankLoss(other, other, { stride: 0 })).toThrow(/stride of patches .* found 0/);
  });
});

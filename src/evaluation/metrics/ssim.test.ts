/** Against the definition, window by window, in every variant; scikit-image's figures are in metrics.test.ts. */
import { describe, expect, it } from 'vitest';
import { type SsimOptions, ssim, structuralSimilarity } from './ssim.ts';

const image = (seed: number) =>
  Float64Array.from({ length: 2 * 9 * 11 }, (_, index) => 0.5 + 0.4 * Math.sin(seed * (index + 1) ** 2));
const size = { width: 11, height: 9 };

/** The definition, with weights of the plane and no sums shared between windows. */
function slowSsim(
  y: Float64Array,
  z: Float64Array,
  options: Required<Pick<SsimOptions, 'window' | 'range' | 'border' | 'covariance'>> & { sigma?: number },
  mask?: Uint8Array,
): number {
  const { width, height } = size;
  const half = (options.window - 1) / 2;
  const offsets = Array.from({ length: options.window }, (_, index) => index - half);
  const line = offsets.map((at) =>
    options.sigma === undefined ? 1 : Math.exp(-(at * at) / (2 * options.sigma ** 2)),
  );
  const total = line.reduce((sum, weight) => sum + weight, 0) ** 2;
  const [c1, c2] = [(0.01 * options.range) ** 2, (0.03 * options.range) ** 2];
  const count = options.window ** 2;
  const correction = options.covariance === 'sample' ? count / (count - 1) : 1;
  const found: number[] = [];
  for (let band = 0; band < 2; band++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let whole = true;
        let counts = true;
        const samples: [number, number, number][] = [];
        for (const [i, down] of offsets.entries()) {
          for (const [j, across] of offsets.entries()) {
            const [r, c] = [row + down, column + across];
            const inside = r >= 0 && c >= 0 && r < height && c < width;
            whole &&= inside;
            counts &&= !inside || mask === undefined || mask[r * width + c] !== 0;
            const at = (band * height + r) * width + c;
            samples.push([(line[i] * line[j]) / total, inside ? y[at] : 0, inside ? z[at] : 0]);
          }
        }
        if (!counts || (options.border === 'inside' && !whole)) continue;
        const mean = (value: (a: number, b: number) => number): number =>
          samples.reduce((sum, [weight, a, b]) => sum + weight * value(a, b), 0);
        const [a, b] = [mean((first) => first), mean((_, second) => second)];
        const vy = correction * mean((first) => (first - a) ** 2);
        const vz = correction * mean((_, second) => (second - b) ** 2);
        const vyz = correction * mean((first, second) => (first - a) * (second - b));
        found.push(((2 * a * b + c1) * (2 * vyz + c2)) / ((a * a + b * b + c1) * (vy + vz + c2)));
      }
    }
  }
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

describe('structural similarity', () => {
  const [a, b] = [image(1), image(2)];
  const pair = { truth: a, estimate: b, bands: 2 };

  it.each([
    { window: 7, range: 1, border: 'inside', covariance: 'sample' },
    { window: 3, range: 2, border: 'zeros', covariance: 'population' },
    { window: 5, sigma: 1.5, range: 1, border: 'inside', covariance: 'population' },
    { window: 9, sigma: 1.5, range: 2, border: 'zeros', covariance: 'sample' },
  ] as const)('follows its definition: %o', (options) => {
    expect(ssim(pair, { ...size, ...options })).toBeCloseTo(slowSsim(a, b, options), 10);
    const mask = new Uint8Array(99).fill(1);
    mask[0] = 0;
    mask[4 * 11 + 10] = 0;
    const masked = ssim({ ...pair, mask }, { ...size, ...options });
    expect(masked).toBeCloseTo(slowSsim(a, b, options, mask), 10);
    expect(masked).not.toBeCloseTo(slowSsim(a, b, options), 6);
  });

  it('takes a uniform window of 7 with sample covariance by default, 11 without it for Gaussian weights', () => {
    const uniform = { window: 7, range: 1, border: 'inside', covariance: 'sample' } as const;
    expect(ssim(pair, size)).toBe(ssim(pair, { ...size, ...uniform }));
    const gaussian = { sigma: 1.5, border: 'zeros' } as const;
    expect(() => ssim(pair, { ...size, ...gaussian })).toThrow(/odd window of 3\.\.9 pixels, found 11/);
    expect(ssim(pair, { ...size, ...gaussian, window: 5 })).toBe(
      ssim(pair, { ...size, ...gaussian, window: 5, covariance: 'population' }),
    );
  });

  it('is 1 for equal cubes and symmetric', () => {
    expect(ssim({ truth: a, estimate: a, bands: 2 }, size)).toBeCloseTo(1, 12);
    const forth = ssim(pair, size);
    expect(forth).toBeLessThan(0.9);
    expect(ssim({ truth: b, estimate: a, bands: 2 }, size)).toBeCloseTo(forth, 12);
  });

  it('compares flat images by their means alone, and more kindly with a larger range', () => {
    const flat = (value: number) => new Float64Array(2 * 99).fill(value);
    const flats = { truth: flat(0.2), estimate: flat(0.4), bands: 2 };
    expect(ssim(flats, size)).toBeCloseTo((0.16 + 1e-4) / (0.04 + 0.16 + 1e-4), 9);
    const { values, windows } = structuralSimilarity(flats, size, [1, 2]);
    expect(values).toEqual([ssim(flats, size), ssim(flats, { ...size, range: 2 })]);
    expect(values[1]).toBeGreaterThan(values[0]);
    expect(windows).toBe(5 * 3);
  });

  it('treats samples before it compares them', () => {
    const wild = { truth: a.map((value) => value * 3), estimate: b, bands: 2 };
    const tame = { truth: wild.truth.map((value) => Math.min(1, value)), estimate: b, bands: 2 };
    expect(ssim(wild, { ...size, clamp: [0, 1] })).toBeCloseTo(ssim(tame, size), 12);
  });

  it('refuses windows that do not fit and masks without a whole window', () => {
    expect(() => ssim(pair, { ...size, window: 10 })).toThrow(/odd window of 3\.\.9 pixels, found 10/);
    expect(() => ssim(pair, { ...size, sigma: 0, window: 5 })).toThrow(/positive standard deviation/);
    expect(() => ssim(pair, { width: 11, height: 10 })).toThrow(/11 x 10 pixels, found 99/);
    const mask = new Uint8Array(99).fill(1, 0, 6 * 11);
    expect(() => ssim({ ...pair, mask }, size)).toThrow(/window of 7 x 7 pixels that all count, found none/);
    expect(structuralSimilarity({ ...pair, mask }, size, [1])).toEqual({ values: [Number.NaN], windows: 0 });
  });
});

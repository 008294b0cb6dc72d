/** Unmixing of mixtures that were made with known shares. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { chooseEndmembers, joinSpectra, vertexSpectra } from './choose-endmembers.ts';
import { collaborativeShares } from './collaborative-sparse-unmixing.ts';
import { FullyConstrainedUnmixing } from './fully-constrained-least-squares.ts';
import { signalSubspace } from './hysime.ts';
import { type SpectralSamples, samplePixels } from './spectral-samples.ts';
import { vertexComponents } from './vertex-component-analysis.ts';

const BANDS = 31;

/** Smooth spectra, each with a bump of its own. */
function materials(count: number): SpectralSamples {
  const data = Float64Array.from({ length: count * BANDS }, (_, index) => {
    const [row, band] = [Math.floor(index / BANDS), index % BANDS];
    const centre = ((row + 0.5) * BANDS) / count;
    return 0.15 + 0.6 * Math.exp(-0.5 * ((band - centre) / 3) ** 2);
  });
  return { count, bands: BANDS, data };
}

/** Random shares that sum to 1; the first pixels are pure. */
function mixtures(
  endmembers: SpectralSamples,
  pixels: number,
  noise: number,
  seed = 1,
): { readonly shares: Float64Array; readonly cube: Float32Array } {
  const random = new Random(seed);
  const { count } = endmembers;
  const shares = new Float64Array(count * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const own = Array.from({ length: count }, (_, member) =>
      pixel < count ? Number(member === pixel) : -Math.log(1 - random.uniform()),
    );
    const sum = own.reduce((total, value) => total + value, 0);
    for (let member = 0; member < count; member++) shares[member * pixels + pixel] = own[member] / sum;
  }
  const cube = Float32Array.from({ length: BANDS * pixels }, (_, index) => {
    const [band, pixel] = [Math.floor(index / pixels), index % pixels];
    let value = noise * random.normal();
    for (let member = 0; member < count; member++) {
      value += shares[member * pixels + pixel] * endmembers.data[member * BANDS + band];
    }
    return value;
  });
  return { shares, cube };
}

describe('fully constrained least squares', () => {
  it('finds the shares of mixtures', () => {
    const endmembers = materials(6);
    const { shares, cube } = mixtures(endmembers, 200, 0);
    const found = new Float32Array(shares.length);
    new FullyConstrainedUnmixing(endmembers.data, 6, BANDS).unmix(cube, 200, found);
    for (const [index, share] of shares.entries()) expect(found[index]).toBeCloseTo(share, 4);
  });

  it('gives the nearest point of the simplex for spectra outside of it', () => {
    const endmembers = materials(5);
    const random = new Random(2);
    const pixels = 60;
    const cube = Float32Array.from({ length: BANDS * pixels }, () => random.uniform(-0.3, 1.2));
    const found = new Float32Array(5 * pixels);
    new FullyConstrainedUnmixing(endmembers.data, 5, BANDS).unmix(cube, pixels, found);
    const misfit = (shares: readonly number[], pixel: number): number => {
      let sum = 0;
      for (let band = 0; band < BANDS; band++) {
        const value = shares.reduce(
          (total, share, member) => total + share * endmembers.data[member * BANDS + band],
          0,
        );
        sum += (value - cube[band * pixels + pixel]) ** 2;
      }
      return sum;
    };
    for (let pixel = 0; pixel < pixels; pixel++) {
      const shares = Array.from({ length: 5 }, (_, member) => found[member * pixels + pixel]);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      const least = misfit(shares, pixel);
      // Moving a little of any share to any other makes nothing better.
      for (let from = 0; from < 5; from++) {
        for (let to = 0; to < 5; to++) {
          const step = Math.min(shares[from], 1e-3);
          const moved = shares.map(
            (share, member) => share + step * (Number(member === to) - Number(member === from)),
          );
          expect(misfit(moved, pixel)).toBeGreaterThanOrEqual(least - 1e-6);
        }
      }
    }
  });

  it('refuses what does not fit', () => {
    expect(() => new FullyConstrainedUnmixing(new Float64Array(10), 3, 4)).toThrow(/found 10 numbers for 3/);
    expect(() => new FullyConstrainedUnmixing(new Float64Array(8), 2, 4)).toThrow(/finite and not all 0/);
  });
});

describe('HySime', () => {
  it.each([3, 5, 8])('counts %d materials under noise', (count) => {
    const { cube } = mixtures(materials(count), 1500, 0.004);
    const { count: found, noise } = signalSubspace(samplePixels(cube, BANDS, 1500, 1500));
    expect(found).toBe(count);
    for (const level of noise) expect(level).toBeGreaterThan(0.002);
  });

  it('finds no more than one in spectra that are all alike, and none too many in the dark', () => {
    expect(signalSubspace({ count: 50, bands: 4, data: new Float64Array(200).fill(0.5) }).count).toBe(1);
    expect(signalSubspace({ count: 50, bands: 4, data: new Float64Array(200) }).count).toBe(1);
  });
});

describe('vertex component analysis', () => {
  it('picks the pure pixels', () => {
    const endmembers = materials(6);
    const { cube } = mixtures(endmembers, 400, 0);
    const samples = samplePixels(cube, BANDS, 400, 400);
    expect(vertexComponents(samples, 6, new Random(4)).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('refuses darkness and numbers out of range', () => {
    const dark = { count: 9, bands: 4, data: new Float64Array(36) };
    expect(() => vertexComponents(dark, 2, new Random(1))).toThrow(/found none with light/);
    expect(() => vertexComponents(dark, 5, new Random(1))).toThrow(/1..4 endmembers, found 5/);
  });
});

describe('collaborative sparse unmixing', () => {
  it('gives the most to the library spectra that a scene is made of', () => {
    const library = materials(14);
    const used = [1, 5, 9];
    const part = joinSpectra(
      used.map((row) => ({
        count: 1,
        bands: BANDS,
        data: library.data.slice(row * BANDS, (row + 1) * BANDS),
      })),
    );
    const { cube } = mixtures(part, 200, 0.002);
    const totals = collaborativeShares(library, samplePixels(cube, BANDS, 200, 200));
    const largest = Array.from(totals.keys()).sort((a, b) => totals[b] - totals[a]);
    expect(largest.slice(0, 3).sort((a, b) => a - b)).toEqual(used);
    expect(totals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(200, -1);
  });
});

describe('endmembers of a patch', () => {
  const scene = mixtures(materials(4), 900, 0.003);
  const patch = { planes: BANDS, width: 30, height: 30, data: scene.cube };

  it('are as many as HySime finds, from the patch or from a library', () => {
    const own = chooseEndmembers(patch);
    expect(own.spectra.count).toBe(4);
    expect(own.origin).toMatch(/4 by HySime, vertices of the first patch/);
    const library = joinSpectra([materials(4), materials(9)]);
    const chosen = chooseEndmembers(patch, library);
    expect(chosen.spectra.count).toBe(4);
    expect(chosen.origin).toMatch(/of a library of 13/);
    expect(chooseEndmembers(patch, materials(3)).origin).toMatch(/all 3 spectra/);
  });

  it('need a library of the same bands', () => {
    const short = { count: 1, bands: 4, data: new Float64Array(4) };
    expect(() => chooseEndmembers(patch, short)).toThrow(/a library of 31 bands, found 4/);
    expect(() => joinSpectra([short, materials(1)])).toThrow(/the same bands, found 4, 31/);
  });

  it('of a cube are vertices of it', () => {
    expect(vertexSpectra(patch, 4).count).toBe(4);
  });
});

/** Features against their definition, written down as plainly as possible. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { CELL, type FeatureExtractor, type PlanarPatch } from './feature-extractor.ts';
import { gradientHistograms } from './gradient-histograms.ts';
import { materialFeatures } from './material-features.ts';
import { multidimensionalGradients } from './multidimensional-gradients.ts';
import { OrientationBins } from './orientation-bins.ts';

const CELLS = 4;
const SIDE = CELL * CELLS;

function randomPatch(planes: number, seed: number): PlanarPatch {
  const random = new Random(seed);
  const data = Float32Array.from({ length: planes * SIDE * SIDE }, () => random.uniform());
  return { planes, width: SIDE, height: SIDE, data };
}

function describePatch(extractor: FeatureExtractor, patch: PlanarPatch): Float32Array {
  const features = new Float32Array(extractor.channels * CELLS * CELLS).fill(Number.NaN);
  extractor.describe(extractor.prepare(patch), CELLS, features);
  return features;
}

describe.each([9, 18])('%d directions', (count) => {
  it('are those of the arc tangent', () => {
    const bins = new OrientationBins(count);
    const random = new Random(3);
    for (let trial = 0; trial < 2000; trial++) {
      const [x, y] = [random.normal(), random.normal()];
      const place = (Math.atan2(y, x) + Math.PI) / ((2 * Math.PI) / count);
      expect(bins.nearest(x, y)).toBe(Math.round(place) % count);
    }
    expect(bins.nearest(-1, 0)).toBe(0);
    expect(bins.nearest(-1, -0)).toBe(0);
    expect(bins.nearest(1, 0)).toBe(Math.round(count / 2) % count);
  });
});

/** SSHMG by its definition: [9 + 4 bins][4 cells of a block] a group of bands. */
function plainGradients({ planes, data }: PlanarPatch): number[] {
  const used = 4 * Math.floor(planes / 4);
  const at = (band: number, y: number, x: number): number => data[(band * SIDE + y) * SIDE + x];
  const slope = (index: number, length: number, value: (index: number) => number): number => {
    const [low, high] = [Math.max(0, index - 1), Math.min(length - 1, index + 1)];
    return (value(high) - value(low)) / (high - low);
  };
  const result: number[] = [];
  for (let group = 0; group < used / 4; group++) {
    const theta = Array.from({ length: CELLS * CELLS }, () => new Array<number>(9).fill(0));
    const phi = Array.from({ length: CELLS * CELLS }, () => new Array<number>(4).fill(0));
    for (let band = 4 * group; band < 4 * group + 4; band++) {
      for (let y = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++) {
          const gx = slope(x, SIDE, (i) => at(band, y, i));
          const gy = slope(y, SIDE, (i) => at(band, i, x));
          const gz = slope(band, used, (i) => at(i, y, x));
          const magnitude = Math.hypot(gx, gy, gz);
          const thetaBin = Math.round((Math.atan2(gy, gx) + Math.PI) / ((2 * Math.PI) / 9)) % 9;
          const phiBin = Math.round((Math.atan2(gz, Math.hypot(gx, gy)) + Math.PI / 2) / (Math.PI / 4)) % 4;
          for (let row = 0; row < CELLS; row++) {
            for (let column = 0; column < CELLS; column++) {
              const weight = (pixel: number, cell: number): number =>
                Math.max(0, 1 - Math.abs((pixel + 0.5) / CELL - 0.5 - cell));
              const share = weight(y, row) * weight(x, column) * magnitude;
              theta[row * CELLS + column][thetaBin] += share;
              phi[row * CELLS + column][phiBin] += share;
            }
          }
        }
      }
    }
    for (const histograms of [theta, phi]) {
      const blocks = histograms.map((_, cell) => {
        const [row, column] = [Math.floor(cell / CELLS), cell % CELLS];
        const [below, right] = [Math.min(row + 1, CELLS - 1), Math.min(column + 1, CELLS - 1)];
        const stack = [
          [row, column],
          [row, right],
          [below, column],
          [below, right],
        ].flatMap(([r, c]) => histograms[r * CELLS + c]);
        const unit = (values: number[]): number[] => values.map((value) => value / Math.hypot(...values));
        return unit(unit(stack).map((value) => Math.min(0.2, value)));
      });
      for (let plane = 0; plane < blocks[0].length; plane++) {
        for (const block of blocks) result.push(block[plane]);
      }
    }
  }
  return result;
}

describe('multidimensional gradients', () => {
  it.each([
    [16, 208],
    [31, 364],
  ])('of %d bands are %d planes', (bands, planes) => {
    expect(multidimensionalGradients(bands).channels).toBe(planes);
  });

  it('are those of the definition', () => {
    const patch = randomPatch(11, 1);
    const found = describePatch(multidimensionalGradients(11), patch);
    const expected = plainGradients(patch);
    expect(found.length).toBe(expected.length);
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 4);
  });

  it('do not change with brightness, and are nothing where nothing changes', () => {
    const patch = randomPatch(8, 2);
    const bright = { ...patch, data: patch.data.map((value) => 3 * value) };
    const extractor = multidimensionalGradients(8);
    const [found, again] = [describePatch(extractor, patch), describePatch(extractor, bright)];
    for (const [index, value] of found.entries()) expect(again[index]).toBeCloseTo(value, 4);
    const flat = { ...patch, data: new Float32Array(patch.data.length).fill(0.4) };
    expect(describePatch(extractor, flat).every((value) => value === 0)).toBe(true);
  });

  it('need four bands', () => {
    expect(() => multidimensionalGradients(3)).toThrow(/at least 4 bands for spectral gradients, found 3/);
  });
});

describe('gradient histograms of RGB', () => {
  const ramp = (dx: number, dy: number): PlanarPatch => ({
    planes: 3,
    width: SIDE,
    height: SIDE,
    data: Float32Array.from({ length: 3 * SIDE * SIDE }, (_, index) => {
      const pixel = index % (SIDE * SIDE);
      const strength = index < SIDE * SIDE ? 1 : 0.3; // red changes most
      return 0.01 * strength * (dx * (pixel % SIDE) + dy * Math.floor(pixel / SIDE));
    }),
  });

  it('put a ramp where it points', () => {
    const features = describePatch(gradientHistograms(), ramp(0, 1));
    const [row, column] = [1, 2];
    const cell = row * CELLS + column;
    const values = Array.from({ length: 31 }, (_, channel) => features[channel * CELLS * CELLS + cell]);
    // Downwards is 90 degrees: 270 of 360 from the first direction, bin 13.5 of 18, so 13 or 14.
    const strongest = values.slice(0, 18).indexOf(Math.max(...values.slice(0, 18)));
    expect([13, 14]).toContain(strongest);
    expect(values.slice(0, 18).filter((value) => value > 0).length).toBe(1);
    expect(values[18 + (strongest % 9)]).toBeCloseTo(0.4, 3); // four times the clip of 0.2, halved
    expect(values.slice(27).every((value) => value > 0)).toBe(true);
  });

  it('tell light to dark from dark to light by direction, not by orientation', () => {
    const cells = CELLS * CELLS;
    const [one, other] = [
      describePatch(gradientHistograms(), ramp(1, 0)),
      describePatch(gradientHistograms(), ramp(-1, 0)),
    ];
    expect(one.slice(0, 18 * cells)).not.toEqual(other.slice(0, 18 * cells));
    for (let index = 18 * cells; index < 27 * cells; index++) expect(one[index]).toBeCloseTo(other[index], 5);
  });
});

describe('material features', () => {
  it('append the mean share of every endmember in a cell', () => {
    const endmembers = { count: 2, bands: 4, data: Float64Array.of(1, 0, 0, 0.2, 0, 1, 0.5, 0) };
    const share = (pixel: number): number => (pixel % SIDE < 2 * CELL ? 0.25 : 0.75);
    const data = Float32Array.from({ length: 4 * SIDE * SIDE }, (_, index) => {
      const [band, pixel] = [Math.floor(index / SIDE ** 2), index % SIDE ** 2];
      return share(pixel) * endmembers.data[band] + (1 - share(pixel)) * endmembers.data[4 + band];
    });
    const extractor = materialFeatures(endmembers);
    expect(extractor.channels).toBe(52 + 2);
    const features = describePatch(extractor, { planes: 4, width: SIDE, height: SIDE, data });
    for (let cell = 0; cell < CELLS * CELLS; cell++) {
      const expected = cell % CELLS < 2 ? 0.25 : 0.75;
      expect(features[52 * CELLS * CELLS + cell]).toBeCloseTo(expected, 5);
      expect(features[53 * CELLS * CELLS + cell]).toBeCloseTo(1 - expected, 5);
    }
  });
});

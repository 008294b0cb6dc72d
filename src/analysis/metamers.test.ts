import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { createCube, type SpectralCube } from '../cube/spectral-cube.ts';
import { Random } from '../random.ts';
import { trueColour } from '../reconstruction/render.ts';
import { ciede2000 } from '../spectra/ciede2000.ts';
import { labOf } from '../spectra/cielab.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { findMetamers } from './metamers.ts';

const lights = { equalUnder: 'D65', differentUnder: 'A' } as const;

function cubeOf(width: number, height: number, spectrum: (pixel: number) => ArrayLike<number>): SpectralCube {
  const plane = width * height;
  const data = new Float32Array(31 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    const values = spectrum(pixel);
    for (let band = 0; band < 31; band++) data[band * plane + pixel] = values[band];
  }
  const metadata = { quantity: 'reflectance' } as const;
  return createCube({ bands: 31, height, width, wavelengths: VISIBLE_31, metadata }, data);
}

const bump = (centre: number, deviation: number, floor: number, rise: number): number[] =>
  VISIBLE_31.map((nm) => floor + rise * Math.exp(-0.5 * ((nm - centre) / deviation) ** 2));

/** A spectrum plus what a daylight photo does not see of another. */
function metamerOf(spectrum: readonly number[], of: readonly number[], factor: number): number[] {
  const black = developedSrgbResponse(VISIBLE_31).nullPart(Float32Array.from(of));
  return spectrum.map((value, band) => value + factor * black[band]);
}

/** CIELAB under a light, from the matrix of sRGB as the standard prints it. */
function labUnder(spectrum: ArrayLike<number>, light: string): [number, number, number] {
  const [r, g, b] = trueColour(VISIBLE_31, 'reflectance', light).apply(Float32Array.from(spectrum));
  const xyz = (red: number, green: number, blue: number): [number, number, number] => [
    0.4124 * red + 0.3576 * green + 0.1805 * blue,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    0.0193 * red + 0.1192 * green + 0.9505 * blue,
  ];
  return labOf(xyz(r, g, b), xyz(1, 1, 1));
}

describe('findMetamers', () => {
  it('finds two surfaces that daylight does not tell apart', () => {
    const grey = bump(550, 1e6, 0, 0.4);
    const other = metamerOf(grey, bump(480, 15, 0, 1), 0.4);
    const near = (pixel: number, x: number, y: number) =>
      Math.abs((pixel % 40) - x) <= 1 && Math.abs(Math.floor(pixel / 40) - y) <= 1;
    const cube = cubeOf(40, 40, (pixel) =>
      near(pixel, 6, 5)
        ? grey
        : near(pixel, 33, 30)
          ? other
          : bump(420 + 7 * (pixel % 40), 30, 0.1, 0.02 * Math.floor(pixel / 40)),
    );
    const [pair] = findMetamers(cube, { ...lights, count: 1 });
    // The middles of the two surfaces: what surrounds them has edges.
    expect(pair.places.map(({ x, y, side }) => [x, y, side])).toEqual([
      [6, 5, 1],
      [33, 30, 1],
    ]);
    expect(pair.equalDifference).toBeLessThan(0.01);
    const wanted = ciede2000(labUnder(grey, 'A'), labUnder(other, 'A'));
    expect(wanted).toBeGreaterThan(3);
    expect(Math.abs(pair.differentDifference - wanted)).toBeLessThan(0.02);
    const shown = trueColour(VISIBLE_31, 'reflectance', 'A').apply(Float32Array.from(other));
    for (const [channel, value] of shown.entries()) {
      expect(pair.places[1].differentColour[channel]).toBeCloseTo(value, 5);
    }
  });

  it('comes within a tenth of the best pair that there is, and says the truth about it', () => {
    const random = new Random(5);
    const spectra = Array.from({ length: 400 }, (_, pixel) =>
      metamerOf(
        bump(560, 90, 0.3 + 0.02 * (pixel % 3), 0.1),
        bump(random.uniform(410, 690), 12, 0, 1),
        random.uniform(0, 0.3),
      ),
    );
    // Each spectrum covers 3 x 3 pixels, whose middle is even.
    const cube = cubeOf(
      60,
      60,
      (pixel) => spectra[20 * Math.floor(pixel / 180) + Math.floor((pixel % 60) / 3)],
    );
    const labs = [lights.equalUnder, lights.differentUnder].map((light) =>
      spectra.map((spectrum) => labUnder(spectrum, light)),
    );
    let best = 0;
    for (let a = 0; a < 400; a++) {
      for (let b = 0; b < a; b++) {
        const apart = Math.hypot((a % 20) - (b % 20), Math.floor(a / 20) - Math.floor(b / 20)) >= 2;
        if (!apart || ciede2000(labs[0][a], labs[0][b]) > 1) continue;
        best = Math.max(best, ciede2000(labs[1][a], labs[1][b]));
      }
    }
    const pairs = findMetamers(cube, { ...lights, apart: 6, count: 5 });
    expect(pairs).toHaveLength(5);
    expect(pairs[0].differentDifference).toBeGreaterThan(0.9 * best);
    const middles: number[][] = [];
    for (const { places, equalDifference, differentDifference } of pairs) {
      const [a, b] = places.map(({ x, y }) => 20 * Math.floor(y / 3) + Math.floor(x / 3));
      expect(equalDifference).toBeLessThanOrEqual(1);
      expect(Math.abs(equalDifference - ciede2000(labs[0][a], labs[0][b]))).toBeLessThan(0.02);
      expect(Math.abs(differentDifference - ciede2000(labs[1][a], labs[1][b]))).toBeLessThan(0.02);
      for (const { x, y } of places) {
        for (const [otherX, otherY] of middles)
          expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThanOrEqual(6);
        middles.push([x, y]);
      }
    }
    expect(findMetamers(cube, { ...lights, apart: 6, count: 5 })).toEqual(pairs);
  });

  it('averages larger pictures over places', () => {
    const grey = bump(550, 1e6, 0, 0.4);
    const other = metamerOf(grey, bump(480, 15, 0, 1), 0.4);
    const cube = cubeOf(1025, 513, (pixel) => (pixel % 1025 < 500 ? grey : other));
    const [pair] = findMetamers(cube, { ...lights, count: 1 });
    expect(pair.places[0].side).toBe(2);
    expect(pair.places.some(({ x }) => x < 500) && pair.places.some(({ x }) => x >= 500)).toBe(true);
    expect(pair.equalDifference).toBeLessThan(0.01);
  });

  it('takes a light by its spectrum, and finds none where all are different or dark', () => {
    const lamp = { name: 'lamp', power: illuminant('A', VISIBLE_31) };
    const cube = cubeOf(3, 1, (pixel) => bump(550, 1e6, 0, [0.1, 0.4, 0.8][pixel]));
    expect(findMetamers(cube, { equalUnder: lamp, differentUnder: 'D65', apart: 1 })).toEqual([]);
    // One surface looks the same under any two lights.
    const plain = cubeOf(9, 9, () => bump(520, 40, 0.1, 0.5));
    expect(findMetamers(plain, { ...lights, apart: 1 })).toEqual([]);
    expect(
      findMetamers(
        cubeOf(3, 3, () => bump(550, 9, 0, 0.01)),
        { ...lights, apart: 1 },
      ),
    ).toEqual([]);
  });

  it('refuses radiance and senseless options', () => {
    const cube = cubeOf(2, 2, () => bump(550, 20, 0, 1));
    expect(() => findMetamers({ ...cube, metadata: { quantity: 'radiance' } }, lights)).toThrow('radiance');
    expect(() => findMetamers(cube, { ...lights, below: 0 })).toThrow('below to be positive, found 0');
  });
});

import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { MosaicSampler } from './mosaic-sampler.ts';
import type { SpectraSource } from './resized-sampler.ts';
import { litSpectra, mixedSpectra, ShadingSampler, spectraInMemory } from './spectra-sources.ts';

const constant = (value: number): SpectraSource => ({
  bands: 2,
  draw: async () => ({ data: new Float32Array(8).fill(value), mask: new Uint8Array(4).fill(1) }),
});

describe('sources of spectra', () => {
  it('are mixed by their shares', async () => {
    const mixed = mixedSpectra([
      { source: constant(1), share: 3 },
      { source: constant(2), share: 1 },
    ]);
    const random = new Random(1);
    let seconds = 0;
    for (let draw = 0; draw < 400; draw++) if ((await mixed.draw(random)).data[0] === 2) seconds++;
    expect(seconds).toBeGreaterThan(70);
    expect(seconds).toBeLessThan(130);
  });

  it('are lit by lights of mean 1, as often as asked', async () => {
    const lights = { drawLight: () => [1, 3] };
    const random = new Random(2);
    const always = await litSpectra(constant(4), lights, 1).draw(random);
    expect([...always.data]).toEqual([2, 2, 2, 2, 6, 6, 6, 6]);
    expect((await litSpectra(constant(4), lights, 0).draw(random)).data[7]).toBe(4);
  });

  it('are mosaics of reflectances under a shading that has no colour', async () => {
    const spectra = [
      [0.2, 0.4, 0.8],
      [0.9, 0.3, 0.6],
    ];
    const source = spectraInMemory(new MosaicSampler(new ShadingSampler(3, 12), spectra, 1));
    const { data, mask } = await source.draw(new Random(3));
    expect([...mask].every((kept) => kept === 1)).toBe(true);
    const levels = new Set<number>();
    for (let pixel = 0; pixel < 144; pixel++) {
      const [a, b, c] = [0, 144, 288].map((from) => data[from + pixel]);
      const fits = spectra.filter(
        (each) => Math.abs(b / a - each[1] / each[0]) < 1e-4 && Math.abs(c / a - each[2] / each[0]) < 1e-4,
      );
      expect(fits).toHaveLength(1);
      levels.add(Math.round((100 * a) / fits[0][0]));
      expect(a / fits[0][0]).toBeLessThanOrEqual(1 + 1e-6);
    }
    expect(levels.size).toBeGreaterThan(5);
  });
});

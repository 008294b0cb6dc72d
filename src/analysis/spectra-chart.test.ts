import { expect, it } from 'vitest';
import type { NamedSpectrum } from './named-spectrum.ts';
import { spectraChart } from './spectra-chart.ts';

const leaf: NamedSpectrum = {
  name: 'leaf <1>',
  kind: 'estimated',
  quantity: 'reflectance',
  wavelengths: [400, 550, 700],
  values: [0.05, 0.12, 0.4],
};

it('names every spectrum and says which are estimated', () => {
  const region: NamedSpectrum = {
    ...leaf,
    name: 'region',
    kind: 'measured',
    deviation: [0.01, 0.02, 0.1],
    pixels: 12,
  };
  const svg = spectraChart([leaf, region, { ...leaf, name: 'file', kind: 'unknown' }], { title: 'A & B' });
  expect(svg).toContain('>leaf &#60;1&#62; (estimated)<');
  expect(svg).toContain('>region (measured, 12 pixels)<');
  expect(svg).toContain('>file<');
  expect(svg).toContain('A &#38; B');
  expect(svg).toContain('>reflectance<');
  expect(svg.match(/fill-opacity="0.16"/g)).toHaveLength(1);
  // A curve and its piece in the legend share colour and dashes, which no other has.
  const lines = [...svg.matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="1.8"( stroke-dasharray="[^"]+")?/g)];
  const looks = lines.map(([, colour, dash]) => `${colour}${dash}`);
  expect(looks).toHaveLength(6);
  expect(new Set(looks).size).toBe(3);
});

it('refuses to draw nothing', () => {
  expect(() => spectraChart([])).toThrow('at least one spectrum');
});

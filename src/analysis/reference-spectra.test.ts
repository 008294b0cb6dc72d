import { expect, it } from 'vitest';
import { createPalette } from '../reconstruction/sample/palette.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { referenceSpectra } from './reference-spectra.ts';

const library = referenceSpectra(VISIBLE_31);
const byId = (id: string) => library.find((entry) => entry.id === id)?.values ?? new Float64Array();

it('has entries that all say what they are, under names of their own', () => {
  expect(library.length).toBeGreaterThan(20);
  expect(new Set(library.map(({ id }) => id)).size).toBe(library.length);
  expect(new Set(library.map(({ name }) => name)).size).toBe(library.length);
  expect(new Set(library.map(({ group }) => group))).toEqual(
    new Set(['neutral', 'material', 'filter', 'light']),
  );
  for (const { id, description, source, quantity, values } of library) {
    expect(values.length, id).toBe(31);
    expect(description.length > 5 && source !== '', id).toBe(true);
    const largest = quantity === 'relative power' ? 2000 : 1;
    for (const value of values) expect(value >= 0 && value <= largest, `${id} ${value}`).toBe(true);
  }
});

it('has the pigments of the sample scene, the lights by name, and edges where they are said to be', () => {
  const palette = createPalette(VISIBLE_31);
  expect([...byId('leaf')]).toEqual([...palette.spectra[palette.index('leaf')]]);
  expect([...byId('light-F11')]).toEqual([...illuminant('F11', VISIBLE_31)]);
  expect([...byId('grey-18')]).toEqual(new Array(31).fill(0.18));
  // The band of 550 nm stands for 545..555 nm: half of it passes.
  expect([...byId('long-pass-550').subarray(14, 17)]).toEqual([0, 0.5, 1]);
  expect([...byId('short-pass-500').subarray(9, 12)]).toEqual([1, 0.5, 0]);
});

it('leaves out what a grid leaves', () => {
  const wide = referenceSpectra([400, 600, 900]);
  expect(wide.map(({ group }) => group)).not.toContain('material');
  expect(wide.filter(({ group }) => group === 'light').map(({ name }) => name)).toEqual(['A']);
  expect(wide.filter(({ group }) => group === 'neutral')).toHaveLength(4);
  expect(() => referenceSpectra([500, 400])).toThrow('ascend');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderBands, toNanometres } from './band-wavelengths.ts';
import { CubeError } from './spectral-cube.ts';

test('micrometres become the nanometres that were meant', () => {
  const metres = Array.from({ length: 301 }, (_, index) => (400 + index) / 1000);
  for (const unit of ['Micrometers', 'um', ' MICROMETERS ', '\u00b5m']) {
    expect(toNanometres(metres, unit, 'a.hdr').wavelengths).toEqual(metres.map((_, index) => 400 + index));
  }
});

test('a silent file is guessed by the size of its numbers, and the note says so', () => {
  expect(toNanometres([0.4, 0.7], undefined, 'a.hdr').wavelengths).toEqual([400, 700]);
  expect(toNanometres([400, 700], 'Unknown', 'a.hdr').wavelengths).toEqual([400, 700]);
  expect(toNanometres([0.4], undefined, 'a.hdr').notes[0]).toMatch(/taken as micrometres/);
});

test('units that are no length are refused', () => {
  for (const unit of ['Wavenumber', 'GHz', 'Index', 'constructor', '__proto__']) {
    expect(() => toNanometres([1], unit, 'a.hdr')).toThrow(CubeError);
  }
  expect(() => toNanometres([1], 'u'.repeat(10_000), 'a.hdr')).toThrow(/found 'u{40}'/);
});

test('bands are put in ascending order and their places in the file are kept', () => {
  const shuffled = fc
    .uniqueArray(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 40 })
    .map((values) => values.map((value) => value / 2));
  fc.assert(
    fc.property(shuffled, (values) => {
      const order = orderBands(values, values.length, 'a.hdr', '');
      expect(order.wavelengths).toEqual([...values].sort((a, b) => a - b));
      expect(order.fileBands.map((position) => values[position])).toEqual(order.wavelengths);
      expect(order.notes.length).toBe(
        order.wavelengths.every((value, band) => value === values[band]) ? 0 : 1,
      );
    }),
  );
});

test('only 31 bands may go without wavelengths', () => {
  const order = orderBands(undefined, 31, 'a.npy', 'say them');
  expect([order.wavelengths[0], order.wavelengths[30]]).toEqual([400, 700]);
  expect(order.notes[0]).toMatch(/400\.\.700 nm/);
  expect(() => orderBands(undefined, 30, 'a.npy', 'say them')).toThrow(/wavelengths of 30 bands, found none/);
  expect(() => orderBands(undefined, 1e9, 'a.npy', 'say them')).toThrow(CubeError);
});

test('wavelengths that cannot be are refused', () => {
  expect(() => orderBands([400], 2, 'a', '')).toThrow(/expected 2 wavelengths, one a band, found 1/);
  expect(() => orderBands([400, 400], 2, 'a', '')).toThrow(/found 400 nm twice/);
  expect(() => orderBands([400, -1], 2, 'a', '')).toThrow(/found -1 at band 2/);
  expect(() => orderBands([Number.NaN, 500], 2, 'a', '')).toThrow(CubeError);
});

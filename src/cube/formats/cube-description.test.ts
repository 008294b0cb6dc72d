import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCubeDescription, parseCubeDescription } from './cube-description.ts';
import { CubeError } from '../spectral-cube.ts';

test('a sidecar that was written reads back', () => {
  const metadata = fc.record(
    {
      quantity: fc.constantFrom('radiance', 'reflectance', 'unknown'),
      assumption: fc.string(),
      response: fc.string(),
      model: fc.string(),
      source: fc.string(),
      description: fc.string(),
      reprojectionError: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['quantity'] },
  );
  fc.assert(
    fc.property(metadata, (meta) => {
      const header = { bands: 2, height: 1, width: 1, wavelengths: [400.5, 700], metadata: meta };
      const expected = { metadata: meta, wavelengths: [400.5, 700], wavelengthUnits: 'nm' };
      expect(parseCubeDescription(formatCubeDescription(header), 'a.json')).toEqual(expected);
    }),
  );
});

test('a sidecar with nothing but what is needed', () => {
  expect(
    parseCubeDescription('{"wavelengths": [400, 500], "mine": {"x": 1}, "model": null}', 'a.json'),
  ).toEqual({
    wavelengths: [400, 500],
    metadata: { quantity: 'unknown' },
  });
});

test('values of the wrong kind are named', () => {
  const wrong = {
    wavelengths: ['"400"', '[400, "500"]', '[null]'],
    wavelengthUnits: ['1'],
    scaleFactor: ['0', '"1"', '-1'],
    reprojectionError: ['-1', '"small"'],
    quantity: ['"colour"', '3'],
    model: ['3', '[]'],
    axes: [
      '"band,row,column"',
      '["band","row"]',
      '[["band"],"row","column"]',
      '[{"toString":1},"row","column"]',
    ],
  };
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      const read = () => parseCubeDescription(`{"${key}": ${value}}`, 'a.json');
      expect(read).toThrow(CubeError);
      expect(read).toThrow(`'${key}'`);
    }
  }
});

test('what is no object is refused', () => {
  for (const text of ['', '{', '[]', 'null', '3', '"a"', 'wavelengths']) {
    expect(() => parseCubeDescription(text, 'a.json')).toThrow(CubeError);
  }
});

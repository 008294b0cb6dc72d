import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatEnviHeader, parseEnviHeader } from './envi-header.ts';
import { CubeError, type CubeHeader } from '../../spectral-cube.ts';

const basic = {
  samples: '482',
  lines: '512',
  bands: '3',
  'header offset': '928',
  'data type': '4',
  interleave: 'BIL',
  'byte order': '1',
  'wavelength units': 'Micrometers',
  wavelength: '{0.4, 0.5, 0.6}',
};

function text(changes: Record<string, string | undefined> = {}): string {
  const lines = Object.entries({ ...basic, ...changes });
  return `ENVI\n${lines.flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}`])).join('\n')}\n`;
}

describe('parsing', () => {
  test('sizes, layout and wavelengths', () => {
    const header = parseEnviHeader(text({ 'map info': '{UTM, 1}' }), 'a.hdr');
    expect(header).toMatchObject({
      width: 482,
      height: 512,
      bands: 3,
      headerOffset: 928,
      type: 'float32',
      interleave: 'bil',
      littleEndian: false,
      fileBytes: 928 + 482 * 512 * 3 * 4,
      wavelengths: [400, 500, 600],
      gain: [1, 1, 1],
      offset: [0, 0, 0],
      notes: [],
      metadata: { quantity: 'unknown' },
    });
    expect(header.fields.get('map info')).toBe('UTM, 1');
  });

  test('every numeric data type', () => {
    const bytes = { 1: 1, 2: 2, 3: 4, 4: 4, 5: 8, 12: 2, 13: 4, 14: 8, 15: 8 };
    for (const [code, size] of Object.entries(bytes)) {
      const header = parseEnviHeader(text({ 'data type': code, 'header offset': undefined }), 'a.hdr');
      expect(header.fileBytes).toBe(482 * 512 * 3 * size);
    }
    expect(() => parseEnviHeader(text({ 'data type': '6' }), 'a.hdr')).toThrow(/found 6 \(complex numbers\)/);
    expect(() => parseEnviHeader(text({ 'data type': '7' }), 'a.hdr')).toThrow(CubeError);
  });

  test('scale factor, gains and offsets follow the bands into ascending order', () => {
    const factor = parseEnviHeader(text({ 'reflectance scale factor': '10000.0' }), 'a.hdr');
    expect(factor.gain).toEqual([1e-4, 1e-4, 1e-4]);
    expect(factor.metadata.quantity).toBe('reflectance');
    const descending = { wavelength: '{600, 500, 400}', 'wavelength units': 'nm' };
    const gains = { 'data gain values': '{1, 2, 3}', 'data offset values': '{10, 20, 30}' };
    const radiance = parseEnviHeader(text({ ...descending, ...gains }), 'a.hdr');
    expect(radiance).toMatchObject({
      wavelengths: [400, 500, 600],
      fileBands: [2, 1, 0],
      gain: [3, 2, 1],
      offset: [30, 20, 10],
      metadata: { quantity: 'radiance' },
    });
    expect(radiance.notes).toHaveLength(1);
    const both = parseEnviHeader(text({ ...gains, 'reflectance scale factor': '2' }), 'a.hdr');
    expect([both.gain[0], both.notes.length]).toEqual([0.5, 2]);
    const offsetOnly = parseEnviHeader(text({ 'data reflectance offset values': '{1, 1, 1}' }), 'a.hdr');
    expect(offsetOnly).toMatchObject({
      gain: [1, 1, 1],
      offset: [1, 1, 1],
      metadata: { quantity: 'reflectance' },
    });
    expect(() => parseEnviHeader(text({ 'data gain values': '{1, 2}' }), 'a.hdr')).toThrow(
      /3 numbers, .* found 2/,
    );
    expect(() => parseEnviHeader(text({ 'reflectance scale factor': '0' }), 'a.hdr')).toThrow(/found '0'/);
  });

  test('what is assumed is noted', () => {
    const silent = { 'byte order': undefined, 'wavelength units': undefined, 'data ignore value': '-1' };
    const header = parseEnviHeader(text(silent), 'a.hdr');
    expect(header.notes.join('\n')).toMatch(/byte order[\s\S]*unit of its wavelengths[\s\S]*value -1/);
  });

  test('a note stays short however long a value is', () => {
    const long = 'x'.repeat(100_000);
    const { notes } = parseEnviHeader(
      text({ 'data ignore value': long, 'spectralift clamped samples': long }),
      'a.hdr',
    );
    expect(notes.filter((note) => note.includes('x'.repeat(40)))).toHaveLength(2);
    expect(notes.every((note) => note.length < 200)).toBe(true);
  });

  test('lies and gaps are refused', () => {
    const lies: Record<string, string | undefined>[] = [
      { bands: '1000000000' },
      { bands: '0' },
      { bands: undefined },
      { bands: '99999999999999999999' },
      { samples: '-5' },
      { samples: '4294967296', lines: '4294967296' },
      { lines: '3.5' },
      { 'header offset': '-1' },
      { 'byte order': '2' },
      { interleave: 'bsx' },
      { interleave: undefined },
      { 'file compression': '1' },
      { wavelength: '{0.4, 0.5}' },
      { wavelength: '{0.4, 0.5, nan}' },
      { wavelength: undefined },
      { 'wavelength units': 'GHz' },
    ];
    for (const lie of lies) expect(() => parseEnviHeader(text(lie), 'a.hdr')).toThrow(CubeError);
  });
});

describe('round trip', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a {b} c', 'x\ny = 3', ' ; z ', '%7B'),
  );
  const metadata = fc.record(
    {
      quantity: fc.constantFrom('radiance', 'reflectance', 'unknown'),
      assumption: words.filter((word) => word !== ''),
      response: words.filter((word) => word !== ''),
      model: words.filter((word) => word !== ''),
      source: words.filter((word) => word !== ''),
      description: words.filter((word) => word !== ''),
      reprojectionError: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    },
    { requiredKeys: ['quantity'] },
  );
  const wavelengths = fc
    .uniqueArray(fc.double({ min: 100, max: 2500, noNaN: true }), { minLength: 1, maxLength: 40 })
    .map((values) => values.sort((a, b) => a - b));
  const headers: fc.Arbitrary<CubeHeader> = fc
    .tuple(wavelengths, metadata, fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }))
    .map(([grid, meta, height, width]) => ({
      bands: grid.length,
      height,
      width,
      wavelengths: grid,
      metadata: meta,
    }));

  test('a header that was written reads back', () => {
    const format = fc.record({
      dataType: fc.constantFrom('float32', 'uint16'),
      scaleFactor: fc.constantFrom(1, 1000, 10_000, 65_535),
    });
    fc.assert(
      fc.property(headers, format, (header, { dataType, scaleFactor }) => {
        const read = parseEnviHeader(formatEnviHeader(header, { dataType, scaleFactor }), 'a.hdr');
        expect(read).toMatchObject({ ...header, type: dataType, interleave: 'bsq', littleEndian: true });
        expect(read.metadata).toEqual(header.metadata);
        for (const gain of read.gain) expect(gain).toBeCloseTo(1 / scaleFactor, 15);
        expect(read.notes).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('the keys that other programs look for', () => {
    const header = parseEnviHeader(
      text({ wavelength: '{400, 500, 600}', 'wavelength units': 'nm' }),
      'a.hdr',
    );
    const reflectance: CubeHeader = { ...header, metadata: { quantity: 'reflectance' } };
    const format = { dataType: 'uint16', scaleFactor: 10_000, clampedSamples: 1234 } as const;
    const written = formatEnviHeader(reflectance, format);
    expect(written.split('\n')).toEqual(
      expect.arrayContaining([
        'ENVI',
        'samples = 482',
        'lines = 512',
        'bands = 3',
        'header offset = 0',
        'file type = ENVI Standard',
        'data type = 12',
        'interleave = bsq',
        'byte order = 0',
        'wavelength units = Nanometers',
        'reflectance scale factor = 10000',
        'spectralift clamped samples = 1,234',
      ]),
    );
    expect(parseEnviHeader(written, 'a.hdr').notes).toEqual([
      '1,234 samples were clamped when a.hdr was written',
    ]);
    const radiance = formatEnviHeader({ ...header, metadata: { quantity: 'radiance' } }, format);
    expect(radiance).not.toMatch(/reflectance scale factor/);
    expect(parseEnviHeader(radiance, 'a.hdr').gain).toEqual([1e-4, 1e-4, 1e-4]);
    for (const scaleFactor of [0, -1, Number.NaN]) {
      expect(() => formatEnviHeader(header, { dataType: 'uint16', scaleFactor })).toThrow(CubeError);
    }
  });
});

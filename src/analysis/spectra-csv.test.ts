import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamedSpectrum, SPECTRUM_KINDS, SpectraFileError } from './named-spectrum.ts';
import { parseSpectraCsv } from './parse-spectra-csv.ts';
import { spectraCsv } from './spectra-csv.ts';

const pin: NamedSpectrum = {
  name: 'pin 1, "leaf"',
  kind: 'estimated',
  quantity: 'reflectance',
  wavelengths: [400, 410, 420],
  values: Float32Array.of(0.1, -0.25, 1 / 3),
  source: 'photo; one.jpg at 12,40',
};
const region: NamedSpectrum = {
  name: 'region',
  kind: 'measured',
  quantity: 'reflectance',
  wavelengths: [400, 415],
  values: [0.5, 0.6],
  deviation: [0.01, 0],
  pixels: 40,
};

describe('spectraCsv', () => {
  it('says what each column is', () => {
    const lines = spectraCsv([pin, region]).split('\r\n');
    expect(lines[0]).toMatch(/^# .*"estimated" means inferred from a photo, not measured/);
    expect(lines[1]).toContain('"kind":"estimated","quantity":"reflectance"');
    expect(lines.slice(3)).toEqual([
      'wavelength_nm,"pin 1, ""leaf""",region,region (standard deviation)',
      '400,0.100000001,0.5,0.01',
      '410,-0.25,,',
      '415,,0.6,0',
      '420,0.333333343,,',
      '',
    ]);
  });

  it('comes back as it was, to the last bit of float32', () => {
    const text = fc.string({ minLength: 0, maxLength: 12 });
    const float = fc.float({ noNaN: true, noDefaultInfinity: true });
    const spectrum = fc
      .uniqueArray(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 })
      .chain((found) => {
        const wavelengths = found.map((value) => value / 4).sort((a, b) => a - b);
        const values = fc.array(float, { minLength: wavelengths.length, maxLength: wavelengths.length });
        return fc.record(
          {
            name: text,
            kind: fc.constantFrom(...SPECTRUM_KINDS),
            quantity: text,
            wavelengths: fc.constant(wavelengths),
            values,
            deviation: values,
            source: text,
            pixels: fc.integer({ min: 1, max: 1e6 }),
          },
          { requiredKeys: ['name', 'kind', 'quantity', 'wavelengths', 'values'] },
        );
      });
    fc.assert(
      fc.property(fc.array(spectrum, { minLength: 1, maxLength: 5 }), (spectra) => {
        const back = parseSpectraCsv(spectraCsv(spectra));
        const asFloat32 = (values: ArrayLike<number>) =>
          Array.from(values, (value) => Math.fround(value) + 0);
        for (const [index, { values, deviation, ...rest }] of back.entries()) {
          const { values: wanted, deviation: wantedDeviation, ...wantedRest } = spectra[index];
          expect(rest).toEqual(wantedRest);
          expect(asFloat32(values)).toEqual(asFloat32(wanted));
          expect(deviation === undefined).toBe(wantedDeviation === undefined);
          if (deviation !== undefined) expect(asFloat32(deviation)).toEqual(asFloat32(wantedDeviation ?? []));
        }
        expect(back).toHaveLength(spectra.length);
      }),
    );
  });

  it('refuses what it could not read back', () => {
    expect(() => spectraCsv([])).toThrow('at least one');
    expect(() => spectraCsv([{ ...pin, values: [1] }])).toThrow('expected 3 values of pin 1');
    expect(() => spectraCsv([{ ...region, deviation: [1] }])).toThrow('found 1');
  });
});

describe('parseSpectraCsv', () => {
  it('takes what other programs write', () => {
    const [first, second, ...none] = parseSpectraCsv(
      '\uFEFF# mine\nNm;white tile;white tile (standard deviation);" b ""c"""\n400;1;0.1;2\n\n500;3;0.2;4\n',
    );
    expect(first).toEqual({
      name: 'white tile',
      kind: 'unknown',
      quantity: 'unknown',
      wavelengths: [400, 500],
      values: [1, 3],
      deviation: [0.1, 0.2],
    });
    expect(second).toMatchObject({ name: ' b "c"', values: [2, 4] });
    expect(none).toEqual([]);
    expect(parseSpectraCsv('wavelength_nm\tx\n400\t1')[0].values).toEqual([1]);
  });

  it.each([
    ['', 'expected columns of spectra, found none'],
    ['# only a comment', 'found none'],
    ['a,b\n1,2', "named wavelength and a column a spectrum, found 'a,b'"],
    ['wavelength\n400', 'a column a spectrum'],
    ['nm,a\n400,1\n500', 'expected 2 columns in line 3, found 1'],
    ['nm,a\n400,x', "expected a number for a in line 2, found 'x'"],
    ['nm,a\n500,1\n400,2', 'ascend'],
    ['nm,a\n,1', 'ascend'],
    ['nm,a', 'at least one wavelength'],
    ['# spectrum {"name":1}\nnm,a\n400,1', 'expected name, kind'],
    ['# spectrum {\nnm,a\n400,1', 'in line 1'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSpectraCsv(text)).toThrow(SpectraFileError);
    expect(() => parseSpectraCsv(text)).toThrow(message);
  });

  it('answers any text with spectra or its own error', () => {
    const whole = spectraCsv([pin, region]);
    const broken = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.integer({ min: 0, max: whole.length }).map((end) => whole.slice(0, end)),
      fc
        .tuple(fc.integer({ min: 0, max: whole.length }), fc.string({ maxLength: 4 }))
        .map(([at, text]) => whole.slice(0, at) + text + whole.slice(at)),
    );
    fc.assert(
      fc.property(broken, (text) => {
        try {
          parseSpectraCsv(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SpectraFileError);
        }
      }),
    );
    expect(() => parseSpectraCsv('#'.repeat(16_000_001))).toThrow('at most');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  escapeEnviText,
  integerField,
  numberListField,
  parseEnviFields,
  unescapeEnviText,
} from './envi-fields.ts';
import { CubeError } from '../../spectral-cube.ts';

describe('parsing', () => {
  test('comments, braces over several lines, odd case and spacing', () => {
    const text = [
      '\uFEFFENVI',
      '; a comment',
      'Description = { first line',
      '; a comment within',
      '  second {inner} line }',
      'SAMPLES=3',
      '  wavelength   UNITS =  Nanometers  ',
      'wavelength = {',
      ' 400, 410 ,',
      ' 420}',
      'line without a value',
      'equation = a = b',
      'empty = {}',
      'samples = 4',
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      const fields = parseEnviFields(text.join(end), 'a.hdr');
      expect(Object.fromEntries(fields)).toEqual({
        description: 'first line\nsecond {inner} line',
        samples: '4',
        'wavelength units': 'Nanometers',
        wavelength: '400, 410 ,\n420',
        equation: 'a = b',
        empty: '',
      });
      expect(numberListField(fields, 'wavelength', 'a.hdr')).toEqual([400, 410, 420]);
      expect(numberListField(fields, 'empty', 'a.hdr')).toEqual([]);
    }
  });

  test('what is no header is refused', () => {
    expect(() => parseEnviFields('#?RADIANCE\n', 'a.hdr')).toThrow(/'ENVI', found "#\?RADIANCE"/);
    expect(() => parseEnviFields('', 'a.hdr')).toThrow(CubeError);
    expect(() => parseEnviFields('ENVI\nbands = {1,\n2', 'a.hdr')).toThrow(/close 'bands' of line 2/);
  });

  test('numbers are whole, in range, and nothing else', () => {
    const fields = parseEnviFields('ENVI\na = 12\nb = 1e3\nc = -4\nd =\ne = {1 x}\nf = 0x10', 'a.hdr');
    const from = { minimum: 0 };
    expect(integerField(fields, 'a', 'a.hdr', from)).toBe(12);
    expect(integerField(fields, 'none', 'a.hdr', { minimum: 0, fallback: 7 })).toBe(7);
    for (const key of ['b', 'c', 'd', 'f', 'none']) {
      expect(() => integerField(fields, key, 'a.hdr', from)).toThrow(new RegExp(`'${key}'`));
    }
    expect(() => integerField(fields, 'a', 'a.hdr', { minimum: 0, maximum: 1 })).toThrow(
      /in 0\.\.1, found '12'/,
    );
    expect(() => numberListField(fields, 'e', 'a.hdr')).toThrow(/found 'x' as entry 2/);
  });

  test('any text gives fields or the tagged error', () => {
    const piece = fc.constantFrom('=', '{', '}', '\n', ';', ' ', 'a', '1', ',', '\r', '%7B');
    const text = fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (body) => {
        try {
          parseEnviFields(`ENVI\n${body}`, 'a.hdr');
        } catch (error) {
          expect(error).toBeInstanceOf(CubeError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('a message stays short however long a key is', () => {
  const endless = `ENVI\n${'k'.repeat(100_000)} = {`;
  expect(() => parseEnviFields(endless, 'a.hdr')).toThrow(
    /^expected '}' to close 'k{40}' of line 2 in a\.hdr/,
  );
});

describe('text', () => {
  test('escaped text comes back and cannot break a header', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('%', '7B', '{', '}', '\n', ' ', '%25', '=', ';', '\u2028', 'é'), {
          maxLength: 12,
        })
        .map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const escaped = escapeEnviText(text);
        expect(unescapeEnviText(escaped)).toBe(text);
        const header = `ENVI\nbare = ${escaped}\nbraced = {${escaped}}\nafter = 1\n`;
        const fields = parseEnviFields(header, 'a.hdr');
        expect([...fields.keys()]).toEqual(['bare', 'braced', 'after']);
        expect(unescapeEnviText(fields.get('bare') ?? '')).toBe(text);
        expect(unescapeEnviText(fields.get('braced') ?? '')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('ordinary text stays as it is', () => {
    const text = 'Photo, 50 % grey; light D65 = good (100%)';
    expect(escapeEnviText(text)).toBe(text);
    expect(escapeEnviText('a{b}\nc')).toBe('a%7Bb%7D%0Ac');
    expect(unescapeEnviText('%FF is no UTF-8')).toBe('%FF is no UTF-8');
  });
});

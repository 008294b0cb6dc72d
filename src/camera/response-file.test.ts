import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpectraliftError } from '../errors.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { CameraError } from './camera-response.ts';
import { parseCamspecDatabase, parseResponseCsv } from './response-file.ts';

const bell = (wavelength: number, centre: number) => Math.exp(-(((wavelength - centre) / 45) ** 2));
function row(wavelength: number): string {
  return [wavelength, ...[600, 540, 450].map((centre) => bell(wavelength, centre).toFixed(6))].join(',');
}
function csv(from: number, to: number, step: number, header = 'wavelength,red,green,blue'): string {
  const rows = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => row(from + i * step));
  return [header, ...rows].join('\n');
}

describe('parseResponseCsv', () => {
  it('uses the samples exactly as given where the grid meets them', () => {
    const response = parseResponseCsv(csv(380, 720, 10), 'mine');
    expect(response.wavelengths).toEqual(VISIBLE_31);
    expect(response.matrix[20]).toBe(1);
    expect(response.matrix[31 + 14]).toBe(1);
    expect(response.matrix[62 + 6]).toBe(Number(bell(460, 450).toFixed(6)));
    expect([response.name, response.quantity]).toEqual(['mine', 'radiance']);
  });

  it('takes other headers, orders, separators, comments and line ends', () => {
    const plain = parseResponseCsv(csv(400, 700, 5), 'plain').matrix;
    const text = csv(400, 700, 5)
      .split('\n')
      .slice(1)
      .map((line) => {
        const [wavelength, r, g, b] = line.split(',');
        return [b, wavelength, g, r].join(' ; ');
      });
    const odd = `\uFEFF# my camera\r\nB;nm;G;R\r\n${text.join('\r\n')}\r\n\r\n`;
    expect([...parseResponseCsv(odd, 'odd').matrix]).toEqual([...plain]);
  });

  it.each([
    [
      'missing bands at the end',
      csv(400, 650, 10),
      'expected 400..700 nm at most 20 nm apart in f.csv, found 400..650 nm',
    ],
    ['missing bands at the start', csv(430, 700, 10), 'found 430..700 nm'],
    ['a gap', csv(400, 700, 10).replace(/\n5[0-3]0,.*/g, ''), 'found a gap from 490 to 540 nm'],
    ['too wide steps', csv(400, 700, 50), 'found a gap from 400 to 450 nm'],
    ['a missing column', csv(400, 700, 10, 'wavelength,red,green'), 'without blue'],
    ['no header', csv(400, 700, 10).replace(/.*\n/, ''), 'expected columns wavelength, red, green, blue'],
    [
      'a missing cell',
      csv(400, 700, 10).replace(/^500,.*$/m, '500,0.1,0.2'),
      "expected a number for blue in line 12 of f.csv, found ''",
    ],
    ['words', csv(400, 700, 10).replace(/^500,/m, 'cyan,'), "found 'cyan'"],
    ['descending', `${csv(400, 700, 10)}\n690,0,0,0`, 'found 690 after 700 nm'],
    ['nothing', '', 'found an empty file'],
    ['a header only', 'wavelength,red,green,blue', 'found none below the header'],
  ])('%s: says what was expected and found', (_what, text, message) => {
    expect(() => parseResponseCsv(text, 'f.csv')).toThrow(CameraError);
    expect(() => parseResponseCsv(text, 'f.csv')).toThrow(message);
  });

  it('answers any text with a response or its own error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), fc.boolean(), (noise, headed) => {
        try {
          parseResponseCsv(headed ? `wavelength,red,green,blue\n${noise}` : noise, 'noise');
        } catch (error) {
          expect(error).toBeInstanceOf(SpectraliftError);
        }
      }),
    );
  });

  it('does not read what is far too long', () => {
    expect(() => parseResponseCsv('1'.repeat(4_000_001), 'long')).toThrow('at most 4000000 characters');
  });
});

describe('parseCamspecDatabase', () => {
  const line = (centre: number, count = 33) =>
    Array.from({ length: count }, (_, i) => bell(400 + 10 * i, centre).toExponential(4)).join('\t');
  const camera = (name: string) => [name, line(600), line(540), line(450)].join('\n');
  const text = `http://example.org\n400nm-720nm, step 10nm\n---------\n\n${camera('Ours A')}\n${camera('Ours B 2')}\n`;

  it('reads names and rows on the native grid', () => {
    const cameras = parseCamspecDatabase(text);
    expect([...cameras.keys()]).toEqual(['Ours A', 'Ours B 2']);
    const first = cameras.get('Ours A');
    expect(first?.bands).toBe(33);
    expect(first?.wavelengths[32]).toBe(720);
    expect(first?.matrix[20]).toBe(1);
    expect(first?.resampled(VISIBLE_31).matrix[31 + 14]).toBe(1);
  });

  it.each([
    [
      'a short row',
      text.replace(line(540), line(540, 30)),
      'expected 33 values for 400..720 nm by 10 in line 7 of the camera table, found 30',
    ],
    [
      'a missing row',
      text.replace(`${line(450)}\nOurs B`, 'Ours B'),
      "three rows (R, G, B) for camera 'Ours A', found 2",
    ],
    [
      'a truncated file',
      text.slice(0, text.lastIndexOf('\n', text.length - 2)),
      "camera 'Ours B 2', found 2",
    ],
    [
      'a name that is none',
      camera('x'.repeat(1000)),
      'at most 200 characters before line 2 of the camera table, found 1000',
    ],
    ['the same camera twice', `${text}${camera('Ours A')}`, "found 'Ours A' again"],
    ['no camera', 'hello\nworld', 'found none in 11 characters'],
    ['nothing', '', 'found none'],
  ])('%s: says what was expected and found', (_what, broken, message) => {
    expect(() => parseCamspecDatabase(broken)).toThrow(CameraError);
    expect(() => parseCamspecDatabase(broken)).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { CameraError } from '../camera/camera-response.ts';
import { catalogueCamera } from '../camera/catalogue.ts';
import { SpectraError } from '../spectra/wavelengths.ts';
import {
  chooseResponse,
  parseCameraChoice,
  type ResponseAnswer,
  ResponseChoiceError,
  type ResponseQuestion,
} from './choose-response.ts';

function ask(camera: string, rest: Partial<ResponseQuestion> = {}): ResponseAnswer {
  return chooseResponse({ choice: parseCameraChoice(camera), encoding: 'srgb', exif: {}, ...rest });
}

/** The response of an answer that must have one. */
function responseOf(answer: ResponseAnswer) {
  if (answer.kind !== 'known') throw new Error(`expected a response, found ${answer.reason}`);
  return answer.response;
}

const nikon = { make: 'NIKON CORPORATION', model: 'NIKON D700' };
const csv = [
  'wavelength,red,green,blue',
  ...Array.from({ length: 33 }, (_, index) => {
    const nm = 400 + 10 * index;
    const bump = (centre: number) => Math.exp(-(((nm - centre) / 40) ** 2)).toFixed(5);
    return `${nm},${bump(600)},${bump(540)},${bump(460)}`;
  }),
].join('\n');
const database = ['Nikon D700', 'Acme One']
  .map((name, camera) =>
    [
      name,
      ...[600, 540, 460].map((centre) =>
        Array.from({ length: 33 }, (_, index) =>
          Math.exp(-(((400 + 10 * index - centre - 5 * camera) / 40) ** 2)).toFixed(5),
        ).join('\t'),
      ),
    ].join('\n'),
  )
  .join('\n');

describe('parseCameraChoice', () => {
  it.each([
    ['auto', { kind: 'auto' }],
    ['sRGB', { kind: 'srgb' }],
    [' estimate ', { kind: 'estimate' }],
    ['Nikon D700', { kind: 'catalogue', name: 'Nikon D700' }],
    ['lab/mine.CSV', { kind: 'csv', path: 'lab/mine.CSV' }],
    ['camspec_database.txt', { kind: 'database', path: 'camspec_database.txt' }],
    ['d.txt#Nikon D700', { kind: 'database', path: 'd.txt', camera: 'Nikon D700' }],
  ])('reads %s', (text, expected) => {
    expect(parseCameraChoice(text)).toEqual(expected);
  });

  it('refuses nothing', () => {
    expect(() => parseCameraChoice(' ')).toThrow(ResponseChoiceError);
  });
});

describe('chooseResponse', () => {
  it('takes sRGB for a developed picture, whatever its EXIF says', () => {
    const answer = ask('auto', { exif: nikon });
    expect(answer).toMatchObject({ kind: 'known', response: { name: 'srgb', quantity: 'reflectance' } });
    expect(answer.reason).toMatch(/developed picture/);
  });

  it('takes the EXIF camera for a linear photo, without a light as radiance', () => {
    const answer = ask('auto', { encoding: 'linear', exif: nikon });
    const response = responseOf(answer);
    expect([response.name, response.quantity]).toEqual(['Nikon D700', 'radiance']);
    for (const sum of response.rowSums()) expect(sum).toBeCloseTo(1, 12);
    expect(answer.reason).toContain('Nikon D700');
    expect(answer.notes).toEqual([]);
  });

  it('takes it as reflectance under a named light', () => {
    const response = responseOf(ask('auto', { encoding: 'linear', exif: nikon, light: 'A' }));
    expect(response.quantity).toBe('reflectance');
    expect(response.assumption).toContain('A');
    expect(response.matrix).not.toEqual(responseOf(ask('Nikon D700', { encoding: 'linear' })).matrix);
  });

  it('estimates where the camera is not known', () => {
    expect(ask('auto', { encoding: 'linear' })).toMatchObject({ kind: 'estimate' });
    const other = ask('auto', { encoding: 'linear', exif: { make: 'ACME', model: 'Box 1' }, light: 'D50' });
    expect(other).toMatchObject({ kind: 'estimate', light: 'D50' });
    expect(other.reason).toContain('ACME Box 1');
    expect(ask('estimate')).toMatchObject({ kind: 'estimate', reason: 'chosen by name' });
  });

  it('takes a camera by name and warns on a developed picture', () => {
    const answer = ask('nikon d700');
    expect(responseOf(answer).name).toBe(catalogueCamera('Nikon D700').name);
    expect(answer.notes.join()).toMatch(/developed/);
    expect(() => ask('Nikon D7000')).toThrow(CameraError);
  });

  it('takes a response from a file', () => {
    const answer = ask('mine.csv', { encoding: 'linear', fileText: csv });
    expect(responseOf(answer).bands).toBe(31);
    expect(answer.reason).toContain('mine.csv');
    expect(() => ask('mine.csv', { fileText: 'wavelength,red,green\n400,1,2' })).toThrow(CameraError);
    expect(() => ask('mine.csv')).toThrow(ResponseChoiceError);
  });

  it('picks one camera of a file of many', () => {
    const rest = { encoding: 'linear', fileText: database } as const;
    expect(responseOf(ask('d.txt#acme one', rest)).name).toContain('Acme One');
    expect(responseOf(ask('d.txt', { ...rest, exif: nikon })).name).toContain('Nikon D700');
    expect(() => ask('d.txt', rest)).toThrow('found a file of 2');
    try {
      ask('d.txt#Acme Two', rest);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ _tag: 'ResponseChoiceError', hint: expect.stringContaining('Acme One') });
    }
  });

  it('refuses a light for a developed picture and an unknown light for any', () => {
    expect(() => ask('auto', { light: 'D50' })).toThrow('expected no light with a developed picture');
    expect(() => ask('estimate', { light: 'D5O' })).toThrow(SpectraError);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { CameraError } from './camera-response.ts';
import { cameraNames, catalogueCamera, catalogueDictionary, findCameraByExif } from './catalogue.ts';
import { CATALOGUE_CURVES } from './catalogue-curves.ts';
import { parseCamspecDatabase } from './response-file.ts';

const table = new URL('../../../shared/data/camera/camspec_database.txt', import.meta.url);

describe('catalogue', () => {
  it('has 28 cameras of different names', () => {
    expect(cameraNames()).toHaveLength(28);
    expect(new Set(cameraNames()).size).toBe(28);
    expect(cameraNames()).toContain('Nikon D700');
  });

  it('holds plausible cameras: not negative, peak about 1, R right of G right of B', () => {
    for (const name of cameraNames()) {
      const { matrix } = catalogueCamera(name);
      const rows = [0, 1, 2].map((channel) => matrix.subarray(31 * channel, 31 * channel + 31));
      expect(Math.min(...matrix), name).toBeGreaterThanOrEqual(0);
      expect(Math.abs(Math.max(...matrix) - 1), name).toBeLessThan(0.06);
      const centres = rows.map((row) => {
        const sum = row.reduce((total, value) => total + value, 0);
        return row.reduce((total, value, band) => total + value * VISIBLE_31[band], 0) / sum;
      });
      expect(centres[0], name).toBeGreaterThan(centres[1]);
      expect(centres[1], name).toBeGreaterThan(centres[2]);
    }
  });

  it('ships fewer numbers a channel than were measured (18 of 33 at most)', () => {
    for (const { red, green, blue } of CATALOGUE_CURVES) {
      for (const curve of [red, green, blue]) {
        expect(curve.length % 3).toBe(0);
        expect(curve.length).toBeLessThanOrEqual(18);
      }
    }
  });

  it('finds a camera whatever its case and spaces, and suggests one for a typing error', () => {
    expect(catalogueCamera('nikon-d700').name).toBe('Nikon D700');
    let caught: unknown;
    try {
      catalogueCamera('Nikon D710');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(CameraError);
    expect((caught as CameraError).message).toContain("28 catalogued cameras, found 'Nikon D710'");
    expect((caught as CameraError).hint).toContain('Nikon D700');
    expect(() => catalogueCamera('Nikon D700', [380, 500, 600])).toThrow('400..720 nm');
  });

  it('gives a dictionary whose curves sum to 1', () => {
    const dictionary = catalogueDictionary(VISIBLE_31);
    expect(dictionary).toHaveLength(28 * 3 * 31);
    for (let curve = 0; curve < 84; curve++) {
      const sum = dictionary.subarray(31 * curve, 31 * curve + 31).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(1, 12);
    }
    const wanted = catalogueCamera(cameraNames()[17]).withUnitRowSums().matrix;
    expect([...dictionary.subarray(17 * 93, 18 * 93)]).toEqual([...wanted]);
  });

  it.skipIf(!existsSync(table))(
    'comes within 2 % (RMS) of the measured table, for every camera and channel',
    () => {
      const measured = parseCamspecDatabase(readFileSync(table, 'utf8'));
      expect([...measured.keys()]).toEqual(cameraNames());
      for (const [name, truth] of measured) {
        const ours = catalogueCamera(name, truth.wavelengths).matrix;
        for (let channel = 0; channel < 3; channel++) {
          const row = truth.matrix.subarray(33 * channel, 33 * channel + 33);
          let sum = 0;
          for (let band = 0; band < 33; band++) sum += (ours[33 * channel + band] - row[band]) ** 2;
          expect(Math.sqrt(sum / 33) / Math.max(...row), `${name} ${channel}`).toBeLessThan(0.02);
        }
      }
    },
  );
});

describe('findCameraByExif', () => {
  it.each([
    ['Canon', 'Canon EOS 40D', 'Canon 40D'],
    ['Canon', 'Canon EOS 500D', 'Canon 500D'],
    ['Canon', 'Canon EOS REBEL T1i', 'Canon 500D'],
    ['Canon', 'Canon EOS DIGITAL REBEL T1i', 'Canon 500D'],
    ['Canon', 'Canon EOS Kiss X5', 'Canon 600D'],
    ['Canon', 'Canon EOS DIGITAL REBEL', 'Canon 300D'],
    ['Canon', 'Canon EOS-1D Mark III', 'Canon 1DMarkIII'],
    ['Canon', 'Canon EOS 5D Mark II', 'Canon 5DMarkII'],
    ['NIKON CORPORATION', 'NIKON D700', 'Nikon D700'],
    ['NIKON CORPORATION', 'NIKON D300S', 'Nikon D300s'],
    ['', 'NIKON D3X', 'Nikon D3X'],
    ['SONY', 'NEX-5N', 'SONY NEX-5N'],
    ['PENTAX', 'PENTAX K-5', 'Pentax K-5'],
    ['PENTAX RICOH IMAGING', 'PENTAX Q', 'Pentax Q'],
    ['OLYMPUS IMAGING CORP.', 'E-PL2', 'Olympus E-PL2'],
    ['Nokia', 'N900', 'Nokia N900'],
    ['Hasselblad', 'Hasselblad H2', 'Hasselblad H2'],
  ])('%s, %s is %s', (make, model, name) => {
    expect(findCameraByExif(make, model)).toBe(name);
  });

  it.each([
    ['NIKON CORPORATION', 'NIKON D40X'],
    ['NIKON', 'E950'],
    ['Canon', 'Canon PowerShot SX60 HS'],
    ['Canon', 'Canon EOS 5D Mark III'],
    ['SONY', 'NEX-5'],
    ['PENTAX', 'PENTAX K-5 II s'],
    ['', 'D700'],
    ['FUJIFILM', 'D700'],
    ['', ''],
  ])('%s, %s is none of ours', (make, model) => {
    expect(findCameraByExif(make, model)).toBeUndefined();
  });

  it('only ever answers with a catalogued name', () => {
    for (const name of cameraNames()) {
      const found = findCameraByExif('', name);
      if (found !== undefined) expect(found).toBe(name);
    }
  });
});

/** Mosaics are taken apart, filter by filter. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatasetError } from './dataset.ts';
import { unfoldMosaic } from './mosaic.ts';

test('every pixel goes to the band of its filter', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      (pattern, columns, rows) => {
        const [width, height] = [pattern * columns, pattern * rows];
        const stored = Uint16Array.from({ length: width * height }, (_, index) => (index * 37) % 1000);
        const { bands, data, ...size } = unfoldMosaic(
          { width, height, stored },
          { pattern, fullScale: 1000, name: 'f' },
        );
        expect(bands).toBe(pattern ** 2);
        expect(size).toEqual({ width: columns, height: rows });
        for (let band = 0; band < bands; band++) {
          for (let pixel = 0; pixel < columns * rows; pixel++) {
            const row = Math.floor(pixel / columns) * pattern + Math.floor(band / pattern);
            const column = (pixel % columns) * pattern + (band % pattern);
            expect(data[band * columns * rows + pixel]).toBe(
              Math.fround(stored[row * width + column] / 1000),
            );
          }
        }
      },
    ),
  );
});

test('sides that are no whole patterns are refused', () => {
  const options = { pattern: 4, fullScale: 255, name: '0001.png' };
  for (const [width, height] of [
    [9, 8],
    [8, 6],
    [0, 4],
  ]) {
    const mosaic = { width, height, stored: new Uint8Array(width * height) };
    expect(() => unfoldMosaic(mosaic, options)).toThrow(DatasetError);
  }
});

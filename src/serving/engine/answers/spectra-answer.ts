/** The spectra of points and regions alone, with the report, as JSON. */
import { RegionFigures } from '../../../cube/region-statistics.ts';
import type { Strip } from '../../../reconstruction/strip.ts';
import type { Place } from '../../photo-settings.ts';
import { NOTHING_STORED, type OpenAnswer } from './answer-writer.ts';

/** A spectrum of the answer. */
export type ServedSpectrum =
  | { readonly kind: 'point'; readonly x: number; readonly y: number; readonly spectrum: readonly number[] }
  | {
      readonly kind: 'region';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly pixels: number;
      readonly mean: readonly number[];
      /** Divisor n - 1. */
      readonly standardDeviation: readonly number[];
    };

export const spectraAnswer: OpenAnswer = (file, { wavelengths, width }, { places }) => {
  const figures = places.map((place) => ({ place, figures: new RegionFigures(wavelengths) }));
  return {
    contentType: 'application/json',
    picture: false,
    async strip(strip) {
      for (const { place, figures: gathered } of figures) {
        const samples = within(strip, place, width, wavelengths.length);
        if (samples.length > 0) gathered.add(samples);
      }
    },
    stored: () => NOTHING_STORED,
    async finish(report) {
      const spectra = figures.map(({ place, figures: gathered }) => spectrumOf(place, gathered));
      await file.append(new TextEncoder().encode(`${JSON.stringify({ wavelengths, spectra, report })}\n`));
    },
    async abandon() {},
  };
};

function spectrumOf({ kind, x, y, width, height }: Place, figures: RegionFigures): ServedSpectrum {
  const { pixels, bands } = figures.statistics();
  const mean = bands.map((band) => singlePrecision(band.mean));
  if (kind === 'point') return { kind, x, y, spectrum: mean };
  const standardDeviation = bands.map((band) => singlePrecision(band.standardDeviation));
  return { kind, x, y, width, height, pixels, mean, standardDeviation };
}

/** The samples of a strip that lie in a place, planar [bands, pixels]. */
function within({ y, rows, cube }: Strip, place: Place, width: number, bands: number): Float32Array {
  const from = Math.max(place.y, y);
  const to = Math.min(place.y + place.height, y + rows);
  const samples = new Float32Array(Math.max(0, to - from) * place.width * bands);
  let at = 0;
  for (let band = 0; band < bands; band++) {
    for (let row = from; row < to; row++) {
      const start = (band * rows + row - y) * width + place.x;
      samples.set(cube.subarray(start, start + place.width), at);
      at += place.width;
    }
  }
  return samples;
}

/** As many digits as tell every float32 from the next. */
function singlePrecision(value: number): number {
  return Number(value.toPrecision(9));
}

/**
 * The endmembers of a scene: as many as HySime finds in its first patch, out of a library that is pruned to what the
 * patch is made of, or, without a library, out of the patch itself by vertex component analysis.
 */
import { Random } from '../../random.ts';
import type { PlanarPatch } from '../features/feature-extractor.ts';
import { TrackingError } from '../tracking-error.ts';
import { collaborativeShares } from './collaborative-sparse-unmixing.ts';
import { signalSubspace } from './hysime.ts';
import { type SpectralSamples, samplePixels } from './spectral-samples.ts';
import { vertexComponents } from './vertex-component-analysis.ts';

/** Endmembers that were chosen. */
export interface Endmembers {
  readonly spectra: SpectralSamples;
  /** How, in words. */
  readonly origin: string;
}

/** Pixels that the number and the vertices are found from, and those that a library is held against. */
const [SAMPLES, PRUNING_SAMPLES] = [2000, 300];
/** Spectra that a cube gives to a library. */
export const PER_CUBE = 12;
/** More would cost time and say little: reconstructed spectra have few dimensions. */
const MOST = 10;
const FEWEST = 2;
/** Vertices do not depend on anything but the patch. */
const SEED = 1;

/**
 * Chooses the endmembers of a patch.
 *
 * @param patch bands of the first frame around the object. @param library spectra on the same bands.
 * @throws TrackingError if the patch is dark or the library has other bands.
 */
export function chooseEndmembers(patch: PlanarPatch, library?: SpectralSamples): Endmembers {
  const { planes: bands, width, height, data } = patch;
  const samples = samplePixels(data, bands, width * height, SAMPLES);
  const found = signalSubspace(samples).count;
  const count = Math.min(Math.max(found, FEWEST), MOST, bands);
  const number = count === found ? `${count} by HySime` : `${count} (HySime: ${found})`;
  if (library === undefined) {
    const spectra = pick(samples, vertexComponents(samples, count, new Random(SEED)));
    return { spectra, origin: `${number}, vertices of the first patch` };
  }
  if (library.bands !== bands) {
    throw new TrackingError(`expected a library of ${bands} bands, found ${library.bands}`, {
      hint: 'resample it to the bands of the cubes',
    });
  }
  const scaled = toBrightness(library, samples);
  if (library.count <= count) {
    return { spectra: scaled, origin: `all ${library.count} spectra of the library` };
  }
  const few = samplePixels(data, bands, width * height, PRUNING_SAMPLES);
  const totals = collaborativeShares(scaled, few);
  const largest = Array.from(totals.keys()).sort((a, b) => totals[b] - totals[a] || a - b);
  return {
    spectra: pick(scaled, largest.slice(0, count)),
    origin: `${number}, of a library of ${library.count}`,
  };
}

/** The most extreme spectra of a cube, for a library. @throws TrackingError if the cube is dark. */
export function vertexSpectra(cube: PlanarPatch, count = PER_CUBE): SpectralSamples {
  const samples = samplePixels(cube.data, cube.planes, cube.width * cube.height, SAMPLES);
  return pick(samples, vertexComponents(samples, Math.min(count, cube.planes), new Random(SEED)));
}

/** Spectra of several libraries in one. @throws TrackingError if their bands differ in number or there is none. */
export function joinSpectra(parts: readonly SpectralSamples[]): SpectralSamples {
  const bands = parts[0]?.bands ?? 0;
  if (bands === 0 || parts.some((part) => part.bands !== bands)) {
    throw new TrackingError(
      `expected spectra of the same bands, found ${parts.map((part) => part.bands).join(', ') || 'none'}`,
    );
  }
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const data = new Float64Array(count * bands);
  let row = 0;
  for (const part of parts) {
    data.set(part.data, row * bands);
    row += part.count;
  }
  return { count, bands, data };
}

function pick({ bands, data }: SpectralSamples, rows: readonly number[]): SpectralSamples {
  const chosen = new Float64Array(rows.length * bands);
  for (const [place, row] of rows.entries()) {
    chosen.set(data.subarray(row * bands, (row + 1) * bands), place * bands);
  }
  return { count: rows.length, bands, data: chosen };
}

/** One factor on the whole library, so that it is on average as bright as the samples. */
function toBrightness(library: SpectralSamples, samples: SpectralSamples): SpectralSamples {
  const mean = ({ data }: SpectralSamples): number =>
    data.reduce((sum, value) => sum + value, 0) / data.length;
  const factor = mean(samples) / mean(library);
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new TrackingError(
      'expected a library and a first patch with light in them, found one that is dark',
    );
  }
  return { ...library, data: library.data.map((value) => factor * value) };
}

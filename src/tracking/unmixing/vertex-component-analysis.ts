/**
 * Endmembers as the most extreme spectra: again and again the sample that lies furthest along a random direction which
 * is orthogonal to those that were found.
 *
 * Source: J. M. P. Nascimento, J. M. Bioucas-Dias, "Vertex Component Analysis", IEEE TGRS 43 (2005) 898. Samples are
 * projected onto the hyperplane of their mean (the paper's way for high signal-to-noise ratio), so that brightness
 * does not make a vertex.
 */
import { symmetricEigen } from '../../networks/symmetric-eigen.ts';
import type { Random } from '../../random.ts';
import { TrackingError } from '../tracking-error.ts';
import { correlation, type SpectralSamples } from './spectral-samples.ts';

/**
 * Draws endmembers from samples.
 *
 * @param wanted number of endmembers, 1..bands. @param random decides the directions.
 * @returns row numbers of the samples that are endmembers; fewer than wanted where the samples span fewer dimensions.
 * @throws TrackingError if the number is out of range or no sample has light in it.
 */
export function vertexComponents(samples: SpectralSamples, wanted: number, random: Random): number[] {
  const { count, bands, data } = samples;
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= bands)) {
    throw new TrackingError(`expected 1..${bands} endmembers, found ${wanted}`);
  }
  const { vectors } = symmetricEigen(correlation(samples), bands);
  const reduced = new Float64Array(count * wanted);
  const mean = new Float64Array(wanted);
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < wanted; k++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) sum += vectors[k * bands + band] * data[row * bands + band];
      reduced[row * wanted + k] = sum;
      mean[k] += sum / count;
    }
  }
  project(reduced, mean, count, wanted);
  const found: number[] = [];
  const basis: Float64Array[] = [];
  for (let turn = 0; turn < wanted; turn++) {
    const direction = orthogonalTo(
      basis,
      Float64Array.from({ length: wanted }, () => random.normal()),
    );
    if (direction === undefined) break;
    const furthest = furthestAlong(reduced, direction, count, wanted);
    if (furthest === undefined || found.includes(furthest)) break;
    found.push(furthest);
    const vertex = orthogonalTo(basis, reduced.slice(furthest * wanted, (furthest + 1) * wanted));
    if (vertex === undefined) break;
    basis.push(vertex);
  }
  if (found.length === 0)
    throw new TrackingError('expected spectra to draw endmembers from, found none with light');
  return found;
}

/** Scales every sample so that its product with the mean is that of the mean; dark ones become 0. */
function project(reduced: Float64Array, mean: Float64Array, count: number, size: number): void {
  let square = 0;
  for (const value of mean) square += value * value;
  for (let row = 0; row < count; row++) {
    let product = 0;
    for (let k = 0; k < size; k++) product += reduced[row * size + k] * mean[k];
    const scale = product > 1e-3 * square ? square / product : 0;
    for (let k = 0; k < size; k++) reduced[row * size + k] *= scale;
  }
}

/** The part of a vector that is orthogonal to unit vectors, as a unit vector; undefined if nothing is left. */
function orthogonalTo(basis: readonly Float64Array[], vector: Float64Array): Float64Array | undefined {
  const length = Math.hypot(...vector);
  const rest = Float64Array.from(vector);
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of basis) {
      let along = 0;
      for (let k = 0; k < rest.length; k++) along += unit[k] * rest[k];
      for (let k = 0; k < rest.length; k++) rest[k] -= along * unit[k];
    }
  }
  const left = Math.hypot(...rest);
  return left > 1e-9 * length ? rest.map((value) => value / left) : undefined;
}

function furthestAlong(
  reduced: Float64Array,
  direction: Float64Array,
  count: number,
  size: number,
): number | undefined {
  let [best, most] = [-1, 1e-12];
  for (let row = 0; row < count; row++) {
    let along = 0;
    for (let k = 0; k < size; k++) along += direction[k] * reduced[row * size + k];
    if (Math.abs(along) > most) [best, most] = [row, Math.abs(along)];
  }
  return best < 0 ? undefined : best;
}

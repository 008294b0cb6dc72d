/**
 * Exact agreement with the photo: changes only what the camera sees of a cube, so that C Y = X.
 */
import { CameraError, type CameraResponse } from './camera-response.ts';
import { invertMasked3 } from './three-by-three.ts';
import { NonNegativeProjection } from './non-negative-projection.ts';

/** Pixels per block: what is read of them stays in a near cache. */
const BLOCK = 1024;

/** How {@link makeConsistent} treats negative values and clipped channels. */
export interface ConsistencyOptions {
  /** Whether no sample of the result may be negative. Without it the null-space part stays untouched. */
  readonly nonNegative?: boolean;
  /** Channels at or above this linear value are clipped: they are only lower bounds. Without it none is. */
  readonly clipLevel?: number;
}

/**
 * Brings a cube into agreement with the picture that it was estimated from, by the smallest change
 * (least squares over the bands).
 *
 * Plain: Y + C^+ (X - C Y). The null-space part of Y is unchanged and C Y' = X up to float32 rounding.
 *
 * With `clipLevel`: the smallest change so that C Y' = X in channels below the level and C Y' >= X in the
 * others; solved exactly for each pixel (at most 8 sets of active channels).
 *
 * With `nonNegative`: pixels that the above leaves with a negative sample are replaced by the non-negative
 * spectrum nearest to Y that meets the same demands; their null-space part changes. If no non-negative
 * spectrum has the colour (very saturated colours, or noise below black), the result is non-negative and its
 * colour is as near to X as such a spectrum comes ({@link NonNegativeProjection} states the tolerance). What
 * difference remains is measured with `response.project`.
 *
 * @param cube planar `[bands, pixels]`, kept as it is.
 * @param rgb planar `[3, pixels]`, linear, in the scale of C Y.
 * @param result where the answer is written: of the cube's size, not the cube; a fresh array by default.
 * @returns the answer, planar `[bands, pixels]`.
 * @throws CameraError if the sizes do not fit or `clipLevel` is not a number.
 * Source: Y.-T. Lin and G. D. Finlayson, CVPR Workshops 2020 (physically plausible spectral reconstruction);
 * J. B. Cohen and W. E. Kappauf, 1982.
 */
export function makeConsistent(
  cube: Float32Array,
  rgb: Float32Array,
  response: CameraResponse,
  options: ConsistencyOptions = {},
  result: Float32Array = new Float32Array(cube.length),
): Float32Array {
  const { bands, matrix, gram } = response;
  const pixels = checkSizes(cube, rgb, bands, response.name);
  const clipLevel = options.clipLevel ?? Number.POSITIVE_INFINITY;
  if (result.length !== cube.length) {
    throw new CameraError(`expected room for ${cube.length} samples, found ${result.length}`);
  }
  if (Number.isNaN(clipLevel)) throw new CameraError('expected clipLevel to be a number, found NaN');
  const inverses = Array.from({ length: 8 }, (_, mask) => invertMasked3(gram, mask));
  const projection = options.nonNegative === true ? new NonNegativeProjection(response) : undefined;
  const seen = response.project(cube);
  const residual = new Float64Array(3);
  const multipliers = new Float64Array(3 * BLOCK);
  const negative = new Uint8Array(BLOCK);
  for (let start = 0; start < pixels; start += BLOCK) {
    const count = Math.min(BLOCK, pixels - start);
    for (let i = 0; i < count; i++) {
      let clipped = 0;
      for (let channel = 0; channel < 3; channel++) {
        const at = channel * pixels + start + i;
        residual[channel] = rgb[at] - seen[at];
        if (rgb[at] >= clipLevel) clipped |= 1 << channel;
      }
      solveMultipliers(residual, clipped, gram, inverses);
      for (let channel = 0; channel < 3; channel++) multipliers[channel * BLOCK + i] = residual[channel];
    }
    negative.fill(0);
    for (let band = 0; band < bands; band++) {
      const r = matrix[band];
      const g = matrix[bands + band];
      const b = matrix[2 * bands + band];
      const plane = band * pixels + start;
      for (let i = 0; i < count; i++) {
        const value =
          cube[plane + i] + r * multipliers[i] + g * multipliers[BLOCK + i] + b * multipliers[2 * BLOCK + i];
        result[plane + i] = value;
        if (value < 0) negative[i] = 1;
      }
    }
    if (projection === undefined) continue;
    for (let i = 0; i < count; i++) {
      if (negative[i] === 0) continue;
      for (let channel = 0; channel < 3; channel++) residual[channel] = multipliers[channel * BLOCK + i];
      projection.solvePixel(cube, rgb, start + i, pixels, clipLevel, residual, result);
    }
  }
  return result;
}

/**
 * The multipliers of the smallest change C^T l: residual of unclipped channels met exactly, of clipped ones
 * at least. Finds the set of active channels that satisfies the Karush-Kuhn-Tucker conditions, trying first
 * the unclipped channels together with the violated clipped ones.
 *
 * @param residual X - C Y on entry, the multipliers on return.
 */
function solveMultipliers(
  residual: Float64Array,
  clipped: number,
  gram: Float64Array,
  inverses: readonly Float64Array[],
): void {
  const x = residual[0];
  const y = residual[1];
  const z = residual[2];
  const fixed = 7 & ~clipped;
  const violated = clipped & ((x > 0 ? 1 : 0) | (y > 0 ? 2 : 0) | (z > 0 ? 4 : 0));
  const first = fixed | violated;
  for (let attempt = 0; attempt < 9; attempt++) {
    const active = attempt === 0 ? first : attempt - 1;
    if ((active & fixed) !== fixed) continue;
    const m = inverses[active];
    const rx = (active & 1) === 0 ? 0 : x;
    const ry = (active & 2) === 0 ? 0 : y;
    const rz = (active & 4) === 0 ? 0 : z;
    residual[0] = m[0] * rx + m[1] * ry + m[2] * rz;
    residual[1] = m[3] * rx + m[4] * ry + m[5] * rz;
    residual[2] = m[6] * rx + m[7] * ry + m[8] * rz;
    if (clipped === 0 || isOptimal(residual, x, y, z, clipped, active, gram)) return;
  }
  // Rounding can hide the optimal set when two sets tie; the first one meets all equalities.
  const m = inverses[first];
  const rx = (first & 1) === 0 ? 0 : x;
  const ry = (first & 2) === 0 ? 0 : y;
  const rz = (first & 4) === 0 ? 0 : z;
  residual[0] = m[0] * rx + m[1] * ry + m[2] * rz;
  residual[1] = m[3] * rx + m[4] * ry + m[5] * rz;
  residual[2] = m[6] * rx + m[7] * ry + m[8] * rz;
}

function isOptimal(
  multipliers: Float64Array,
  x: number,
  y: number,
  z: number,
  clipped: number,
  active: number,
  gram: Float64Array,
): boolean {
  const slack = 1e-12 * (Math.abs(x) + Math.abs(y) + Math.abs(z));
  for (let channel = 0; channel < 3; channel++) {
    if (((clipped >> channel) & 1) === 0) continue;
    if (((active >> channel) & 1) === 1) {
      if (multipliers[channel] < -slack) return false;
      continue;
    }
    const change =
      gram[3 * channel] * multipliers[0] +
      gram[3 * channel + 1] * multipliers[1] +
      gram[3 * channel + 2] * multipliers[2];
    const wanted = channel === 0 ? x : channel === 1 ? y : z;
    if (change < wanted - slack) return false;
  }
  return true;
}

function checkSizes(cube: Float32Array, rgb: Float32Array, bands: number, name: string): number {
  if (rgb.length === 0 || rgb.length % 3 !== 0) {
    throw new CameraError(`expected a picture of 3 planes, found ${rgb.length} samples`);
  }
  const pixels = rgb.length / 3;
  if (cube.length !== bands * pixels) {
    throw new CameraError(
      `expected ${bands * pixels} samples for ${bands} bands of ${name} x ${pixels} pixels, found ${cube.length}`,
    );
  }
  return pixels;
}

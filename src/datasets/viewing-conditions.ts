/**
 * Draws the conditions under which a known scene is photographed: which camera, which light, which of them the
 * cube is to contain. Each gives an effective response C and, where the light stays in the cube, a factor a
 * band that turns reflectance into radiance.
 */
import { CameraResponse } from '../camera/camera-response.ts';
import {
  developedSrgbResponse,
  radianceResponse,
  whiteBalancedResponse,
} from '../camera/effective-response.ts';
import type { Random } from '../random.ts';
import { blackBody, daylight, illuminant } from '../spectra/illuminants.ts';

export interface ViewingCondition {
  readonly response: CameraResponse;
  /** Multiply the scene by this, a factor a band with mean 1, or leave it as it is. */
  readonly light: Float64Array | undefined;
}

export interface ConditionSources {
  readonly wavelengths: readonly number[];
  /** Cameras to draw from; keep some out to measure how well new ones are served. */
  readonly cameras: readonly CameraResponse[];
  /** Measured lights on the grid, besides the standard ones. May be empty. */
  readonly lights: readonly ArrayLike<number>[];
  /** Share of each kind of picture; they sum to 1. */
  readonly shares: ConditionShares;
}

export interface ConditionShares {
  /** Developed to sRGB under D65, cube of reflectance. */
  readonly developed: number;
  /** White-balanced camera under a random light, cube of reflectance. */
  readonly whiteBalanced: number;
  /** Plain camera, scene as it is (flat light). */
  readonly plain: number;
  /** Plain camera, scene under a random light: cube of radiance. */
  readonly radiance: number;
}

/** Share of cameras that are a random mixture of two, channel by channel, so that no few cameras are learnt by heart. */
const MIXED_SHARE = 0.5;
const STANDARD_LIGHTS = ['A', 'D50', 'D55', 'D65', 'D75', 'F2', 'F7'];

/** Draws conditions at random. */
export class ConditionSampler {
  readonly #sources: ConditionSources;
  readonly #developed: CameraResponse;

  constructor(sources: ConditionSources) {
    this.#sources = sources;
    this.#developed = developedSrgbResponse(sources.wavelengths);
  }

  draw(random: Random): ViewingCondition {
    const { developed, whiteBalanced, plain } = this.#sources.shares;
    const kind = random.uniform();
    if (kind < developed) return { response: this.#developed, light: undefined };
    const camera = this.drawCamera(random);
    if (kind < developed + whiteBalanced) {
      return {
        response: whiteBalancedResponse(camera, this.drawLight(random), 'random light'),
        light: undefined,
      };
    }
    const light = kind < developed + whiteBalanced + plain ? undefined : unitMean(this.drawLight(random));
    return { response: radianceResponse(camera), light };
  }

  /** A camera of the list, or a mixture of two. */
  drawCamera(random: Random): CameraResponse {
    const { cameras } = this.#sources;
    const first = cameras[random.integer(cameras.length)];
    if (random.uniform() >= MIXED_SHARE) return first;
    const second = cameras[random.integer(cameras.length)];
    const weights = [random.uniform(), random.uniform(), random.uniform()];
    const mixed = first.matrix.map((value, index) => {
      const weight = weights[Math.floor(index / first.bands)];
      return weight * value + (1 - weight) * second.matrix[index];
    });
    return new CameraResponse(mixed, first.wavelengths, { ...description(first), name: 'mixture' });
  }

  /** A measured daylight, a standard illuminant, daylight of a random temperature or a black body. */
  drawLight(random: Random): ArrayLike<number> {
    const { lights, wavelengths } = this.#sources;
    const kind = random.uniform();
    if (kind < 0.4 && lights.length > 0) return lights[random.integer(lights.length)];
    if (kind < 0.6) return illuminant(STANDARD_LIGHTS[random.integer(STANDARD_LIGHTS.length)], wavelengths);
    if (kind < 0.8) return daylight(random.uniform(4000, 15000), wavelengths);
    return blackBody(random.uniform(2300, 7000), wavelengths);
  }
}

function description({ name, quantity, assumption }: CameraResponse) {
  return { name, quantity, assumption };
}

function unitMean(values: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(values);
  const mean = result.reduce((sum, value) => sum + value, 0) / result.length;
  return result.map((value) => value / mean);
}

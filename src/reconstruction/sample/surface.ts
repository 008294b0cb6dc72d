/**
 * What a ray meets: where, how the surface lies there, and which mixture of pure materials it shows.
 */
import type { Vector } from './vector.ts';

/** Mixture of materials at one point; amounts are at least 0 and sum to 1. */
export class Mixture {
  readonly #indices: number[] = [];
  readonly #amounts: number[] = [];
  #count = 0;

  /** Makes the mixture one pure material. */
  start(material: number): void {
    this.#indices[0] = material;
    this.#amounts[0] = 1;
    this.#count = 1;
  }

  /** Lays `share` (0..1) of another material over what is there. */
  over(material: number, share: number): void {
    if (share <= 0) return;
    for (let entry = 0; entry < this.#count; entry++) this.#amounts[entry] *= 1 - share;
    this.#indices[this.#count] = material;
    this.#amounts[this.#count] = share;
    this.#count++;
  }

  /** Adds the mixture times `factor` to one weight a material. */
  addTo(weights: Float64Array, factor: number): void {
    for (let entry = 0; entry < this.#count; entry++) {
      weights[this.#indices[entry]] += factor * this.#amounts[entry];
    }
  }
}

/** How a surface mirrors the light: share of the mirrored light and sharpness of its spot. */
export interface Gloss {
  readonly strength: number;
  readonly sharpness: number;
}

/** A ball that stands for a part of a thing when shadows are cast. */
export interface Ball {
  readonly centre: Vector;
  readonly radius: number;
}

/** A thing in the scene. */
export interface Thing {
  /** Distance along the ray at which it is met, in (0, limit), or Infinity. The direction has length 1. */
  intersect(origin: Vector, direction: Vector, limit: number): number;
  /** Normal (length 1) at a point of the surface; fills `mixture` with the materials there. */
  describe(point: Vector, mixture: Mixture): Vector;
  readonly gloss: Gloss;
  /** Share of the light, 0..1, that reaches `point` past this thing along `towards` (length 1). */
  lightPast(point: Vector, towards: Vector): number;
  /** Share of the sky, 0..1, that this thing leaves open over a point with this normal. */
  skyPast(point: Vector, normal: Vector): number;
}

/** Half the opening angle of the light, as a slope: how fast shadows grow soft. */
export const LIGHT_SLOPE = 0.11;

/**
 * Light past a ball: 1 outside its penumbra, 0 deep in its shadow, smooth between. A penumbra is as wide as
 * the distance to the ball times the slope of the light.
 */
export function lightPastBall(ball: Ball, point: Vector, towards: Vector): number {
  const x = ball.centre[0] - point[0];
  const y = ball.centre[1] - point[1];
  const z = ball.centre[2] - point[2];
  const along = x * towards[0] + y * towards[1] + z * towards[2];
  if (along <= 0) return 1;
  const aside = Math.sqrt(Math.max(0, x * x + y * y + z * z - along * along));
  const penumbra = LIGHT_SLOPE * along + 1e-4;
  const t = (aside - ball.radius + penumbra) / (2 * penumbra);
  if (t >= 1) return 1;
  return t <= 0 ? 0 : t * t * (3 - 2 * t);
}

/**
 * Sky past a ball, cosine-weighted: 1 - cos(angle) r^2 / d^2, exact for a ball wholly above the horizon.
 */
export function skyPastBall(ball: Ball, point: Vector, normal: Vector): number {
  const x = ball.centre[0] - point[0];
  const y = ball.centre[1] - point[1];
  const z = ball.centre[2] - point[2];
  const squared = Math.max(x * x + y * y + z * z, ball.radius * ball.radius);
  const cosine = (x * normal[0] + y * normal[1] + z * normal[2]) / Math.sqrt(squared);
  return cosine <= 0 ? 1 : 1 - (cosine * ball.radius * ball.radius) / squared;
}

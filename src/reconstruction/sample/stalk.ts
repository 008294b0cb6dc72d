/** A straight, thin, round thing: the stalk of a fruit or leaf, as a cylinder with a slanted end. */
import type { Gloss, Mixture, Thing } from './surface.ts';
import { addScaled, dot, normalised, type Vector } from './vector.ts';

/** A stalk between two points. */
export class Stalk implements Thing {
  readonly gloss: Gloss = { strength: 0.02, sharpness: 12 };
  readonly #from: Vector;
  readonly #axis: Vector;
  readonly #length: number;
  readonly #radius: number;
  readonly #material: number;

  constructor(from: Vector, to: Vector, radius: number, material: number) {
    const whole = addScaled(to, from, -1);
    this.#from = from;
    this.#axis = normalised(whole);
    this.#length = Math.hypot(...whole);
    this.#radius = radius;
    this.#material = material;
  }

  intersect(origin: Vector, direction: Vector, limit: number): number {
    const offset = addScaled(origin, this.#from, -1);
    const slope = dot(direction, this.#axis);
    const height = dot(offset, this.#axis);
    const square = 1 - slope * slope;
    const half = dot(offset, direction) - slope * height;
    const root = half * half - square * (dot(offset, offset) - height * height - this.#radius ** 2);
    if (root <= 0 || square < 1e-9) return Number.POSITIVE_INFINITY;
    const distance = (-half - Math.sqrt(root)) / square;
    const along = height + distance * slope;
    const met = distance > 1e-6 && distance < limit && along > 0 && along < this.#length;
    return met ? distance : Number.POSITIVE_INFINITY;
  }

  describe(point: Vector, mixture: Mixture): Vector {
    mixture.start(this.#material);
    const offset = addScaled(point, this.#from, -1);
    return normalised(addScaled(offset, this.#axis, -dot(offset, this.#axis)));
  }

  /** Too thin to cast a shadow that matters. */
  lightPast(): number {
    return 1;
  }

  /** Too thin to hide any sky. */
  skyPast(): number {
    return 1;
  }
}

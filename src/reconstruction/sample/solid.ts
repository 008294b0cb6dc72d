/**
 * A round thing: a surface whose distance from its centre is given for every direction, so that a dimple, a
 * neck or a tip is one formula. Rays are followed by steps of the remaining distance (J. C. Hart, "Sphere
 * tracing", The Visual Computer 12 (1996) 527).
 */
import { type Ball, type Gloss, lightPastBall, type Mixture, skyPastBall, type Thing } from './surface.ts';
import { addScaled, cross, dot, normalised, type Vector } from './vector.ts';

/** Radius for a direction of length 1 in the solid's own frame, y along its axis. */
export type RadiusProfile = (x: number, y: number, z: number) => number;

/** Fills the mixture for a direction of length 1 in the solid's own frame. */
export type SolidPaint = (x: number, y: number, z: number, mixture: Mixture) => void;

/** Form, place and look of a solid. */
export interface SolidForm {
  readonly centre: Vector;
  /** Direction of the axis, from blossom to stem. */
  readonly axis: Vector;
  /** No point of the surface lies farther from the centre. */
  readonly reach: number;
  readonly profile: RadiusProfile;
  /** Fine relief, added to the radius for normals only. */
  readonly relief?: RadiusProfile;
  readonly paint: SolidPaint;
  readonly gloss: Gloss;
  /** Balls that cast its shadow, centres in units along the axis from the centre. */
  readonly shade: readonly { readonly along: number; readonly radius: number }[];
}

const LARGEST_STEPS = 60;
const NEAR_ENOUGH = 5e-4;
/** Steps are shortened, since a profile that is not a ball comes closer than its radius says. */
const CAUTION = 0.7;
const NORMAL_STEP = 4e-3;

/** A solid in the scene. */
export class Solid implements Thing {
  readonly gloss: Gloss;
  readonly #form: SolidForm;
  readonly #right: Vector;
  readonly #axis: Vector;
  readonly #front: Vector;
  readonly #balls: readonly Ball[];

  constructor(form: SolidForm) {
    this.#form = form;
    this.gloss = form.gloss;
    this.#axis = normalised(form.axis);
    this.#right = normalised(cross(this.#axis, Math.abs(this.#axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]));
    this.#front = cross(this.#right, this.#axis);
    this.#balls = form.shade.map(({ along, radius }) => ({
      centre: addScaled(form.centre, this.#axis, along),
      radius,
    }));
  }

  intersect(origin: Vector, direction: Vector, limit: number): number {
    const { centre, reach } = this.#form;
    const offset = addScaled(origin, centre, -1);
    const half = dot(offset, direction);
    const root = half * half - dot(offset, offset) + reach * reach;
    if (root <= 0) return Number.POSITIVE_INFINITY;
    const end = Math.min(limit, -half + Math.sqrt(root));
    let distance = Math.max(0, -half - Math.sqrt(root));
    for (let step = 0; step < LARGEST_STEPS && distance < end; step++) {
      const gap = this.#gap(addScaled(offset, direction, distance), false);
      if (gap < NEAR_ENOUGH) return distance > 0 ? distance : Number.POSITIVE_INFINITY;
      distance += CAUTION * gap;
    }
    return Number.POSITIVE_INFINITY;
  }

  describe(point: Vector, mixture: Mixture): Vector {
    const offset = addScaled(point, this.#form.centre, -1);
    const length = Math.sqrt(dot(offset, offset));
    this.#form.paint(
      dot(offset, this.#right) / length,
      dot(offset, this.#axis) / length,
      dot(offset, this.#front) / length,
      mixture,
    );
    const here = this.#gap(offset, true);
    return normalised([
      this.#gap([offset[0] + NORMAL_STEP, offset[1], offset[2]], true) - here,
      this.#gap([offset[0], offset[1] + NORMAL_STEP, offset[2]], true) - here,
      this.#gap([offset[0], offset[1], offset[2] + NORMAL_STEP], true) - here,
    ]);
  }

  lightPast(point: Vector, towards: Vector): number {
    let light = 1;
    for (const ball of this.#balls) light = Math.min(light, lightPastBall(ball, point, towards));
    return light;
  }

  skyPast(point: Vector, normal: Vector): number {
    let sky = 1;
    for (const ball of this.#balls) sky = Math.min(sky, skyPastBall(ball, point, normal));
    return sky;
  }

  /** Height over the surface along the line to the centre; negative inside. */
  #gap(offset: Vector, withRelief: boolean): number {
    const length = Math.sqrt(dot(offset, offset));
    const x = dot(offset, this.#right) / length;
    const y = dot(offset, this.#axis) / length;
    const z = dot(offset, this.#front) / length;
    const { profile, relief } = this.#form;
    const radius = profile(x, y, z);
    return length - radius - (withRelief && relief !== undefined ? relief(x, y, z) : 0);
  }
}

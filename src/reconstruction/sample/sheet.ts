/** A flat thing: table, cloth, colour chart, leaf. Its outline and its look are functions of two coordinates. */
import { type Gloss, LIGHT_SLOPE, type Mixture, type Thing } from './surface.ts';
import { addScaled, cross, dot, normalised, type Vector } from './vector.ts';

/** How a sheet leans at a point, as slopes along its two directions. */
export interface Tilt {
  along: number;
  across: number;
}

/** Form, place and look of a sheet. */
export interface SheetForm {
  readonly origin: Vector;
  /** The two directions of the sheet, made orthonormal; its front faces `along x across`. */
  readonly along: Vector;
  readonly across: Vector;
  /** Distance to the outline: negative inside, in the units of the scene. Endless if absent. */
  readonly outline?: (along: number, across: number) => number;
  /** Fills the mixture and the tilt, which is 0, 0 at first. */
  readonly paint: (along: number, across: number, mixture: Mixture, tilt: Tilt) => void;
  readonly gloss: Gloss;
  /** Share of the sky that the sheet leaves open over a point; 1 if absent. */
  readonly sky?: (point: Vector, normal: Vector) => number;
}

/** A sheet in the scene. */
export class Sheet implements Thing {
  readonly gloss: Gloss;
  readonly #form: SheetForm;
  readonly #along: Vector;
  readonly #across: Vector;
  readonly #normal: Vector;
  readonly #tilt: Tilt = { along: 0, across: 0 };

  constructor(form: SheetForm) {
    this.#form = form;
    this.gloss = form.gloss;
    this.#along = normalised(form.along);
    this.#normal = normalised(cross(this.#along, form.across));
    this.#across = cross(this.#normal, this.#along);
  }

  intersect(origin: Vector, direction: Vector, limit: number): number {
    const slope = dot(direction, this.#normal);
    if (Math.abs(slope) < 1e-9) return Number.POSITIVE_INFINITY;
    const distance = dot(addScaled(this.#form.origin, origin, -1), this.#normal) / slope;
    if (!(distance > 1e-6 && distance < limit)) return Number.POSITIVE_INFINITY;
    return this.#outlineAt(addScaled(origin, direction, distance)) < 0 ? distance : Number.POSITIVE_INFINITY;
  }

  describe(point: Vector, mixture: Mixture): Vector {
    const offset = addScaled(point, this.#form.origin, -1);
    const tilt = this.#tilt;
    tilt.along = 0;
    tilt.across = 0;
    this.#form.paint(dot(offset, this.#along), dot(offset, this.#across), mixture, tilt);
    if (tilt.along === 0 && tilt.across === 0) return this.#normal;
    return normalised(addScaled(addScaled(this.#normal, this.#along, tilt.along), this.#across, tilt.across));
  }

  lightPast(point: Vector, towards: Vector): number {
    if (this.#form.outline === undefined) return 1;
    const slope = dot(towards, this.#normal);
    const distance = dot(addScaled(this.#form.origin, point, -1), this.#normal) / slope;
    if (!(distance > 1e-3)) return 1;
    const penumbra = LIGHT_SLOPE * distance + 1e-4;
    const t = (this.#outlineAt(addScaled(point, towards, distance)) + penumbra) / (2 * penumbra);
    if (t >= 1) return 1;
    return t <= 0 ? 0 : t * t * (3 - 2 * t);
  }

  skyPast(point: Vector, normal: Vector): number {
    return this.#form.sky === undefined ? 1 : this.#form.sky(point, normal);
  }

  #outlineAt(point: Vector): number {
    if (this.#form.outline === undefined) return -1;
    const offset = addScaled(point, this.#form.origin, -1);
    return this.#form.outline(dot(offset, this.#along), dot(offset, this.#across));
  }
}

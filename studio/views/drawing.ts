/**
 * A view as numbers: a few linear forms of a pixel's spectrum and what is made of them. The shader and the
 * drawing without a graphics card take the same description, so relighting changes numbers and nothing else.
 */
import type { RampName } from './colour-ramp.ts';

/** What is made of the forms of a pixel. The numbers are known to the shader. */
export const DRAWING_MODES = {
  /** The photo, or the forms 0..2, as linear sRGB. */
  photo: 0,
  colour: 1,
  /** Form 0 on the ramp. */
  scalar: 2,
  /** sqrt(1 - (f0^2 + f1^2 + f2^2) / |z|^2) on the ramp: the share outside the span of three orthonormal forms. */
  outside: 3,
  /** Angle to a unit spectrum in degrees; below the threshold on the ramp, above it the dimmed photo. */
  angle: 4,
  /** f0 / f1 on the ramp. */
  ratio: 5,
  /** (f0 - f1) / (f0 + f1) on the ramp. */
  difference: 6,
  /** Values computed beside the cube: the re-projection error, the angle to the truth. */
  reprojection: 7,
  truth: 8,
} as const;

export type DrawingMode = keyof typeof DRAWING_MODES;

/** What a colour bar says. */
export interface Legend {
  readonly title: string;
  /** Unit of the numbers, or an empty string where there is none. */
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly ramp: RampName;
}

/** How one side of the picture is drawn. */
export interface Drawing {
  readonly mode: DrawingMode;
  readonly of: 'cube' | 'truth';
  /** 3 x bands, row-major: up to three linear forms; unused ones are 0. */
  readonly forms: Float64Array;
  /** Values at the ends of the ramp. */
  readonly low: number;
  readonly high: number;
  readonly ramp: RampName;
  /** Degrees, for `angle`. */
  readonly threshold: number;
  /** What the picture shows, in words, for people who cannot see it. */
  readonly description: string;
  readonly legend?: Legend;
  /** A remark to show beside the picture. */
  readonly note?: string;
}

/** A view that cannot be drawn as things are, and why. */
export interface Undrawable {
  readonly reason: string;
}

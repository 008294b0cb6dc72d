/** What all drawings begin from: what they depend on, their defaults, and the colour bar. */
import type { CameraResponse, Quantity, WavelengthRange } from '../engine/library.ts';
import type { Drawing } from './drawing.ts';

/** All that a drawing depends on. */
export interface DrawingContext {
  readonly wavelengths: readonly number[];
  readonly quantity: Quantity;
  /** The camera that the cube was made with; absent for a cube from a file. */
  readonly response?: CameraResponse | undefined;
  readonly hasPhoto: boolean;
  readonly hasTruth: boolean;
  /** Factor on colours. */
  readonly exposure: number;
  /** What is searched for, on the grid of the cube. */
  readonly target?: { readonly name: string; readonly values: ArrayLike<number> } | undefined;
  /** Degrees. */
  readonly threshold: number;
  readonly ranges: readonly [WavelengthRange, WavelengthRange];
  readonly ratioKind: 'ratio' | 'normalised-difference';
  /** Least and largest sample of a band. */
  readonly bandRange: (band: number) => readonly [low: number, high: number];
  /** Largest re-projection error, for the colour bar. */
  readonly largestError: number;
}

/** What a view says about its drawing. */
export type Parts = Pick<Drawing, 'mode' | 'description'> & Partial<Drawing>;

/** A drawing with defaults for what is not said. */
export function drawing(context: DrawingContext, parts: Parts): Drawing {
  return {
    of: 'cube',
    forms: new Float64Array(3 * context.wavelengths.length),
    low: 0,
    high: 1,
    ramp: 'grey',
    threshold: 180,
    ...parts,
  };
}

/** The same with what the colour bar says. */
type RampParts = Parts &
  Pick<Drawing, 'low' | 'high' | 'ramp'> & { readonly title: string; readonly unit: string };

/** A drawing on a colour ramp, with its colour bar. */
export function onRamp(context: DrawingContext, { title, unit, ...parts }: RampParts): Drawing {
  const { low, high, ramp } = parts;
  return drawing(context, { ...parts, legend: { title, unit, low, high, ramp } });
}

/** The axis title of samples of a quantity. */
export function quantityName(quantity: Quantity): string {
  if (quantity === 'reflectance') return 'reflectance';
  return quantity === 'radiance' ? 'relative radiance' : 'value';
}

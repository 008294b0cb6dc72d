/** From a choice to a drawing: which forms, which scale, which words. Pure; all maths of spectra is the library's. */
import {
  type CameraResponse,
  falseColour,
  type Quantity,
  rangeWeights,
  seenBasis,
  trueColour,
  type WavelengthRange,
} from '../engine/library.ts';
import type { Drawing, Undrawable } from './drawing.ts';
import { nearestBand, type ViewChoice } from './view.ts';

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

/** The drawing of a view, or why there is none. */
export function drawingOf(view: ViewChoice, context: DrawingContext): Drawing | Undrawable {
  if (view.of === 'truth' && !context.hasTruth) return { reason: 'No true cube is loaded.' };
  switch (view.kind) {
    case 'photo':
      return context.hasPhoto
        ? drawing(context, { mode: 'photo', description: 'the photo' })
        : { reason: 'This cube came without a photo. Choose “True colour” to see it.' };
    case 'true-colour':
      return colours(view, context);
    case 'band':
      return band(view, context);
    case 'false-colour': {
      const wanted = view.falseColour.map((wavelength) => inside(context.wavelengths, wavelength));
      const { matrix, description } = falseColour(context.wavelengths, [wanted[0], wanted[1], wanted[2]]);
      return drawing(context, {
        mode: 'colour',
        of: view.of,
        forms: scaled(matrix, context.exposure),
        description,
      });
    }
    case 'reprojection':
      return reprojection(context);
    case 'unseen':
      return unseen(context);
    case 'search':
      return search(context);
    case 'ratio':
      return ratio(view, context);
    case 'truth-angle':
      return truthAngle(context);
  }
}

function colours(view: ViewChoice, context: DrawingContext): Drawing {
  const radiance = context.quantity === 'radiance';
  const { matrix, description } = radiance
    ? trueColour(context.wavelengths, 'radiance')
    : trueColour(context.wavelengths, context.quantity, view.light);
  return drawing(context, {
    mode: 'colour',
    of: view.of,
    forms: scaled(matrix, context.exposure),
    description,
    ...(radiance
      ? {
          note: 'These spectra are radiance: the light of the scene is in them, so another light cannot be put in its place. Name the light of a linear photo to get reflectance.',
        }
      : {}),
  });
}

function band(view: ViewChoice, context: DrawingContext): Drawing {
  const index = nearestBand(context.wavelengths, view.wavelength);
  const [low, high] = view.fit ? context.bandRange(index) : [0, 1];
  const title = `${Math.round(context.wavelengths[index])} nm, ${quantityName(context.quantity)}`;
  return onRamp(context, {
    mode: 'scalar',
    of: view.of,
    forms: single(context.wavelengths.length, index),
    low,
    high: high > low ? high : low + 1e-6,
    ramp: 'grey',
    title,
    unit: '',
    description: `the band at ${context.wavelengths[index]} nm`,
  });
}

function reprojection(context: DrawingContext): Drawing | Undrawable {
  if (!context.hasPhoto || context.response === undefined) {
    return {
      reason: 'The re-projection error compares a reconstruction with its photo; this cube has none.',
    };
  }
  const high = niceAbove(Math.max(context.largestError, 1e-6));
  return onRamp(context, {
    mode: 'reprojection',
    low: 0,
    high,
    ramp: 'even',
    title: 'Re-projection error',
    unit: 'of white',
    description: 'how far the cube, seen through the camera, is from the photo',
  });
}

function unseen(context: DrawingContext): Drawing | Undrawable {
  if (context.response === undefined) {
    return {
      reason: 'What a camera cannot see is known only with its response; this cube came without one.',
    };
  }
  return onRamp(context, {
    mode: 'outside',
    forms: seenBasis(context.response),
    low: 0,
    high: 1,
    ramp: 'even',
    title: 'Share of the spectrum that the camera cannot see',
    unit: '',
    description: 'the share of every spectrum that rests on expectation alone',
  });
}

function search(context: DrawingContext): Drawing | Undrawable {
  const { target, threshold } = context;
  if (target === undefined) {
    return { reason: 'Choose a spectrum to search for: pin one, or take a reference, in “Find”.' };
  }
  const unit = unitVector(target.values);
  const bands = context.wavelengths.length;
  const forms = new Float64Array(3 * bands);
  forms.set(unit);
  forms.fill(1 / bands, bands, 2 * bands); // the mean, to leave dark places out and to draw what is not found
  return onRamp(context, {
    mode: 'angle',
    forms,
    low: threshold,
    high: 0, // near is bright
    ramp: 'even',
    threshold,
    title: `Spectral angle to ${target.name}`,
    unit: '°',
    description: `places whose spectrum is within ${threshold} degrees of ${target.name}`,
  });
}

function ratio(view: ViewChoice, context: DrawingContext): Drawing {
  const { wavelengths, ranges, ratioKind } = context;
  const forms = new Float64Array(3 * wavelengths.length);
  forms.set(rangeWeights(wavelengths, ranges[0]));
  forms.set(rangeWeights(wavelengths, ranges[1]), wavelengths.length);
  const names = ranges.map(([from, to]) => `${Math.round(from)}–${Math.round(to)} nm`);
  const normalised = ratioKind === 'normalised-difference';
  return onRamp(context, {
    mode: normalised ? 'difference' : 'ratio',
    of: view.of,
    forms,
    low: normalised ? -1 : 0,
    high: normalised ? 1 : 2,
    ramp: 'diverging',
    title: normalised ? `(A − B) / (A + B), A ${names[0]}, B ${names[1]}` : `${names[0]} ÷ ${names[1]}`,
    unit: '',
    description: `the band ratio of ${names[0]} and ${names[1]}`,
  });
}

function truthAngle(context: DrawingContext): Drawing | Undrawable {
  if (!context.hasTruth) {
    return { reason: 'Load a true cube of the same size to see how far the estimate is from it.' };
  }
  return onRamp(context, {
    mode: 'truth',
    low: 0,
    high: 30,
    ramp: 'even',
    title: 'Spectral angle to the truth',
    unit: '°',
    description: 'how far every estimated spectrum is from the true one',
  });
}

type Parts = Pick<Drawing, 'mode' | 'description'> & Partial<Drawing>;

function drawing(context: DrawingContext, parts: Parts): Drawing {
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

type RampParts = Parts &
  Pick<Drawing, 'low' | 'high' | 'ramp'> & { readonly title: string; readonly unit: string };

function onRamp(context: DrawingContext, { title, unit, ...parts }: RampParts): Drawing {
  const { low, high, ramp } = parts;
  return drawing(context, { ...parts, legend: { title, unit, low, high, ramp } });
}

function single(bands: number, band: number): Float64Array {
  const forms = new Float64Array(3 * bands);
  forms[band] = 1;
  return forms;
}

function scaled(matrix: Float64Array, factor: number): Float64Array {
  return factor === 1 ? matrix : matrix.map((value) => value * factor);
}

function unitVector(values: ArrayLike<number>): Float64Array {
  const unit = Float64Array.from(values);
  const length = Math.hypot(...unit);
  return length > 0 ? unit.map((value) => value / length) : unit;
}

function inside(wavelengths: readonly number[], wanted: number): number {
  return Math.min(Math.max(wanted, wavelengths[0]), wavelengths[wavelengths.length - 1]);
}

/** 1, 2 or 5 times a power of ten, not below the value. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (step * power >= value * (1 - 1e-9)) return step * power;
  return 10 * power;
}

/** The axis title of samples of a quantity. */
export function quantityName(quantity: Quantity): string {
  if (quantity === 'reflectance') return 'reflectance';
  return quantity === 'radiance' ? 'relative radiance' : 'value';
}

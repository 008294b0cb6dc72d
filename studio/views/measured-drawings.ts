/** Drawings of what was measured: errors, what the camera cannot see, similarity, ratios of bands. */
import { rangeWeights, seenBasis } from '../engine/library.ts';
import type { Drawing, Undrawable } from './drawing.ts';
import { type DrawingContext, onRamp } from './drawing-parts.ts';
import type { ViewChoice } from './view.ts';

/** How far the cube, seen through its camera, is from the photo. */
export function reprojection(context: DrawingContext): Drawing | Undrawable {
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

/** The share of every spectrum outside of what the camera sees. */
export function unseen(context: DrawingContext): Drawing | Undrawable {
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

/** The spectral angle to what is searched for. */
export function search(context: DrawingContext): Drawing | Undrawable {
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

/** The index of two ranges of bands. */
export function ratio(view: ViewChoice, context: DrawingContext): Drawing {
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

/** The spectral angle to the true cube. */
export function truthAngle(context: DrawingContext): Drawing | Undrawable {
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

function unitVector(values: ArrayLike<number>): Float64Array {
  const unit = Float64Array.from(values);
  const length = Math.hypot(...unit);
  return length > 0 ? unit.map((value) => value / length) : unit;
}

/** 1, 2 or 5 times a power of ten, not below the value. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 5, 10]) if (step * power >= value * (1 - 1e-9)) return step * power;
  return 10 * power;
}

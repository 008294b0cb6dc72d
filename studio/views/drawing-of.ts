/** From a choice to a drawing: which forms, which scale, which words. Pure; all maths of spectra is the library's. */
import { falseColour, trueColour } from '../engine/library.ts';
import type { Drawing, Undrawable } from './drawing.ts';
import { type DrawingContext, drawing, onRamp, quantityName } from './drawing-parts.ts';
import { ratio, reprojection, search, truthAngle, unseen } from './measured-drawings.ts';
import { nearestBand, type ViewChoice } from './view.ts';

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

function single(bands: number, band: number): Float64Array {
  const forms = new Float64Array(3 * bands);
  forms[band] = 1;
  return forms;
}

function scaled(matrix: Float64Array, factor: number): Float64Array {
  return factor === 1 ? matrix : matrix.map((value) => value * factor);
}

function inside(wavelengths: readonly number[], wanted: number): number {
  return Math.min(Math.max(wanted, wavelengths[0]), wavelengths[wavelengths.length - 1]);
}

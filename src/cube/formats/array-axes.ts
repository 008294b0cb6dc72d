/**
 * Which axis of an array is which. A plain array does not say; its shape proves it where one axis, and only one,
 * has as many steps as there are wavelengths (31 where no wavelengths are known).
 */
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { CubeError } from '../spectral-cube.ts';
import type { AxisOrder } from './raw/raw-layout.ts';

/** What is known of an array. */
export interface ArrayQuestion {
  /** Sizes along the axes, in the order in which the format's own tools give them. */
  readonly shape: readonly number[];
  /** How many wavelengths are known, and from where; undefined if none are. */
  readonly wavelengths: { readonly count: number; readonly from: string } | undefined;
  /** What a person said the axes are, in the order of `shape`. */
  readonly axes?: AxisOrder | undefined;
  /** Where the format's own tools put the bands, for a shape that proves nothing. */
  readonly usual: 'first' | 'last';
  /** For messages: "cube.npy", "'rad' in scene.mat". */
  readonly name: string;
  /** What the person can do about wavelengths that are missing or do not fit. */
  readonly hint: string;
}

/** The axes of an array, in the order of its shape. */
export interface ArrayAnswer {
  readonly axes: AxisOrder;
  readonly bands: number;
  readonly height: number;
  readonly width: number;
  readonly notes: readonly string[];
}

const BANDS_AT: readonly AxisOrder[] = [
  ['band', 'row', 'column'],
  ['row', 'band', 'column'],
  ['row', 'column', 'band'],
];

/**
 * Finds the axes of an array; of the two that are not bands, rows come first.
 *
 * @throws CubeError if the array has no three axes with something in them, if the axes named are not a band, a row
 * and a column, or if no axis fits the wavelengths.
 */
export function resolveAxes(question: ArrayQuestion): ArrayAnswer {
  const { shape, wavelengths, usual, name } = question;
  const sizes = shape.join(' x ');
  if (shape.length !== 3 || shape.some((size) => !(Number.isSafeInteger(size) && size >= 1))) {
    throw new CubeError(
      `expected an array of three axes (bands, rows, columns), found ${sizes || 'none'} in ${name}`,
    );
  }
  if (question.axes !== undefined) return answer(shape, checkAxes(question.axes), []);
  const bands = wavelengths?.count ?? VISIBLE_31.length;
  const fitting = BANDS_AT.filter((_, axis) => shape[axis] === bands);
  if (fitting.length === 0) {
    const known =
      wavelengths === undefined
        ? '31 (no wavelengths are known)'
        : `${bands}, as many as the wavelengths of ${wavelengths.from}`;
    throw new CubeError(`expected an axis of ${known}, found ${sizes} in ${name}`, {
      hint: question.hint,
    });
  }
  if (fitting.length === 1) return answer(shape, fitting[0], []);
  const axes = BANDS_AT[usual === 'first' ? 0 : 2];
  const taken = fitting.includes(axes) ? axes : fitting[0];
  return answer(shape, taken, [
    `the shape ${sizes} of ${name} does not prove which axis is which; it was taken as ${taken.join(', ')}`,
  ]);
}

function answer(shape: readonly number[], axes: AxisOrder, notes: readonly string[]): ArrayAnswer {
  const size = (axis: AxisOrder[number]): number => shape[axes.indexOf(axis)];
  return { axes, bands: size('band'), height: size('row'), width: size('column'), notes };
}

function checkAxes(axes: AxisOrder): AxisOrder {
  if (new Set(axes).size === 3) return axes;
  throw new CubeError(`expected the axes band, row and column, each once, found ${axes.join(', ')}`);
}

/** The same axes, the fastest first: from an array of Fortran, MATLAB or HDF5-of-MATLAB to the order in the file. */
export function reversedAxes([first, second, third]: AxisOrder): AxisOrder {
  return [third, second, first];
}

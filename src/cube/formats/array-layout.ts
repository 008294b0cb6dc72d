/**
 * From an array in a file to the layout of a cube: which axis is which, what the wavelengths are, what a stored
 * number means. Every format that holds a plain array goes this way.
 */
import { orderBands, toNanometres } from '../band-wavelengths.ts';
import { checkBands } from '../files/read-limits.ts';
import { resolveAxes, reversedAxes } from './array-axes.ts';
import type { CubeDescription } from './cube-description.ts';
import type { OpenContext } from './cube-format.ts';
import type { RawLayout } from './raw/raw-layout.ts';
import { formatCount, type SampleType } from './raw/sample-type.ts';

/** An array in a file. */
export interface StoredArray {
  /** Sizes along the axes, in the order in which the format's own tools give them. */
  readonly shape: readonly number[];
  /** True where the first axis of `shape` is the fastest in the file. */
  readonly fastestFirst: boolean;
  /** Where the format's own tools put the bands, for a shape that proves nothing. */
  readonly usual: 'first' | 'last';
  readonly type: SampleType;
  readonly littleEndian: boolean;
  /** Bytes before the first sample. */
  readonly headerOffset: number;
  /** For messages: "cube.npy", "'rad' in scene.mat". */
  readonly name: string;
  readonly described?: CubeDescription | undefined;
  /** Where the description is, for messages; in the file itself unless given. */
  readonly describedIn?: string;
  /** What the person can add to say the wavelengths, for messages. */
  readonly supply: string;
  readonly context: OpenContext;
}

/**
 * The layout of an array.
 *
 * @throws CubeError if the shape does not fit the wavelengths, or is more than the limits allow.
 */
export function arrayLayout(array: StoredArray): {
  readonly layout: RawLayout;
  readonly notes: readonly string[];
} {
  const { name, described, describedIn = name, context } = array;
  const given = context.wavelengths ?? described?.wavelengths;
  const units = context.wavelengths === undefined ? described?.wavelengthUnits : 'nm';
  const from = context.wavelengths === undefined ? describedIn : 'the options';
  const converted = given && toNanometres(given, units, from);
  const { axes, bands, height, width, notes } = resolveAxes({
    shape: array.shape,
    wavelengths: given && { count: given.length, from },
    axes: context.axes ?? described?.axes,
    usual: array.usual,
    name,
    hint: array.supply,
  });
  checkBands(bands, context.limits, name);
  const order = orderBands(converted?.wavelengths, bands, given === undefined ? name : from, array.supply);
  const gain = 1 / (described?.scaleFactor ?? 1);
  const clamped = described?.clampedSamples ?? 0;
  return {
    notes: [
      ...notes,
      ...(converted?.notes ?? []),
      ...order.notes,
      ...(clamped > 0 ? [`${formatCount(clamped)} samples were clamped when ${name} was written`] : []),
    ],
    layout: {
      bands,
      height,
      width,
      wavelengths: order.wavelengths,
      metadata: described?.metadata ?? { quantity: 'unknown' },
      type: array.type,
      axes: array.fastestFirst ? reversedAxes(axes) : axes,
      littleEndian: array.littleEndian,
      headerOffset: array.headerOffset,
      fileBands: order.fileBands,
      gain: order.fileBands.map(() => gain),
      offset: order.fileBands.map(() => 0),
    },
  };
}

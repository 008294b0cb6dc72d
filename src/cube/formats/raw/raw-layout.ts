/** Where samples stand in a file of plain numbers, and what they mean. */
import type { CubeHeader } from '../../spectral-cube.ts';
import type { SampleType } from './sample-type.ts';

/** One of the three directions of a cube. */
export type Axis = 'band' | 'row' | 'column';

/** In which order samples follow one another: the slowest axis first, the fastest last. */
export type AxisOrder = readonly [slowest: Axis, middle: Axis, fastest: Axis];

/** Every order that there is. */
export const AXIS_ORDERS: readonly AxisOrder[] = [
  ['band', 'row', 'column'],
  ['band', 'column', 'row'],
  ['row', 'band', 'column'],
  ['row', 'column', 'band'],
  ['column', 'band', 'row'],
  ['column', 'row', 'band'],
];

/** How samples follow one another, by the names that remote sensing gives: bands, rows or pixels outermost. */
export type Interleave = 'bsq' | 'bil' | 'bip';

/** The axes of each interleave. */
export const INTERLEAVES: Readonly<Record<Interleave, AxisOrder>> = {
  bsq: ['band', 'row', 'column'],
  bil: ['row', 'band', 'column'],
  bip: ['row', 'column', 'band'],
};

/** All that is needed to read a window of a file of plain numbers. */
export interface RawLayout extends CubeHeader {
  readonly type: SampleType;
  readonly axes: AxisOrder;
  readonly littleEndian: boolean;
  /** Bytes before the first sample. */
  readonly headerOffset: number;
  /** Position in the file of each band of `wavelengths`. */
  readonly fileBands: readonly number[];
  /** A sample is `stored * gain[band] + offset[band]`, bands as in `wavelengths`. */
  readonly gain: readonly number[];
  readonly offset: readonly number[];
}

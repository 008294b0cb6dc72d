/**
 * The place of the HDF5 parser, foreign code that meets files from anywhere: a worker that answers messages and
 * is ended when it takes too long or too much. Node and the browser each start it in their own way.
 */
import type { ByteSource } from '../files/byte-source.ts';
import type { ReadLimits } from '../files/read-limits.ts';
import type { SampleType, SampleView } from './raw/sample-type.ts';

/** A numeric data set of an HDF5 file. */
export interface Hdf5Dataset {
  /** Its name with the groups above it: `/cube`. */
  readonly path: string;
  /** As HDF5 has it, the last axis fastest. */
  readonly shape: readonly number[];
  readonly type: SampleType;
  /** Sizes of the pieces that it is stored in; absent where it is one stretch. */
  readonly chunks?: readonly number[];
  /** What MATLAB says it is: `single`, `char`; absent in files of others. */
  readonly matlabClass?: string;
  /** The unit of its numbers, where an attribute says it. */
  readonly units?: string;
}

/** Something in an HDF5 file that is not read. */
export interface Hdf5Refused {
  readonly path: string;
  /** Why, as in "which is <reason>": `a link to another file`. */
  readonly reason: string;
}

/** What stands in an HDF5 file. */
export interface Hdf5Listing {
  readonly datasets: readonly Hdf5Dataset[];
  readonly refused: readonly Hdf5Refused[];
}

/** An HDF5 file in a worker. Every call throws a CubeError once the worker was ended. */
export interface Hdf5File {
  /** Everything in the file but groups. @throws CubeError if it is damaged or has more than the limits allow. */
  list(): Promise<Hdf5Listing>;
  /**
   * A block of a data set that was listed, in the order of its axes.
   *
   * @throws CubeError if the block does not lie within it, or it cannot be read.
   */
  read(path: string, start: readonly number[], count: readonly number[]): Promise<SampleView>;
  /** Ends the worker. */
  close(): Promise<void>;
}

/**
 * Starts a worker and opens a file in it; the worker serves no other.
 *
 * @throws CubeError if the file is no HDF5, or opening it takes more than the limits allow.
 */
export type StartHdf5 = (source: ByteSource, limits: ReadLimits) => Promise<Hdf5File>;

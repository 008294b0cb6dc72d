/**
 * The place of the HDF5 parser, foreign code that meets files from anywhere: a worker that answers messages and
 * is ended when it takes too long or too much. Node and the browser each start it in their own way.
 */
import type { ByteSource } from '../files/byte-source.ts';
import type { ReadLimits } from '../files/read-limits.ts';
import type { SampleType } from './raw/sample-type.ts';

/** A numeric data set of an HDF5 file. */
export interface Hdf5Dataset {
  /** Its name with the groups above it: `/cube`. */
  readonly path: string;
  /** As HDF5 has it, the last axis fastest. */
  readonly shape: readonly number[];
  readonly type: SampleType;
}

/** An HDF5 file in a worker. */
export interface Hdf5File {
  /** Every numeric data set. @throws CubeError if the file is no HDF5 or more than the limits allow. */
  datasets(): Promise<readonly Hdf5Dataset[]>;
  /** Texts and short lists of numbers: attributes of the file and of its data sets, by `path@name` or `@name`. */
  attributes(): Promise<ReadonlyMap<string, string | readonly number[]>>;
  /** A block of a data set, as numbers, in the order of its axes. */
  read(
    path: string,
    start: readonly number[],
    count: readonly number[],
  ): Promise<Float32Array | Float64Array>;
  close(): Promise<void>;
}

/** Starts a worker and opens a file in it. */
export type StartHdf5 = (source: ByteSource, limits: ReadLimits) => Promise<Hdf5File>;

/** What is said between the thread that wants an HDF5 file read and the worker that reads it. */
import type { ReadLimits } from '../../files/read-limits.ts';
import type { Hdf5Listing } from '../hdf5-parser.ts';

/** Where a worker finds the bytes of its file. */
export type Hdf5Input =
  | { readonly path: string }
  | { readonly blob: Blob }
  | { readonly bytes: Uint8Array<ArrayBuffer> };

/** What a worker is told; it answers each order before it takes the next. */
export type Hdf5Order =
  | { readonly kind: 'open'; readonly input: Hdf5Input; readonly limits: ReadLimits }
  | { readonly kind: 'list' }
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly start: readonly number[];
      readonly count: readonly number[];
    };

/** What a worker answers. */
export type Hdf5Answer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'listing'; readonly listing: Hdf5Listing }
  /** Little-endian. */
  | { readonly kind: 'numbers'; readonly buffer: ArrayBuffer }
  /** The order could not be obeyed; the next can. */
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string }
  /** The parser wanted more memory than it may have, or broke down: the worker is of no more use. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'broken'; readonly message: string };

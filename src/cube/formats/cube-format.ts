/**
 * What a file format of cubes is to the rest of the house: a name, what it can do, a reader and a writer. One file
 * a format; `index.ts` lists them, and the table in the docs is made from that list.
 */
import type { CubeSink, CubeSource } from '../cube-source.ts';
import { type CubePlace, endingOf } from '../files/input-files.ts';
import type { OutputFiles } from '../files/output-files.ts';
import type { ReadLimits } from '../files/read-limits.ts';
import { CubeError, type CubeHeader } from '../spectral-cube.ts';
import type { StartHdf5 } from './hdf5-parser.ts';
import type { AxisOrder, Interleave } from './raw/raw-layout.ts';
import type { SampleType } from './raw/sample-type.ts';

/** Names by which a person chooses a format. */
export type CubeFormatName =
  | 'envi'
  | 'envi-library'
  | 'npy'
  | 'npz'
  | 'tiff'
  | 'mat5'
  | 'mat73'
  | 'png-bands';

/** How a cube is read, where the file leaves a choice. */
export interface ReadCubeOptions {
  /** The variable, array or data set that holds the samples, in a file that has several. */
  readonly variable?: string;
  /** The order of the axes as the format's own tools give the shape, where shapes do not prove it. */
  readonly axes?: AxisOrder;
  /** Band centres in nanometres, one a band of the file, in place of those in the file. */
  readonly wavelengths?: readonly number[];
  readonly limits?: Partial<ReadLimits>;
}

/** What a reader is given: the options, every limit set, and what differs between Node and the browser. */
export interface OpenContext extends Omit<ReadCubeOptions, 'limits'> {
  readonly limits: ReadLimits;
  /** Starts the worker in which HDF5 is parsed. */
  readonly startHdf5: StartHdf5;
}

/** How a cube is stored. Each format takes what its {@link CubeFormat.stores} names and refuses the rest. */
export interface StoreOptions {
  /** `float32` unless given. */
  readonly dataType?: SampleType;
  /** Stored number for a sample of 1: 10000 for integers and 1 for floating point unless given. */
  readonly scaleFactor?: number;
  /** `bsq` unless given. */
  readonly interleave?: Interleave;
  /** Little-endian unless given. */
  readonly byteOrder?: 'little' | 'big';
  /** Packs the samples without loss; not unless given. */
  readonly compress?: boolean;
  /** Name of the variable or array, in a format that names them. */
  readonly variable?: string;
}

/** What a format can store. */
export interface Stores {
  readonly dataTypes: readonly SampleType[];
  /** Which of the other options it takes. */
  readonly options: readonly Exclude<keyof StoreOptions, 'dataType'>[];
}

/** A file format of cubes. */
export interface CubeFormat {
  readonly name: CubeFormatName;
  /** For people: "ENVI". */
  readonly title: string;
  /** What stands in the file system, in words: "text header .hdr and a data file". */
  readonly layout: string;
  /** Endings that stand for it, lower case, the usual one first; a folder where there are none. */
  readonly endings: readonly string[];
  /** `window`: only the stretches that are needed are read. `whole`: everything is read when it is opened. */
  readonly reading: 'window' | 'whole';
  /** What it can store; absent where it is only read. */
  readonly stores?: Stores;
  /** Whether a file with one of the endings is of this format, where formats share an ending. */
  claims?(place: CubePlace): Promise<boolean>;
  /**
   * Paths, below the folder of outputs, of the files that are written under a name, the one that it is opened by
   * first. A name without one of the endings gets it.
   */
  written(name: string, bands: number): readonly string[];
  /**
   * Opens a cube.
   *
   * @throws CubeError if the content is wrong or asks for more than the limits allow.
   * @throws FileError if a file is missing or not readable.
   */
  open(place: CubePlace, context: OpenContext): Promise<CubeSource>;
  /**
   * Opens a cube for writing. `name` has one of the endings, or is a folder's.
   *
   * @throws CubeError if the header or the options cannot be.
   * @throws FileError if an output exists and may not be replaced.
   */
  create?(outputs: OutputFiles, name: string, header: CubeHeader, options: StoreOptions): Promise<CubeSink>;
}

/** Stored number for a sample of 1 where none is given. */
export function scaleFactorOf({ scaleFactor, dataType = 'float32' }: StoreOptions): number {
  return scaleFactor ?? (dataType.startsWith('float') ? 1 : 10_000);
}

/** A name with one of the endings, the first unless it has one already. */
export function withEnding(name: string, endings: readonly string[]): string {
  return endings.includes(endingOf(name)) ? name : `${name}${endings[0]}`;
}

/** @throws CubeError if an option is given that the format does not take. */
export function checkStoreOptions(format: Pick<CubeFormat, 'title' | 'stores'>, options: StoreOptions): void {
  const { title, stores } = format;
  if (stores === undefined) throw new CubeError(`expected a format that is written, found ${title}`);
  const { dataType, ...others } = options;
  if (dataType !== undefined && !stores.dataTypes.includes(dataType)) {
    throw new CubeError(
      `expected ${title} to be written as ${stores.dataTypes.join(', ')}, found ${dataType}`,
      {
        hint: 'choose one of these types, or another format',
      },
    );
  }
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined || stores.options.some((known) => known === name)) continue;
    const known = stores.options.length === 0 ? 'none' : stores.options.join(', ');
    throw new CubeError(`expected the options of ${title} (${known}), found ${name}`, {
      hint: 'leave the option out, or choose another format',
    });
  }
}

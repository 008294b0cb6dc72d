/** The formats that a cube can be saved in, from the library's own list. */
import { CUBE_FORMATS, type CubeFormatName, type SampleType } from '../engine/library.ts';

export interface WrittenFormat {
  readonly name: CubeFormatName;
  readonly title: string;
  readonly dataTypes: readonly SampleType[];
}

/** All formats that hold whole cubes and are written; spectral libraries hold single spectra. */
export const WRITTEN_FORMATS: readonly WrittenFormat[] = CUBE_FORMATS.flatMap(({ name, title, stores }) =>
  stores === undefined || name === 'envi-library' ? [] : [{ name, title, dataTypes: stores.dataTypes }],
);

/**
 * ENVI spectral libraries: spectra without a place in a picture, one after another, in a data file `.sli` and a text
 * header. A cube is written as one spectrum a pixel, row by row; a library is read as a cube one column wide.
 * Source: NV5 Geospatial, "ENVI Header Files" and "Spectral Libraries".
 */
import type { CubeSink } from '../../cube-source.ts';
import type { OutputFiles } from '../../files/output-files.ts';
import type { CubeHeader } from '../../spectral-cube.ts';
import { type CubeFormat, type StoreOptions, scaleFactorOf, withEnding } from '../cube-format.ts';
import { createPairedSink } from '../raw-sink.ts';
import { ENVI_LIBRARY_ENDING, openEnvi } from './envi-file.ts';
import { ENVI_TYPES, formatEnviHeader } from './envi-header.ts';

/** Most spectra that are given names, `x,y` of their pixels; a library of a whole photo would be mostly names. */
const MOST_NAMES = 65_536;

function names(name: string): { readonly dataName: string; readonly headerName: string } {
  const dataName = withEnding(name, [ENVI_LIBRARY_ENDING]);
  return { dataName, headerName: `${dataName.slice(0, -ENVI_LIBRARY_ENDING.length)}.hdr` };
}

async function createLibrarySink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  const { dataType = 'float32', byteOrder = 'little' } = options;
  const { dataName, headerName } = names(name);
  const format = {
    dataType,
    interleave: 'bip',
    littleEndian: byteOrder === 'little',
    scaleFactor: scaleFactorOf(options),
    headerOffset: 0,
  } as const;
  return createPairedSink(header, outputs, {
    dataName,
    textName: headerName,
    format,
    describe: (described, clampedSamples) =>
      formatEnviHeader(described, { ...format, clampedSamples, library: { names: spectraNames(described) } }),
  });
}

function spectraNames({ width, height }: CubeHeader): string[] {
  const count = width * height;
  if (count > MOST_NAMES) return [];
  return Array.from({ length: count }, (_, pixel) => `x ${pixel % width} y ${Math.floor(pixel / width)}`);
}

/** ENVI spectral library: a spectrum a pixel. */
export const enviLibraryFormat: CubeFormat = {
  name: 'envi-library',
  title: 'ENVI spectral library',
  layout: 'spectra `.sli` and a text header `.hdr`',
  endings: [ENVI_LIBRARY_ENDING],
  reading: 'window',
  stores: { dataTypes: [...ENVI_TYPES.values()], options: ['scaleFactor', 'byteOrder'] },
  written: (name) => {
    const { dataName, headerName } = names(name);
    return [dataName, headerName];
  },
  open: openEnvi,
  create: createLibrarySink,
};

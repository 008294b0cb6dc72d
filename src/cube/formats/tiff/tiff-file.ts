/**
 * Cubes as TIFF files: the bands are the samples of one page, or pages of one band each, as tifffile and ImageJ write
 * stacks. Wavelengths come from our own description in the file's (see `cube-description.ts`) or from what GDAL keeps
 * of each band.
 */
import type { CubeSource } from '../../cube-source.ts';
import type { CubePlace } from '../../files/input-files.ts';
import { headerOf } from '../../spectral-cube.ts';
import { type CubeFormat, type OpenContext, withEnding } from '../cube-format.ts';
import { tiffCube } from './tiff-cube.ts';
import { readTiffDirectories } from './tiff-directory.ts';
import { createTiffSink, TIFF_ENDINGS, TIFF_TYPES } from './tiff-sink.ts';
import { TiffVolume } from './tiff-window.ts';

/**
 * Opens a TIFF cube.
 *
 * @throws CubeError if the file is damaged, a photo, of a kind that is not read, or asks for more than the limits
 * allow.
 * @throws FileError if the file is missing or not readable.
 */
export async function openTiff({ files, name }: CubePlace, context: OpenContext): Promise<CubeSource> {
  const source = await files.open(name);
  try {
    const file = await readTiffDirectories(source, context.limits);
    const { planes, layout, notes } = await tiffCube(file, context);
    const volume = new TiffVolume(file, planes, layout);
    return {
      ...headerOf(layout),
      notes,
      readWindow: (window, signal) => volume.readWindow(window, signal),
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** TIFF and BigTIFF. */
export const tiffFormat: CubeFormat = {
  name: 'tiff',
  title: 'TIFF',
  layout: 'one `.tif` file, its bands as samples or as pages',
  endings: TIFF_ENDINGS,
  reading: 'window',
  stores: { dataTypes: TIFF_TYPES, options: ['scaleFactor', 'byteOrder', 'compress'] },
  written: (name) => [withEnding(name, TIFF_ENDINGS)],
  open: openTiff,
  create: createTiffSink,
};

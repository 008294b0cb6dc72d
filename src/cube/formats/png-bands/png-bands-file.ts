/**
 * Cubes as a folder with one grey PNG file a band, which every picture program opens. The CAVE set is published so;
 * others are read by the numbers in their names and, where there is one, a `cube.json` with wavelengths and metadata
 * (see `cube-description.ts`). The full scale of the file is a sample of 1 unless `cube.json` says otherwise.
 */
import { VISIBLE_31 } from '../../../spectra/wavelengths.ts';
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import { FileError } from '../../files/file-error.ts';
import { type CubePlace, readTextIn } from '../../files/input-files.ts';
import type { OutputFile, OutputFiles } from '../../files/output-files.ts';
import type { CubeHeader } from '../../spectral-cube.ts';
import { formatCubeDescription, parseCubeDescription } from '../cube-description.ts';
import type { CubeFormat, OpenContext, StoreOptions } from '../cube-format.ts';
import { checkScaleFactor, clampNotes } from '../raw/raw-writer.ts';
import { encodeSamples } from '../raw/sample-type.ts';
import { bandPlanes, createSpooledSink } from '../spooled-sink.ts';
import { orderBandNames } from './band-names.ts';
import { type CaveScene, caveMetadata, caveSceneOf, caveSceneWithin, corruptColumns } from './cave-scene.ts';
import { openBandFiles } from './png-bands-source.ts';
import { encodePng } from './png-picture.ts';

/** Name of the file with wavelengths and metadata. */
const DESCRIPTION = 'cube.json';

/**
 * Opens a folder of bands: one with a `cube.json`, a CAVE scene, files whose names end in a number, or a folder that
 * holds one CAVE scene. Without wavelengths in names or in `cube.json`, 31 bands are taken as 400..700 nm with a note.
 *
 * @throws CubeError if a band is missing, is no grey PNG file, or has another size than the first.
 * @throws FileError if there are no bands, or a file is not readable.
 */
export async function openPngBands({ files, name }: CubePlace, context: OpenContext): Promise<CubeSource> {
  const folder = name === '' ? files : files.within(name);
  const listing = await folder.list();
  const described = listing.files.includes(DESCRIPTION)
    ? parseCubeDescription(await readTextIn(folder, DESCRIPTION, context.limits.textBytes), DESCRIPTION)
    : undefined;
  const scene = described === undefined ? caveSceneOf(folder, listing) : undefined;
  if (scene !== undefined) return openCaveScene(scene, context);
  const bands = orderBandNames(listing.files, folder.folder);
  if (bands !== undefined) {
    const fromNames =
      described?.wavelengths === undefined &&
      bands.wavelengths !== undefined &&
      context.wavelengths === undefined;
    const stated = fromNames ? { wavelengths: bands.wavelengths, wavelengthUnits: 'nm' } : {};
    return openBandFiles(
      {
        files: folder,
        names: bands.names,
        described: { metadata: { quantity: 'unknown' }, ...described, ...stated },
        notes: fromNames ? bands.notes : [],
      },
      context,
    );
  }
  const inner = await caveSceneWithin(folder, listing);
  if (inner !== undefined) return openCaveScene(inner, context);
  throw new FileError(
    `expected a folder with one grey PNG file a band (<scene>_ms_01.png, scene_450nm.png) in ${folder.folder}, found none`,
    { hint: 'give the folder with the files, such as the <scene>_ms folder of a CAVE scene' },
  );
}

/** Opens a CAVE scene; the columns without a picture of a whole scene are there, and a note says so. */
export async function openCaveScene(
  { files, name, names }: CaveScene,
  context: OpenContext,
): Promise<CubeSource> {
  const described = { wavelengths: VISIBLE_31, wavelengthUnits: 'nm', metadata: caveMetadata(name) };
  const source = await openBandFiles({ files, names, described, notes: [] }, context);
  const corrupt = corruptColumns(source);
  if (corrupt === 0) return source;
  const note = `columns 0..${corrupt - 1} of ${name} hold no picture, as in every whole CAVE scene; they were not cropped`;
  return { ...source, notes: [note, ...source.notes] };
}

/** Name of a band's file, counted from 0: two digits, more where there are 100 bands or more. */
function bandFileName(name: string, band: number, bands: number): string {
  return `${name}_${String(band + 1).padStart(Math.max(2, String(bands).length), '0')}.png`;
}

/**
 * Opens a folder of bands for writing: `<name>/<name>_01.png` and so on, and `cube.json`.
 *
 * @throws CubeError if the scale factor is no positive number.
 * @throws FileError if an output exists and may not be replaced, or the folder is not writable.
 */
export async function createPngBandsSink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  const dataType = options.dataType === 'uint8' ? 'uint8' : 'uint16';
  const depth = dataType === 'uint8' ? 8 : 16;
  const scaleFactor = options.scaleFactor ?? 2 ** depth - 1;
  checkScaleFactor(scaleFactor);
  const { bands, width, height } = header;
  const files: OutputFile[] = [];
  let description: OutputFile;
  try {
    const folder = await outputs.within(name);
    for (let band = 0; band < bands; band++) files.push(await folder.create(bandFileName(name, band, bands)));
    description = await folder.create(DESCRIPTION);
  } catch (error) {
    await outputs.abort();
    throw error;
  }
  return createSpooledSink(header, outputs, async (cube) => {
    let clampedSamples = 0;
    let band = 0;
    for await (const plane of bandPlanes(cube)) {
      const { bytes, clamped } = encodeSamples(plane, dataType, { scaleFactor, littleEndian: false });
      clampedSamples += clamped;
      await files[band++].writeAt(await encodePng(bytes, { width, height, depth }), 0);
    }
    const text = describe(cube, scaleFactor, clampedSamples);
    await description.writeAt(new TextEncoder().encode(text), 0);
    return clampNotes(clampedSamples, header, { dataType, scaleFactor });
  });
}

/** The description with its scale factor also where that is 1, because full scale is what its absence means here. */
function describe(header: CubeHeader, scaleFactor: number, clampedSamples: number): string {
  const text = formatCubeDescription(header, { scaleFactor, clampedSamples });
  if (scaleFactor !== 1) return text;
  return `${JSON.stringify({ ...JSON.parse(text), scaleFactor }, undefined, 2)}\n`;
}

/** A folder of grey PNG files, one a band. */
export const pngBandsFormat: CubeFormat = {
  name: 'png-bands',
  title: 'PNG bands',
  layout: 'a folder with one grey `.png` a band and a `cube.json`',
  endings: [],
  reading: 'window',
  stores: { dataTypes: ['uint16', 'uint8'], options: ['scaleFactor'] },
  written: (name, bands) => [
    `${name}/${DESCRIPTION}`,
    ...Array.from({ length: bands }, (_, band) => `${name}/${bandFileName(name, band, bands)}`),
  ],
  open: openPngBands,
  create: createPngBandsSink,
};

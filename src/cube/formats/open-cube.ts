/**
 * Cubes in whatever format: opened by what stands in a folder, written by the ending of a name. Node opens paths
 * over this (`cube/node/open-cube.ts`), a page opens the files that a person gave it.
 */
import type { CubeSink, CubeSource } from '../cube-source.ts';
import { FileError } from '../files/file-error.ts';
import { type CubePlace, endingOf } from '../files/input-files.ts';
import type { OutputFiles } from '../files/output-files.ts';
import { DEFAULT_LIMITS } from '../files/read-limits.ts';
import { CubeError, type CubeHeader, checkCubeHeader } from '../spectral-cube.ts';
import {
  type CubeFormat,
  type CubeFormatName,
  checkStoreOptions,
  type OpenContext,
  type ReadCubeOptions,
  type StoreOptions,
} from './cube-format.ts';
import { CUBE_FORMATS } from './index.ts';

/**
 * Opens a cube at its place.
 *
 * @throws CubeError if the content is wrong, of no format that is known, or asks for more than the limits allow.
 * @throws FileError if nothing that can be read is there.
 */
export async function openCubeAt(
  place: CubePlace,
  options: ReadCubeOptions & Pick<OpenContext, 'startHdf5'>,
): Promise<CubeSource> {
  const format = await chooseFormat(place);
  return format.open(place, { ...options, limits: { ...DEFAULT_LIMITS, ...options.limits } });
}

/** The format of what stands at a place. @throws CubeError if it is none that is known. */
async function chooseFormat(place: CubePlace): Promise<CubeFormat> {
  const { files, name } = place;
  if (name === '') return formatNamed('png-bands');
  const ending = endingOf(name);
  const candidates = CUBE_FORMATS.filter(({ endings }) => endings.includes(ending));
  for (const format of candidates.length > 1 ? candidates : []) {
    if (format.claims === undefined || (await format.claims(place))) return format;
  }
  if (candidates.length === 1) return candidates[0];
  const names = (await files.list()).files;
  if (names.some((found) => found.toLowerCase() === `${name.toLowerCase()}.hdr`)) {
    return chooseFormat({ files, name: `${name}.hdr` });
  }
  if (candidates.length === 0 && !names.includes(name)) {
    throw new FileError(`expected a cube at ${name} in ${files.folder}, found nothing there`, {
      hint: 'check the path',
    });
  }
  const known = CUBE_FORMATS.map(({ title, endings }) =>
    endings.length === 0 ? title : `${title} (${endings[0]})`,
  );
  throw new CubeError(`expected a cube in a format that is known, found ${name}`, {
    hint: `known are ${known.join(', ')}; an ENVI cube needs its .hdr file beside it`,
  });
}

/** The format of a name that a person chose. @throws CubeError if there is none. */
export function formatNamed(name: CubeFormatName): CubeFormat {
  const format = CUBE_FORMATS.find((known) => known.name === name);
  if (format !== undefined) return format;
  throw new CubeError(`expected a format among ${formatNames().join(', ')}, found '${name}'`);
}

/** Names of all formats, or of those that can be written. */
export function formatNames({ writable = false } = {}): CubeFormatName[] {
  return CUBE_FORMATS.filter(({ stores }) => !writable || stores !== undefined).map(({ name }) => name);
}

/**
 * The format that a name is written in: the one that is wanted, or that of its ending, or ENVI.
 *
 * @throws CubeError if the name has the ending of another format than the wanted one.
 */
export function formatForWriting(name: string, wanted?: CubeFormatName): CubeFormat {
  const ending = endingOf(name);
  const implied = CUBE_FORMATS.filter(({ stores, endings }) => stores && endings.includes(ending));
  if (wanted === undefined) return implied[0] ?? formatNamed('envi');
  const format = formatNamed(wanted);
  if (implied.length > 0 && !implied.includes(format)) {
    throw new CubeError(
      `expected a name for ${format.title}, found ${name}, which is one of ${implied[0].title}`,
      {
        hint: 'leave the ending out, or choose the other format',
      },
    );
  }
  return format;
}

/** How a cube is written. */
export interface CreateCubeOptions extends StoreOptions {
  /** That of the ending of the name unless given; ENVI where the ending is of none. */
  readonly format?: CubeFormatName;
}

/**
 * Opens a cube for writing in a folder of outputs.
 *
 * @throws CubeError if the name, the header or the options do not go together.
 * @throws FileError if an output exists and may not be replaced, or its folder is not writable.
 */
export async function createCubeIn(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  { format: wanted, ...options }: CreateCubeOptions = {},
): Promise<CubeSink> {
  checkCubeHeader(header);
  const format = formatForWriting(name, wanted);
  checkStoreOptions(format, options);
  if (format.create === undefined)
    throw new CubeError(`expected a format that is written, found ${format.title}`);
  return format.create(outputs, name, header, options);
}

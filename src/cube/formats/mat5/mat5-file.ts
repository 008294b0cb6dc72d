/**
 * Cubes in MATLAB 5 files (`save` with `-v6` or `-v7`, `scipy.io.savemat`): read by window where the variable is
 * not packed, whole where it is.
 */
import type { CubeSource, CubeWindow } from '../../cube-source.ts';
import type { CubePlace } from '../../files/input-files.ts';
import { checkWholeSamples } from '../../files/read-limits.ts';
import { CubeError, headerOf } from '../../spectral-cube.ts';
import { arrayLayout } from '../array-layout.ts';
import { parseCubeDescription } from '../cube-description.ts';
import { type CubeFormat, type OpenContext, withEnding } from '../cube-format.ts';
import { DESCRIPTION_VARIABLE, MATLAB_TYPES } from '../matlab-names.ts';
import { findCube, type NamedArray } from '../named-arrays.ts';
import type { RawLayout } from '../raw/raw-layout.ts';
import { readRawWindow } from '../raw/raw-window.ts';
import { SampleCollector, unpackedWindows } from '../whole-array.ts';
import { MAT5_HEADER_BYTES, mat5ByteOrder } from './mat5-elements.ts';
import {
  type Mat5File,
  type Mat5Variable,
  readMat5,
  readNumbers,
  readText,
  unpackStored,
} from './mat5-variables.ts';
import { createMat5Sink } from './mat5-writer.ts';

/** A MATLAB 5 file. Close it when done, also after an error. */
export interface OpenMat5 {
  /** Everything that has a name, in the order of the file. */
  variables(): readonly NamedArray[];
  /**
   * Numbers of a variable of two or three axes, planar `[plane, row, column]`; all of them unless a window is given,
   * whose bands are the planes.
   *
   * @throws CubeError if there is no such variable, it holds no real numbers, has other axes, or is packed and larger
   * than the limit.
   */
  readVariable(name: string, window?: CubeWindow): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens a MATLAB 5 file to look at its variables.
 *
 * @throws CubeError if it is none, or asks for more than the limits allow.
 * @throws FileError if it is missing or not readable.
 */
export async function openMat5({ files, name }: CubePlace, context: OpenContext): Promise<OpenMat5> {
  const file = await files.open(name);
  try {
    const mat = await readMat5(file, context.limits);
    return {
      variables: () => mat.variables.map(({ stored: _, ...array }) => array),
      async readVariable(wanted, window) {
        const variable = mat.variables.find((known) => known.name === wanted);
        if (variable === undefined)
          throw new CubeError(`expected a variable '${wanted}', found none in ${name}`);
        const layout = planes(variable, mat, name);
        const source = windowsOf(mat, variable, layout, context);
        return source.readWindow(window ?? { x: 0, y: 0, width: layout.width, height: layout.height });
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A variable of two or three axes as planes of numbers that mean nothing in particular. */
function planes(variable: Mat5Variable, mat: Mat5File, file: string): RawLayout {
  const [height, width, bands = 1] = variable.shape;
  if (![2, 3].includes(variable.shape.length) || height * width * bands === 0) {
    throw new CubeError(
      `expected a variable of two or three axes with something in them, found '${variable.name}' of ${variable.shape.join(' x ')} in ${file}`,
    );
  }
  const every = Array.from({ length: bands }, (_, band) => band);
  return {
    bands,
    height,
    width,
    wavelengths: every,
    metadata: { quantity: 'unknown' },
    ...storage(variable, file),
    axes: ['band', 'column', 'row'],
    littleEndian: mat.littleEndian,
    fileBands: every,
    gain: every.map(() => 1),
    offset: every.map(() => 0),
  };
}

/** How the numbers of a variable are stored. @throws CubeError if it has none. */
function storage(
  { name, stored, refused, kind }: Mat5Variable,
  file: string,
): Pick<RawLayout, 'type' | 'headerOffset'> {
  if (stored === undefined || stored.type === 'utf-8' || refused !== undefined) {
    throw new CubeError(`expected real numbers in '${name}' of ${file}, found ${refused ?? kind}`);
  }
  return { type: stored.type, headerOffset: stored.at };
}

/** Windows of a variable: from the file, or from memory where it is packed. */
function windowsOf(
  mat: Mat5File,
  { name, stored, shape }: Mat5Variable,
  layout: RawLayout,
  { limits }: OpenContext,
): Pick<CubeSource, 'readWindow' | 'close'> {
  const { file } = mat;
  const packed = stored?.packed;
  if (stored === undefined || packed === undefined) {
    return {
      readWindow: (window, signal) => readRawWindow(file, layout, window, signal),
      async close() {},
    };
  }
  const what = `'${name}' in ${file.name}`;
  checkWholeSamples(shape, limits, what);
  return unpackedWindows(layout, async (stop) => {
    const samples = new SampleCollector(layout, what);
    for await (const piece of unpackStored(file, stored, packed, stop)) samples.take(piece);
    return samples.finish();
  });
}

/**
 * Opens a cube in a MATLAB 5 file: the variable of three axes with a usual name, or the only one; its wavelengths
 * are those that spectralift wrote, or those of a list that fits an axis.
 *
 * @throws CubeError if the file is damaged, holds no cube or several, or asks for more than the limits allow.
 * @throws FileError if it is missing or not readable.
 */
async function openMat5Cube({ files, name }: CubePlace, context: OpenContext): Promise<CubeSource> {
  const file = await files.open(name);
  try {
    const mat = await readMat5(file, context.limits);
    const found = await findCube(
      {
        file: name,
        arrays: mat.variables,
        dropsLastAxis: true,
        readNumbers: (variable) => readNumbers(mat, variable),
        async readDescription() {
          const variable = mat.variables.find((known) => known.name === DESCRIPTION_VARIABLE);
          if (variable?.kind !== 'char') return undefined;
          const text = await readText(mat, variable, context.limits);
          return parseCubeDescription(text, `'${DESCRIPTION_VARIABLE}' of ${name}`);
        },
      },
      context,
    );
    const { layout, notes } = arrayLayout({
      ...found,
      fastestFirst: true,
      usual: 'last',
      ...storage(found.array, name),
      littleEndian: mat.littleEndian,
      name: `'${found.array.name}' in ${name}`,
      supply: "save the wavelengths too, save('cube.mat', 'cube', 'bands'), or give them (--wavelengths)",
      context,
    });
    const windows = windowsOf(mat, found.array, layout, context);
    return {
      ...headerOf(layout),
      notes: [...found.notes, ...notes],
      readWindow: windows.readWindow,
      async close() {
        await windows.close();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** MATLAB 5: variables in a file, `cube`, `bands` and our description among them. */
export const mat5Format: CubeFormat = {
  name: 'mat5',
  title: 'MATLAB 5',
  layout: 'a `.mat` file with the variables `cube` (rows x columns x bands) and `bands`',
  endings: ['.mat'],
  reading: 'window',
  stores: { dataTypes: MATLAB_TYPES, options: ['scaleFactor', 'compress', 'variable'] },
  async claims({ files, name }) {
    const file = await files.open(name);
    try {
      const start = await file.read(0, Math.min(MAT5_HEADER_BYTES, file.size));
      return mat5ByteOrder(new Uint8Array(start)) !== undefined;
    } finally {
      await file.close();
    }
  },
  written: (name) => [withEnding(name, ['.mat'])],
  open: openMat5Cube,
  create: createMat5Sink,
};

/**
 * Cubes in MATLAB 7.3 files and in HDF5 files of others, read by window. MATLAB's axes stand in HDF5 in reverse:
 * rows x columns x bands in MATLAB are `(bands, columns, rows)` in the file.
 */
import type { CubeSource } from '../../cube-source.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import { type CubePlace, endingOf } from '../../files/input-files.ts';
import { CubeError, headerOf } from '../../spectral-cube.ts';
import { arrayLayout } from '../array-layout.ts';
import { type CubeDescription, parseCubeDescription } from '../cube-description.ts';
import { type CubeFormat, type OpenContext, withEnding } from '../cube-format.ts';
import type { Hdf5Dataset, Hdf5File, Hdf5Refused } from '../hdf5-parser.ts';
import { DESCRIPTION_VARIABLE, MATLAB_TYPES } from '../matlab-names.ts';
import { findCube, type NamedArray } from '../named-arrays.ts';
import { formatCount, SAMPLE_BYTES } from '../raw/sample-type.ts';
import { checkPacking } from '../whole-array.ts';
import { readHyperslabs } from './hyperslabs.ts';
import { createMat73Sink } from './mat73-writer.ts';

/** The first bytes of an HDF5 file, or of what follows a user block. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Size of the smallest user block. */
const LEAST_USER_BLOCK = 512;
/** Largest user block that is looked behind. */
const LARGEST_USER_BLOCK = 2 ** 30;

/** Classes of MATLAB that hold numbers. */
const NUMERIC_CLASSES = new Set([
  'single',
  'double',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'logical',
]);

/** What Octave (`save -hdf5`) puts into the group of a variable. */
const OCTAVE_VALUE = '/value';
const OCTAVE_TYPE = '/type';

const ENDINGS = ['.mat', '.h5', '.hdf5'];

/** A data set by its name, its shape as MATLAB, Octave or Python has it. */
interface NamedDataset extends NamedArray {
  readonly dataset?: Hdf5Dataset;
  /** True where the first axis of its shape is the fastest in the file. */
  readonly byColumns: boolean;
}

/**
 * Opens a cube in a MATLAB 7.3 or HDF5 file: the data set of three axes with a usual name, or the only one; its
 * wavelengths are those that spectralift wrote, or those of a list that fits an axis.
 *
 * @throws CubeError if the file is damaged, holds no cube or several, or asks for more than the limits allow.
 * @throws FileError if it is missing or not readable.
 */
async function openMat73({ files, name }: CubePlace, context: OpenContext): Promise<CubeSource> {
  const source = await files.open(name);
  let file: Hdf5File | undefined;
  try {
    if (!(await isHdf5(source))) {
      throw new CubeError(`expected the signature of an HDF5 file, found other bytes in ${name}`);
    }
    file = await context.startHdf5(source, context.limits);
    return await openCube(source, file, context);
  } catch (error) {
    await file?.close();
    await source.close();
    throw error;
  }
}

async function openCube(source: ByteSource, file: Hdf5File, context: OpenContext): Promise<CubeSource> {
  const { name } = source;
  const { datasets, refused } = await file.list();
  const marked = datasets.some(({ matlabClass }) => matlabClass !== undefined);
  const ofMatlab = marked || endingOf(name) === '.mat';
  const ofOctave = octaveVariables(datasets, refused);
  const arrays: NamedDataset[] = [
    ...datasets.map((dataset) =>
      ofOctave.has(dataset.path)
        ? { ...named(dataset, true), name: dataset.path.slice(1, -OCTAVE_VALUE.length) }
        : named(dataset, ofMatlab),
    ),
    ...refused.map(({ path, reason }) => ({
      name: path.slice(1),
      shape: [],
      kind: '',
      refused: reason,
      byColumns: false,
    })),
  ];
  const found = await findCube(
    {
      file: name,
      arrays,
      dropsLastAxis: ofMatlab,
      unitOf: ({ dataset }) => dataset?.units,
      readNumbers: async ({ dataset }) => (dataset === undefined ? [] : readAll(file, dataset)),
      readDescription: () => readDescription(file, datasets, name, context),
    },
    context,
  );
  const { dataset, byColumns } = found.array;
  if (dataset === undefined)
    throw new CubeError(`expected numbers in '${found.array.name}' of ${name}, found none`);
  // Pieces that are not in the file count as zeros: a few bytes can claim any size.
  const bytes = dataset.shape.reduce((product, size) => product * size, SAMPLE_BYTES[dataset.type]);
  checkPacking(source.size, bytes, `'${found.array.name}' in ${name}`);
  const { layout, notes } = arrayLayout({
    ...found,
    fastestFirst: byColumns,
    usual: byColumns ? 'last' : 'first',
    type: dataset.type,
    littleEndian: true,
    headerOffset: 0,
    name: `'${found.array.name}' in ${name}`,
    supply: "save the wavelengths too, as 'bands' or 'wavelengths', or give them (--wavelengths)",
    context,
  });
  return {
    ...headerOf(layout),
    notes: [
      ...found.notes,
      ...notes,
      ...(ofMatlab && !marked && !ofOctave.has(dataset.path) && context.axes === undefined
        ? [`${name} does not say that MATLAB wrote it; rows and columns were taken in MATLAB's order`]
        : []),
    ],
    readWindow: (window, signal) => readHyperslabs(file, dataset, layout, window, signal),
    async close() {
      await file.close();
      await source.close();
    },
  };
}

/** Paths of the numbers of variables that Octave saved: each is a group with a text and a value. */
function octaveVariables(
  datasets: readonly Hdf5Dataset[],
  refused: readonly Hdf5Refused[],
): ReadonlySet<string> {
  const texts = new Set(refused.filter(({ reason }) => reason === 'text').map(({ path }) => path));
  const values = datasets
    .map(({ path }) => path)
    .filter(
      (path) =>
        path.endsWith(OCTAVE_VALUE) && texts.has(`${path.slice(0, -OCTAVE_VALUE.length)}${OCTAVE_TYPE}`),
    );
  return new Set(values);
}

function named(dataset: Hdf5Dataset, byColumns: boolean): NamedDataset {
  const { path, shape, type, matlabClass } = dataset;
  const refused =
    matlabClass === 'char'
      ? 'text'
      : matlabClass === undefined || NUMERIC_CLASSES.has(matlabClass)
        ? undefined
        : `of class ${matlabClass.slice(0, 40)}`;
  return {
    name: path.slice(1),
    shape: byColumns ? shape.toReversed() : shape,
    kind: matlabClass ?? type,
    dataset,
    byColumns,
    ...(refused === undefined ? {} : { refused }),
  };
}

function readAll(file: Hdf5File, { path, shape }: Hdf5Dataset) {
  return file.read(
    path,
    shape.map(() => 0),
    shape,
  );
}

/** The description that spectralift writes, letters as 16-bit numbers. */
async function readDescription(
  file: Hdf5File,
  datasets: readonly Hdf5Dataset[],
  name: string,
  { limits }: OpenContext,
): Promise<CubeDescription | undefined> {
  const dataset = datasets.find(({ path }) => path === `/${DESCRIPTION_VARIABLE}`);
  if (dataset?.matlabClass !== 'char' || dataset.type !== 'uint16') return undefined;
  const bytes = dataset.shape.reduce((product, size) => product * size, 2);
  const where = `'${DESCRIPTION_VARIABLE}' of ${name}`;
  if (bytes > limits.textBytes) {
    throw new CubeError(
      `expected at most ${formatCount(limits.textBytes)} bytes of text, found ${formatCount(bytes)} in ${where}`,
    );
  }
  const letters = await readAll(file, dataset);
  let text = '';
  for (let at = 0; at < letters.length; at++) text += String.fromCharCode(Number(letters[at]));
  return parseCubeDescription(text, where);
}

/** Whether the signature stands at the start, or behind a user block of 512 bytes or a power of two more. */
async function isHdf5(source: ByteSource): Promise<boolean> {
  for (let at = 0; at <= LARGEST_USER_BLOCK; at = at === 0 ? LEAST_USER_BLOCK : 2 * at) {
    if (at + SIGNATURE.length > source.size) return false;
    const bytes = new Uint8Array(await source.read(at, SIGNATURE.length));
    if (SIGNATURE.every((byte, index) => bytes[index] === byte)) return true;
  }
  return false;
}

/** MATLAB 7.3, which is HDF5: data sets in a file, `cube`, `bands` and our description among them. */
export const mat73Format: CubeFormat = {
  name: 'mat73',
  title: 'MATLAB 7.3 (HDF5)',
  layout: 'a `.mat` or `.h5` file with the variables `cube` (rows x columns x bands) and `bands`',
  endings: ENDINGS,
  reading: 'window',
  stores: { dataTypes: MATLAB_TYPES, options: ['scaleFactor', 'compress', 'variable'] },
  async claims({ files, name }) {
    const source = await files.open(name);
    try {
      return await isHdf5(source);
    } finally {
      await source.close();
    }
  },
  written: (name) => [withEnding(name, ENDINGS)],
  open: openMat73,
  create: createMat73Sink,
};

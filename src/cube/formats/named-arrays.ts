/**
 * A file of several arrays with names (MATLAB 5 and 7.3, HDF5, NPZ): which of them is the cube, and which list of
 * numbers holds its wavelengths. Names that the field's data sets use come first; after them, shapes decide.
 */
import { CubeError } from '../spectral-cube.ts';
import type { CubeDescription } from './cube-description.ts';
import type { OpenContext } from './cube-format.ts';
import type { SampleView } from './raw/sample-type.ts';

/** Something in a file that has a name. */
export interface NamedArray {
  /** Its name, with those of the groups above it where there are any: `cube`, `scene/cube`. */
  readonly name: string;
  /** Sizes along the axes, in the order in which the format's own tools give them. */
  readonly shape: readonly number[];
  /** What it holds, for messages: "double", "cell". */
  readonly kind: string;
  /** Why it cannot be read as an array of numbers, as in "which is <refused>"; absent where it can. */
  readonly refused?: string;
}

/** A file as the search sees it. */
export interface ArrayArchive<A extends NamedArray> {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly arrays: readonly A[];
  /** True where the format's tools drop a last axis of one step, as MATLAB does. */
  readonly dropsLastAxis: boolean;
  /** The unit of the numbers of an array, where the file says it. */
  unitOf?(array: A): string | undefined;
  /** All numbers of a list; called for lists of at most as many as the limit on bands. */
  readNumbers(array: A): Promise<SampleView>;
  /** The description that spectralift writes with a cube, if there is one. */
  readDescription(): Promise<CubeDescription | undefined>;
}

/** The cube of a file and what the file says of it. */
export interface FoundCube<A extends NamedArray> {
  readonly array: A;
  /** Its shape with the axis that MATLAB dropped. */
  readonly shape: readonly number[];
  readonly described: CubeDescription | undefined;
  /** Where the wavelengths are, for messages. */
  readonly describedIn: string;
  readonly notes: readonly string[];
}

/** Names of cubes, the usual ones first: ARAD and NTIRE say `cube`, ICVL `rad`, Harvard `ref`. */
const CUBE_NAMES = ['cube', 'rad', 'ref', 'reflectance', 'radiance', 'hsi'];

/** Names of lists of wavelengths, the clearest first; `wavelength...` with anything behind it counts too. */
const WAVELENGTH_NAMES = ['wavelengths', 'wavelength', 'bands', 'lambda', 'wl', 'wvl'];

/** Pictures that data sets put beside a cube. */
const PICTURE_NAMES = ['rgb', 'srgb'];

/** Most names that a message lists. */
const LISTED = 12;

/**
 * Finds the cube of a file and its wavelengths.
 *
 * @throws CubeError if there is none, if several could be it, or if the one that is wanted cannot be read.
 */
export async function findCube<A extends NamedArray>(
  archive: ArrayArchive<A>,
  context: OpenContext,
): Promise<FoundCube<A>> {
  const { array, notes } = chooseArray(archive, context.variable);
  const shape = cubeShape(archive, array) ?? array.shape;
  const description = await descriptionFor(archive, context, shape);
  if (context.wavelengths !== undefined || description?.wavelengths !== undefined) {
    return { array, shape, described: description, describedIn: archive.file, notes };
  }
  const found = await findWavelengths(archive, array, shape, context);
  const described = {
    metadata: { quantity: 'unknown' as const },
    ...description,
    ...(found.wavelengths === undefined ? {} : { wavelengths: found.wavelengths }),
    ...(found.units === undefined ? {} : { wavelengthUnits: found.units }),
  };
  return { array, shape, described, describedIn: found.name, notes: [...notes, ...found.notes] };
}

/** The array that holds the samples. */
function chooseArray<A extends NamedArray>(
  archive: ArrayArchive<A>,
  variable: string | undefined,
): { readonly array: A; readonly notes: readonly string[] } {
  const { file, arrays } = archive;
  if (variable !== undefined) return { array: arrayNamed(archive, variable), notes: [] };
  const cubes = arrays.filter((array) => array.refused === undefined && array.shape.length === 3);
  const known = CUBE_NAMES.flatMap((name) => cubes.filter((array) => lastName(array) === name));
  if (known.length > 0) {
    const [array, ...others] = known;
    const notes = others.length === 0 ? [] : [`${file} holds ${names(known)}; '${array.name}' was read`];
    return { array, notes };
  }
  const unnamed = cubes.filter((array) => !PICTURE_NAMES.includes(lastName(array)));
  if (unnamed.length === 1) return { array: unnamed[0], notes: [] };
  if (unnamed.length > 1) {
    throw new CubeError(`expected one array of three axes, found ${listed(unnamed)} in ${file}`, {
      hint: 'name the one that holds the cube (--variable)',
    });
  }
  const refused = arrays.find((array) => array.refused !== undefined && CUBE_NAMES.includes(lastName(array)));
  if (refused !== undefined) throw cannotBeRead(refused, file);
  const flat = CUBE_NAMES.flatMap((name) => arrays.filter((array) => lastName(array) === name));
  const dropped = flat.find((array) => cubeShape(archive, array) !== undefined);
  if (dropped !== undefined) return { array: dropped, notes: [] };
  throw new CubeError(
    `expected an array of three axes that holds the cube, found ${listed(arrays)} in ${file}`,
    {
      hint: 'name the array that holds the cube (--variable); in MATLAB 5 files, arrays within structures are not looked at',
    },
  );
}

/** @throws CubeError if there is no array of that name, or it cannot be read. */
function arrayNamed<A extends NamedArray>({ arrays, file }: ArrayArchive<A>, variable: string): A {
  const wanted = variable.replace(/^\/+/, '');
  const array = arrays.find(({ name }) => name === wanted);
  if (array === undefined) {
    throw new CubeError(`expected an array '${variable}', found ${listed(arrays)} in ${file}`);
  }
  if (array.refused !== undefined) throw cannotBeRead(array, file);
  return array;
}

function cannotBeRead({ name, refused }: NamedArray, file: string): CubeError {
  return new CubeError(`expected an array of real numbers, found '${name}' in ${file}, which is ${refused}`);
}

/** The shape of an array with three axes, or two where a last axis of one step was dropped. */
function cubeShape<A extends NamedArray>(
  { dropsLastAxis }: ArrayArchive<A>,
  { shape, refused }: A,
): readonly number[] | undefined {
  if (refused !== undefined) return undefined;
  if (shape.length === 3) return shape;
  return dropsLastAxis && shape.length === 2 ? [...shape, 1] : undefined;
}

/** The description of a file, unless a person chose an array that it cannot be meant for. */
async function descriptionFor<A extends NamedArray>(
  archive: ArrayArchive<A>,
  { variable }: OpenContext,
  shape: readonly number[],
): Promise<CubeDescription | undefined> {
  const description = await archive.readDescription();
  const bands = description?.wavelengths?.length;
  if (variable !== undefined && bands !== undefined && !shape.includes(bands)) return undefined;
  return description;
}

/** The first list by its name whose length is that of an axis of the cube. */
async function findWavelengths<A extends NamedArray>(
  archive: ArrayArchive<A>,
  cube: A,
  shape: readonly number[],
  { limits }: OpenContext,
): Promise<{
  readonly wavelengths?: readonly number[];
  readonly units?: string;
  readonly name: string;
  readonly notes: readonly string[];
}> {
  const notes: string[] = [];
  const group = groupOf(cube.name);
  const lists = archive.arrays
    .map((array) => ({ array, rank: wavelengthRank(lastName(array)) }))
    .filter(({ array, rank }) => rank >= 0 && array.refused === undefined && array !== cube)
    .filter(({ array }) => {
      const length = listLength(array.shape);
      return length !== undefined && length <= limits.bands && shape.includes(length);
    })
    .sort(
      (a, b) =>
        Number(groupOf(b.array.name) === group) - Number(groupOf(a.array.name) === group) || a.rank - b.rank,
    );
  for (const { array } of lists) {
    const numbers = await archive.readNumbers(array);
    const wavelengths = Array.from({ length: numbers.length }, (_, at) => Number(numbers[at]));
    if (isCount(wavelengths)) {
      notes.push(`'${array.name}' of ${archive.file} counts the bands; it was not taken as wavelengths`);
      continue;
    }
    const units = archive.unitOf?.(array);
    const name = `'${array.name}' of ${archive.file}`;
    return { wavelengths, ...(units === undefined ? {} : { units }), name, notes };
  }
  return { name: archive.file, notes };
}

function wavelengthRank(name: string): number {
  const rank = WAVELENGTH_NAMES.indexOf(name);
  return rank < 0 && name.startsWith('wavelength') ? WAVELENGTH_NAMES.length : rank;
}

/** How many numbers an array has along its only axis; undefined if it has more than one. */
function listLength(shape: readonly number[]): number | undefined {
  const long = shape.filter((size) => size !== 1);
  return long.length > 1 || shape.length === 0 ? undefined : (long[0] ?? 1);
}

/** True for 0, 1, 2... and 1, 2, 3...: numbers of bands, no wavelengths. */
function isCount(values: readonly number[]): boolean {
  const [first] = values;
  return (
    values.length > 1 && (first === 0 || first === 1) && values.every((value, at) => value === first + at)
  );
}

function lastName({ name }: NamedArray): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

function groupOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

function names(arrays: readonly NamedArray[]): string {
  return arrays.map(({ name }) => `'${name}'`).join(', ');
}

/** What there is, for a message: "'x' (double, 3 x 4), 'y' (cell, 1 x 2)". */
function listed(arrays: readonly NamedArray[]): string {
  if (arrays.length === 0) return 'none';
  const parts = arrays
    .slice(0, LISTED)
    .map(
      ({ name, kind, shape, refused }) =>
        `'${name.slice(0, 60)}' (${[kind, shape.join(' x ')].filter(Boolean).join(', ') || refused})`,
    );
  const more = arrays.length - parts.length;
  return more > 0 ? `${parts.join(', ')} and ${more} more` : parts.join(', ');
}

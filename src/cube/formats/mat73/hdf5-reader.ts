/**
 * Reads an HDF5 file with the library: what stands in it, and blocks of its numeric data sets. Links are looked at,
 * never followed; what is not known to be safe and numeric is listed as refused.
 */
import type { ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { Hdf5Dataset, Hdf5Listing, Hdf5Refused } from '../hdf5-parser.ts';
import { formatCount, SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';
import type { H5Metadata, H5Module } from './h5wasm-types.ts';
import {
  forgetPrinted,
  type OpenedFile,
  openWithLibrary,
  printedReason,
  type SyncBytes,
} from './hdf5-module.ts';

/** Classes of types, as the HDF5 library numbers them (`H5T_class_t`). */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const OTHER_CLASSES: Readonly<Record<number, string>> = {
  2: 'a time',
  3: 'text',
  4: 'a bit field',
  5: 'opaque',
  6: 'complex or a structure',
  7: 'a list of references',
  8: 'an enumeration',
  9: 'of varying length',
  10: 'an array of arrays',
  11: 'complex',
};

/**
 * Filters that the library has in itself: deflate, shuffle, Fletcher 32, SZIP, scale-offset. N-bit is left out: it is
 * made for numbers that fill only some of their bits, which the library hands out as they are stored.
 */
const KNOWN_FILTERS = new Set([1, 2, 3, 4, 6]);

/** Groups that MATLAB keeps for itself. */
const INNER_GROUPS = new Set(['/#refs#', '/#subsystem#']);

const CLASS_ATTRIBUTE = 'MATLAB_class';
/** Not 0 where MATLAB stored the sizes of an array that has nothing in it. */
const EMPTY_ATTRIBUTE = 'MATLAB_empty';
const UNIT_ATTRIBUTES = ['units', 'unit', 'wavelength_units'];
/** Longest text of an attribute that is read, bytes. */
const LONGEST_ATTRIBUTE = 256;

/**
 * Opens a file with the library.
 *
 * @throws CubeError if it is no HDF5 file.
 */
export async function openHdf5(bytes: SyncBytes, limits: ReadLimits): Promise<Hdf5Reader> {
  const file = await openWithLibrary(bytes);
  if (file !== undefined) return new Hdf5Reader(file, limits);
  throw new CubeError(`expected an HDF5 file, found one that cannot be opened: ${printedReason()}`, {
    hint: 'the file is damaged or was cut short: copy or save it again',
  });
}

/** An HDF5 file that is open. */
export class Hdf5Reader {
  readonly #module: H5Module;
  readonly #id: bigint;
  readonly #file: OpenedFile;
  readonly #limits: ReadLimits;
  readonly #listed = new Map<string, Hdf5Dataset>();

  constructor(file: OpenedFile, limits: ReadLimits) {
    this.#module = file.module;
    this.#id = file.id;
    this.#file = file;
    this.#limits = limits;
  }

  /**
   * Everything in the file but groups.
   *
   * @throws CubeError if there is more, or deeper, than the limits allow.
   */
  list(): Hdf5Listing {
    const datasets: Hdf5Dataset[] = [];
    const refused: Hdf5Refused[] = [];
    const groups = [{ path: '', depth: 0 }];
    let entries = 0;
    for (let next = groups.shift(); next !== undefined; next = groups.shift()) {
      if (next.depth > this.#limits.depth) {
        throw new CubeError(
          `expected groups within groups at most ${this.#limits.depth} deep, found more: ${next.path.slice(0, 80)}`,
          {
            hint: 'a group that holds itself looks like this; if the file is right, raise the limit on depth',
          },
        );
      }
      for (const name of this.#names(next.path)) {
        if (++entries > this.#limits.entries) {
          throw new CubeError(`expected at most ${formatCount(this.#limits.entries)} objects, found more`, {
            hint: 'if this is what it holds, raise the limit on entries',
          });
        }
        const path = `${next.path}/${name}`;
        const found = this.#look(path, name);
        if (found === 'group') groups.push({ path, depth: next.depth + 1 });
        else if (typeof found === 'string') refused.push({ path, reason: found });
        else datasets.push(found);
      }
    }
    for (const dataset of datasets) this.#listed.set(dataset.path, dataset);
    return { datasets, refused };
  }

  /**
   * The bytes of a block of a data set, little-endian.
   *
   * @throws CubeError if the block does not lie within it, or it cannot be read.
   */
  read(path: string, start: readonly number[], count: readonly number[]): ArrayBuffer {
    const dataset = this.#listed.get(path);
    if (dataset === undefined) throw new CubeError(`expected a data set that was listed, found ${path}`);
    const { shape, type } = dataset;
    const inside = shape.every(
      (size, axis) =>
        Number.isInteger(start[axis]) &&
        start[axis] >= 0 &&
        count[axis] >= 1 &&
        start[axis] + count[axis] <= size,
    );
    if (!inside || start.length !== shape.length || count.length !== shape.length) {
      throw new CubeError(
        `expected a block within ${shape.join(' x ')}, found ${count.join(' x ')} from ${start.join(', ')}`,
      );
    }
    const bytes = count.reduce((product, size) => product * size, SAMPLE_BYTES[type]);
    if (bytes > this.#limits.parserBytes) {
      throw new CubeError(
        `expected a block of at most ${formatCount(this.#limits.parserBytes)} bytes, found ${formatCount(bytes)}`,
      );
    }
    forgetPrinted();
    return this.#withMemory(bytes, (pointer) => {
      const status = this.#module.get_dataset_data(
        this.#id,
        path,
        count.map(BigInt),
        start.map(BigInt),
        count.map(() => 1n),
        BigInt(pointer),
      );
      // The library leaves the memory as it was where it fails: nothing of it may be taken for samples.
      if (status < 0) {
        throw new CubeError(`expected the numbers of ${path}, found: ${printedReason()}`, {
          hint: 'the file is damaged, or parts of it are in other files, which are not read',
        });
      }
      return this.#module.HEAPU8.slice(pointer, pointer + bytes).buffer;
    });
  }

  close(): void {
    this.#file.close();
  }

  #names(group: string): readonly string[] {
    return this.#undamaged(group, () => this.#module.get_names(this.#id, group === '' ? '/' : group, false));
  }

  /** What a link leads to: a group, a data set, or in words why it is not followed or read. */
  #look(path: string, name: string): 'group' | Hdf5Dataset | string {
    // The library takes such a name for a way through groups, which may lead through a link.
    if (name === '' || name === '.' || name.includes('/')) return 'under a name that leads elsewhere';
    const link = this.#link(path);
    if (link !== 'hard') return link;
    return this.#undamaged(path, () => {
      const kind = this.#module.get_type(this.#id, path);
      if (kind === this.#module.H5G_GROUP)
        return INNER_GROUPS.has(path) ? 'kept by MATLAB for itself' : 'group';
      if (kind !== this.#module.H5G_DATASET) return 'no data set';
      return this.#dataset(path);
    });
  }

  /** Whether a link is a hard one, as all before it in the path are, or in words what else it is. */
  #link(path: string): 'hard' | string {
    forgetPrinted();
    if (this.#module.get_external_link(this.#id, path).filename !== undefined)
      return 'a link to another file';
    if (this.#module.get_symbolic_link(this.#id, path) !== null) return 'a link to another place';
    // Names that are not UTF-8 come out of the library as others, which it does not find again.
    return printedReason() === '' ? 'hard' : 'not found under its name';
  }

  /** What the library says, unless it printed that something is wrong: then it leaves out what it could not read. */
  #undamaged<T>(path: string, ask: () => T): T {
    forgetPrinted();
    try {
      const answer = ask();
      if (printedReason() === '') return answer;
    } catch (cause) {
      throw this.#damaged(path, cause);
    }
    throw this.#damaged(path, undefined);
  }

  #dataset(path: string): Hdf5Dataset | string {
    const metadata = this.#module.get_dataset_metadata(this.#id, path);
    const { shape, chunks, virtual_sources } = metadata;
    if (virtual_sources !== undefined) return 'a view of data sets in other files';
    const type = sampleType(metadata);
    if (type === undefined) return OTHER_CLASSES[metadata.type] ?? `of ${metadata.size}-byte numbers`;
    if (shape === null || shape.includes(0)) return 'empty';
    if (![...shape, product(shape) * SAMPLE_BYTES[type]].every(Number.isSafeInteger))
      return 'larger than a file can be';
    const unknown = this.#module.get_dataset_filters(this.#id, path).find(({ id }) => !KNOWN_FILTERS.has(id));
    if (unknown !== undefined) {
      return `packed by the filter ${unknown.name.slice(0, 40)} (${unknown.id}), which is not read here`;
    }
    if (chunks !== null && product(chunks) * SAMPLE_BYTES[type] > this.#limits.parserBytes / 2) {
      return `stored in pieces of ${formatCount(product(chunks) * SAMPLE_BYTES[type])} bytes, more than the limit on the parser's memory allows`;
    }
    const attributes = this.#module.get_attribute_names(this.#id, path);
    if (attributes.includes(EMPTY_ATTRIBUTE) && this.#isSet(path, EMPTY_ATTRIBUTE)) return 'empty';
    const text = (name: string): string | undefined =>
      attributes.includes(name) ? this.#text(path, name) : undefined;
    const matlabClass = text(CLASS_ATTRIBUTE);
    const units = UNIT_ATTRIBUTES.map(text).find((unit) => unit !== undefined);
    return {
      path,
      shape,
      type,
      ...(chunks === null ? {} : { chunks }),
      ...(matlabClass === undefined ? {} : { matlabClass }),
      ...(units === undefined ? {} : { units }),
    };
  }

  /** A short text that is an attribute; undefined if it is none. */
  #text(path: string, name: string): string | undefined {
    const { type, vlen, size, shape } = this.#module.get_attribute_metadata(this.#id, path, name);
    if (type !== STRING || shape === null || product(shape) !== 1 || size > LONGEST_ATTRIBUTE)
      return undefined;
    return this.#withMemory(size, (pointer) => {
      this.#module.HEAPU8.fill(0, pointer, pointer + size);
      if (this.#module.get_attribute_data(this.#id, path, name, BigInt(pointer)) < 0) return undefined;
      const { HEAPU8 } = this.#module;
      if (vlen) {
        const letters = new DataView(HEAPU8.buffer).getUint32(pointer, true);
        return letters === 0 ? undefined : this.#module.UTF8ToString(letters, LONGEST_ATTRIBUTE);
      }
      const bytes = HEAPU8.slice(pointer, pointer + size);
      const end = bytes.indexOf(0);
      return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
    });
  }

  /** Whether an attribute is a number other than 0. */
  #isSet(path: string, name: string): boolean {
    const { type, size, shape } = this.#module.get_attribute_metadata(this.#id, path, name);
    if (type !== INTEGER || shape === null || product(shape) !== 1 || size > LONGEST_ATTRIBUTE) return false;
    return this.#withMemory(size, (pointer) => {
      const read = this.#module.get_attribute_data(this.#id, path, name, BigInt(pointer)) >= 0;
      return read && this.#module.HEAPU8.subarray(pointer, pointer + size).some((byte) => byte !== 0);
    });
  }

  #withMemory<T>(bytes: number, use: (pointer: number) => T): T {
    const pointer = this.#module._malloc(bytes);
    if (pointer === 0) {
      throw new CubeError(`expected ${formatCount(bytes)} bytes of memory for the HDF5 parser, found less`);
    }
    try {
      return use(pointer);
    } finally {
      this.#module._free(pointer);
    }
  }

  /** What the library throws is told in its own words; a failure of the library itself is passed on. */
  #damaged(path: string, cause: unknown): unknown {
    if (cause instanceof CubeError || isFailureOfLibrary(cause)) return cause;
    const said = cause instanceof Error ? cause.message.split('\n', 1)[0] : 'nothing';
    return new CubeError(
      `expected an object at ${(path || '/').slice(0, 80)}, found: ${printedReason() || said}`,
      {
        cause,
        hint: 'the file is damaged: copy or save it again',
      },
    );
  }
}

/** True if the library itself broke down (a trap, a stack that is full), after which it can do no more. */
export function isFailureOfLibrary(cause: unknown): boolean {
  return cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError;
}

/** The type of a number, where it is one of those that samples have. */
function sampleType({ type, size, signed }: H5Metadata): SampleType | undefined {
  const name =
    type === INTEGER ? `${signed ? 'int' : 'uint'}${8 * size}` : type === FLOAT ? `float${8 * size}` : '';
  return Object.hasOwn(SAMPLE_BYTES, name) ? (name as SampleType) : undefined;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}

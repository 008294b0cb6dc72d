/**
 * Cubes in NumPy archives (`numpy.savez`, `numpy.savez_compressed`): arrays with names, each a `.npy` file in a ZIP
 * archive. Read by window where the array is stored as it is, whole where it is deflated. The check sum of a member
 * is compared where all of it is read: not for windows of an array that is stored.
 */
import type { CubeSource } from '../../cube-source.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import type { CubePlace } from '../../files/input-files.ts';
import { checkWholeSamples } from '../../files/read-limits.ts';
import { CubeError, headerOf } from '../../spectral-cube.ts';
import { arrayLayout } from '../array-layout.ts';
import { type CubeDescription, parseCubeDescription } from '../cube-description.ts';
import { type CubeFormat, type OpenContext, withEnding } from '../cube-format.ts';
import { findCube } from '../named-arrays.ts';
import { NPY_TYPES } from '../npy/npy-header.ts';
import type { RawLayout } from '../raw/raw-layout.ts';
import { readRawWindow } from '../raw/raw-window.ts';
import { formatCount } from '../raw/sample-type.ts';
import { checkPacking, SampleCollector, unpackedWindows } from '../whole-array.ts';
import { arrayHeaderOf, memberBytes, readNpzArrays, readNumbers } from './npz-arrays.ts';
import { createNpzSink, DESCRIPTION_MEMBER } from './npz-writer.ts';
import { openZip, type ZipMember } from './zip-archive.ts';

/**
 * Opens a cube in a NumPy archive: the array of three axes with a usual name, or the only one; its wavelengths are
 * those that spectralift wrote, or those of a list that fits an axis.
 *
 * @throws CubeError if the file is damaged, holds no cube or several, or asks for more than the limits allow.
 * @throws FileError if it is missing or not readable.
 */
async function openNpz({ files, name }: CubePlace, context: OpenContext): Promise<CubeSource> {
  const file = await files.open(name);
  try {
    const members = await openZip(file, context.limits);
    const found = await findCube(
      {
        file: name,
        arrays: await readNpzArrays(file, members),
        dropsLastAxis: false,
        readNumbers: (array) => readNumbers(array, name),
        readDescription: () => readDescription(members, name, context),
      },
      context,
    );
    const { member } = found.array;
    const header = arrayHeaderOf(found.array, name);
    const { layout, notes } = arrayLayout({
      ...found,
      fastestFirst: header.fortranOrder,
      usual: 'first',
      type: header.type,
      littleEndian: header.littleEndian,
      headerOffset: member.position + header.dataOffset,
      name: `'${found.array.name}' in ${name}`,
      supply: `save the wavelengths too, numpy.savez('${name}', cube=cube, wavelengths=wavelengths), or give them (--wavelengths)`,
      context,
    });
    const windows = windowsOf(file, member, header.dataOffset, layout, context);
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

async function readDescription(
  members: readonly ZipMember[],
  file: string,
  { limits }: OpenContext,
): Promise<CubeDescription | undefined> {
  const member = members.find(({ name }) => name === DESCRIPTION_MEMBER);
  if (member === undefined) return undefined;
  const what = `'${DESCRIPTION_MEMBER}' of ${file}`;
  if (member.refused !== undefined) {
    throw new CubeError(`expected a text in ${what}, found a member which is ${member.refused}`);
  }
  if (member.bytes > limits.textBytes) {
    throw new CubeError(
      `expected at most ${formatCount(limits.textBytes)} bytes of text, found ${formatCount(member.bytes)} in ${what}`,
    );
  }
  return parseCubeDescription(new TextDecoder().decode(await memberBytes(member, file)), what);
}

/** Windows of an array: from the file, or from memory where it is deflated. */
function windowsOf(
  file: ByteSource,
  member: ZipMember,
  headerBytes: number,
  layout: RawLayout,
  { limits }: OpenContext,
): Pick<CubeSource, 'readWindow' | 'close'> {
  if (!member.deflated) {
    return {
      readWindow: (window, signal) => readRawWindow(file, layout, window, signal),
      async close() {},
    };
  }
  const what = `'${member.name.slice(0, 60)}' in ${file.name}`;
  checkWholeSamples([layout.bands, layout.height, layout.width], limits, what);
  checkPacking(member.packedBytes, member.bytes, what);
  return unpackedWindows(layout, async (stop) => {
    const samples = new SampleCollector(layout, what);
    let before = headerBytes;
    await member.unpack((piece) => {
      const skipped = Math.min(before, piece.length);
      before -= skipped;
      samples.take(piece.subarray(skipped));
    }, stop);
    return samples.finish();
  });
}

/** NumPy archive: arrays with names, `cube`, `bands` and our description among them. */
export const npzFormat: CubeFormat = {
  name: 'npz',
  title: 'NumPy archive',
  layout: 'a `.npz` archive with the arrays `cube` (bands x rows x columns) and `bands`',
  endings: ['.npz'],
  reading: 'window',
  stores: { dataTypes: NPY_TYPES, options: ['scaleFactor', 'compress', 'variable'] },
  written: (name) => [withEnding(name, ['.npz'])],
  open: openNpz,
  create: createNpzSink,
};

/**
 * Writes a cube as a NumPy archive: `bands.npy` (the wavelengths), `cube.npy` (bands x rows x columns, as the `.npy`
 * format has it) and `spectralift.json` (the description; `numpy.load` gives its bytes). One band is in memory at a
 * time.
 */
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import type { OutputFiles } from '../../files/output-files.ts';
import { CubeError, type CubeHeader } from '../../spectral-cube.ts';
import { formatCubeDescription } from '../cube-description.ts';
import { type StoreOptions, scaleFactorOf, withEnding } from '../cube-format.ts';
import { WAVELENGTHS_VARIABLE } from '../matlab-names.ts';
import { formatNpyHeader } from '../npy/npy-header.ts';
import { INTERLEAVES } from '../raw/raw-layout.ts';
import { checkScaleFactor, clampNotes } from '../raw/raw-writer.ts';
import { encodeSamples, SAMPLE_BYTES } from '../raw/sample-type.ts';
import { bandPlanes, createSpooledSink } from '../spooled-sink.ts';
import { createZip, type NewMember } from './zip-writer.ts';

/** The member with the description of the cube. */
export const DESCRIPTION_MEMBER = 'spectralift.json';

/**
 * Opens a NumPy archive for writing.
 *
 * @throws CubeError if the options cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createNpzSink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  const { dataType = 'float32', compress = false, variable = 'cube' } = options;
  const scaleFactor = scaleFactorOf(options);
  checkScaleFactor(scaleFactor);
  checkVariable(variable);
  const file = await outputs.create(withEnding(name, ['.npz']));
  return createSpooledSink(header, outputs, async (cube) => {
    const zip = await createZip(file);
    await zip.add(bytesMember(`${WAVELENGTHS_VARIABLE}.npy`, wavelengthsArray(cube.wavelengths), compress));
    const { bands, height, width } = cube;
    const start = formatNpyHeader([bands, height, width], { type: dataType });
    let clampedSamples = 0;
    await zip.add({
      name: `${variable}.npy`,
      bytes: start.length + bands * height * width * SAMPLE_BYTES[dataType],
      compress,
      async *content() {
        yield start;
        clampedSamples = 0;
        for await (const plane of bandPlanes(cube)) {
          const encoded = encodeSamples(plane, dataType, { scaleFactor, littleEndian: true });
          clampedSamples += encoded.clamped;
          yield encoded.bytes;
        }
      },
    });
    const text = formatCubeDescription(cube, { axes: INTERLEAVES.bsq, scaleFactor, clampedSamples });
    await zip.add(bytesMember(DESCRIPTION_MEMBER, new TextEncoder().encode(text), compress));
    await zip.finish();
    return clampNotes(clampedSamples, cube, { dataType, scaleFactor });
  });
}

/** @throws CubeError unless the name does for an array in NumPy, and is not that of the wavelengths. */
function checkVariable(variable: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(variable)) {
    throw new CubeError(
      `expected a name of a letter and at most 62 letters, digits and '_', found '${variable.slice(0, 80)}'`,
    );
  }
  if (variable === WAVELENGTHS_VARIABLE) {
    throw new CubeError(`expected another name than '${variable}', which the file needs for itself`);
  }
}

function wavelengthsArray(wavelengths: CubeSource['wavelengths']): Uint8Array<ArrayBuffer> {
  const start = formatNpyHeader([wavelengths.length], { type: 'float64' });
  const bytes = new Uint8Array(start.length + 8 * wavelengths.length);
  bytes.set(start);
  const numbers = new DataView(bytes.buffer, start.length);
  for (const [band, wavelength] of wavelengths.entries()) numbers.setFloat64(8 * band, wavelength, true);
  return bytes;
}

function bytesMember(name: string, bytes: Uint8Array<ArrayBuffer>, compress: boolean): NewMember {
  return {
    name,
    bytes: bytes.length,
    compress,
    async *content() {
      yield bytes;
    },
  };
}

// What all targets of cube formats share: small cubes written by our own writers, and reading as a program would.
import { setTimeout } from 'node:timers/promises';
import { memoryFiles } from '../../dist/cube/files/input-files.js';
import { memoryOutput } from '../../dist/cube/files/output-files.js';
import { createCubeIn, openCubeAt } from '../../dist/cube/formats/open-cube.js';
import { startHdf5 } from '../../dist/cube/node/start-hdf5.js';
import { Unbelievable } from './judge.mjs';

/** The errors that every reader of a cube promises. */
export const CUBE_ERRORS = ['CubeError', 'FileError'];
/** Cubes of at most so many samples are read whole as well. */
const WHOLE_SAMPLES = 1_000_000;

/** A small cube of the kind that a person has: reflectance in 0..1 with all of its metadata. */
export function smallCube({ bands = 3, height = 2, width = 4 } = {}) {
  const metadata = {
    quantity: 'reflectance',
    assumption: 'light D65',
    response: 'a camera',
    model: 'a network',
    source: 'photo.jpg',
    reprojectionError: 0.001,
    description: 'a test',
  };
  const wavelengths = Array.from({ length: bands }, (_, band) => 400 + 10 * band);
  const data = Float32Array.from(
    { length: bands * height * width },
    (_, index) => ((index * 37) % 101) / 101,
  );
  return { header: { bands, height, width, wavelengths, metadata }, data };
}

/** The files of a cube in a format, bytes by name; the one that it is opened by is `name`. */
export async function writtenCube(name, { cube = smallCube(), ...options }) {
  const outputs = memoryOutput();
  const sink = await createCubeIn(outputs, name, cube.header, options);
  await sink.writeRows(0, cube.header.height, cube.data);
  await sink.finish();
  const files = new Map();
  for (const [path, blob] of outputs.files) files.set(path, new Uint8Array(await blob.arrayBuffer()));
  return files;
}

/**
 * Opens a cube by name, reads one pixel, one band of it, and all of it where it is small.
 *
 * @throws Unbelievable if what comes back does not hold together or a file was left open.
 */
export async function readAsProgram(files, name, options = {}) {
  const counted = countOpen(memoryFiles(files));
  const checkClosed = async () => {
    // Bands that are read beside each other may still be closing theirs when one of them has failed.
    for (let patience = 0; patience < 20 && counted.open() !== 0; patience++) await setTimeout(5);
    if (counted.open() !== 0) throw new Unbelievable(`${counted.open()} files were left open`);
  };
  try {
    await readCorners({ files: counted.files, name }, { startHdf5, ...options });
  } catch (error) {
    await checkClosed();
    throw error;
  }
  await checkClosed();
}

async function readCorners(place, options) {
  const source = await openCubeAt(place, options);
  try {
    checkHeader(source);
    const { bands, height, width } = source;
    const corner = { x: width - 1, y: height - 1, width: 1, height: 1 };
    expectLength(await source.readWindow(corner), bands);
    expectLength(await source.readWindow({ ...corner, bands: { first: bands - 1, count: 1 } }), 1);
    const samples = bands * height * width;
    if (samples <= WHOLE_SAMPLES)
      expectLength(await source.readWindow({ x: 0, y: 0, width, height }), samples);
  } finally {
    await source.close();
  }
}

function checkHeader({ bands, height, width, wavelengths, metadata, notes }) {
  const sizes = [bands, height, width];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new Unbelievable(`sizes ${sizes.join(' x ')}`);
  }
  const ascending = wavelengths.every((value, band) => value > (band === 0 ? 0 : wavelengths[band - 1]));
  if (wavelengths.length !== bands || !ascending || !Number.isFinite(wavelengths[bands - 1])) {
    throw new Unbelievable(`wavelengths ${wavelengths.slice(0, 8).join(', ')} of ${bands} bands`);
  }
  if (!['radiance', 'reflectance', 'unknown'].includes(metadata.quantity)) {
    throw new Unbelievable(`quantity ${metadata.quantity}`);
  }
  const long = notes.find((note) => note.length > 1200);
  if (long !== undefined) throw new Unbelievable(`a note of ${long.length} characters: ${long.slice(0, 80)}`);
}

function expectLength(samples, length) {
  if (!(samples instanceof Float32Array) || samples.length !== length) {
    throw new Unbelievable(`${samples?.length} samples in place of ${length}`);
  }
}

/** The same files, and how many of them are open. */
function countOpen(files) {
  let open = 0;
  const counted = (inner) => ({
    ...inner,
    within: (folder) => counted(inner.within(folder)),
    async open(name) {
      const source = await inner.open(name);
      let closed = false;
      open++;
      return {
        ...source,
        async close() {
          if (!closed) open--;
          closed = true;
          await source.close();
        },
      };
    },
  });
  return { files: counted(files), open: () => open };
}

/** A target that reads cubes by the name of one of their files. */
export function cubeTarget({ name, reads, files, variants, options, ...rest }) {
  return {
    name,
    reads,
    errors: CUBE_ERRORS,
    memoryBytes: 256 * 2 ** 20,
    seeds: () => Promise.all(variants.map((variant) => writtenCube(files.write ?? files.open, variant))),
    parse: (given) => readAsProgram(given, files.open, options),
    ...rest,
  };
}

/** A text file as bytes. */
export function textBytes(text) {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}

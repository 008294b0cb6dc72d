/** Runs in a browser: writes and reads a cube in every format, from memory and from blobs, whole and by window. */
import { readWholeCube } from '../../src/cube/cube-source.ts';
import {
  type CubeFormatName,
  createCube,
  createCubeIn,
  CUBE_FORMATS,
  memoryFiles,
  memoryOutput,
  openCubeAt,
  startHdf5InPage,
} from '../../src/index.ts';

/** What came of a format. */
export interface FormatOutcome {
  readonly format: CubeFormatName;
  readonly files: readonly string[];
  /** Largest difference between what was written and what came back, over both ways of reading. */
  readonly largestDifference: number;
  readonly wavelengths: readonly number[];
  /** Band 1 of pixel (2, 1), read by a window of one sample. */
  readonly sample: number;
  /** What is said of half the file. */
  readonly ofHalf: string;
}

const [bands, height, width] = [4, 3, 5];
const cube = createCube(
  { bands, height, width, wavelengths: [400, 500, 600, 700], metadata: { quantity: 'reflectance' } },
  Float32Array.from({ length: bands * height * width }, (_, index) => (index % 64) / 64),
);

export async function run(): Promise<FormatOutcome[]> {
  const outcomes: FormatOutcome[] = [];
  for (const { name, endings, stores } of CUBE_FORMATS) {
    if (stores !== undefined) outcomes.push(await tryFormat(name, `cube${endings[0] ?? ''}`));
  }
  return outcomes;
}

async function tryFormat(format: CubeFormatName, name: string): Promise<FormatOutcome> {
  const outputs = memoryOutput();
  const sink = await createCubeIn(outputs, name, cube, { format });
  await sink.writeRows(0, height, cube.data);
  await sink.finish();
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, blob] of outputs.files) bytes.set(path, new Uint8Array(await blob.arrayBuffer()));
  let largestDifference = 0;
  let wavelengths: readonly number[] = [];
  let sample = Number.NaN;
  for (const files of [outputs.files, bytes]) {
    const source = await openCubeAt(placeOf(files, name), { startHdf5: startHdf5InPage });
    const whole = await readWholeCube(source);
    wavelengths = source.wavelengths;
    // A spectral library holds the same spectra as a list.
    const place = source.width === 1 ? { x: 0, y: width + 2 } : { x: 2, y: 1 };
    sample = (await source.readWindow({ ...place, width: 1, height: 1, bands: { first: 1, count: 1 } }))[0];
    await source.close();
    for (const [index, value] of cube.data.entries()) {
      largestDifference = Math.max(largestDifference, Math.abs(value - whole.data[index]));
    }
  }
  return {
    format,
    files: [...outputs.files.keys()],
    largestDifference,
    wavelengths,
    sample,
    ofHalf: await half(bytes, name),
  };
}

/** The cube's place: a file, or the folder where the name is one. */
function placeOf(entries: ReadonlyMap<string, Blob | Uint8Array<ArrayBuffer>>, name: string) {
  return entries.has(name)
    ? { files: memoryFiles(entries), name }
    : { files: memoryFiles(entries, name), name: '' };
}

/** The name of the error for files of which half is missing; 'read' if there is none. */
async function half(entries: ReadonlyMap<string, Uint8Array<ArrayBuffer>>, name: string): Promise<string> {
  const cut = new Map([...entries].map(([path, bytes]) => [path, bytes.slice(0, bytes.length / 2)]));
  try {
    const source = await openCubeAt(placeOf(cut, name), { startHdf5: startHdf5InPage });
    await readWholeCube(source).finally(() => source.close());
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/**
 * Scenes of the CAVE multispectral set (Yasuma, Mitsunaga, Iso, Nayar, "Generalized Assorted Pixel Camera",
 * 2010): a folder `<scene>_ms` with 31 grey 16-bit PNG files, `<scene>_ms_01.png` (400 nm) to
 * `<scene>_ms_31.png` (700 nm). The full scale of the file is a sample of 1.
 */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { CubeError, createCube, type SpectralCube } from '../spectral-cube.ts';
import { FileError, fileProblem } from '../files/file-error.ts';

/** Width and height of a scene as published. */
const WHOLE_SCENE = 512;

/** Columns at the left of every whole scene that hold no picture. */
const CORRUPT_COLUMNS = 4;

/** Most pixels of a band; a larger one is refused before it is decoded. */
const MOST_PIXELS = 4096 * 4096;

/** What is cropped when a scene is read. */
export interface CaveOptions {
  /** Leaves out columns 0..3, which are corrupt, of a whole 512 x 512 scene; smaller windows stay whole. */
  readonly cropCorruptColumns: boolean;
}

/**
 * Reads a scene: 31 bands, 400..700 nm, samples in 0..1.
 *
 * The set calls its samples reflectance; they are reflectance times local shading.
 *
 * @param path the folder with the PNG files, or a folder that holds one such folder.
 * @throws CubeError if a band is missing, is no grey PNG file, or has another size than the first.
 * @throws FileError if the folder is missing or not readable.
 */
export async function readCaveScene(path: string, options: CaveOptions): Promise<SpectralCube> {
  const scene = await findScene(path);
  if (scene === undefined) {
    throw new FileError(`expected a folder with files <scene>_ms_01.png to 31 in ${path}, found none`, {
      hint: 'give the <scene>_ms folder of a CAVE scene',
    });
  }
  const missing = VISIBLE_31.flatMap((_, band) => (scene.files[band] === undefined ? [band + 1] : []));
  if (missing.length > 0) {
    throw new CubeError(
      `expected 31 bands in ${scene.folder}, found ${31 - missing.length}: missing ${missing.map((band) => `${scene.name}_${twoDigits(band)}.png`).join(', ')}`,
    );
  }
  let decoded = await decodeBand(scene.folder, scene.files[0]);
  const { width: fullWidth, height } = decoded;
  const whole = fullWidth === WHOLE_SCENE && height === WHOLE_SCENE;
  const skipped = whole && options.cropCorruptColumns ? CORRUPT_COLUMNS : 0;
  const width = fullWidth - skipped;
  const data = new Float32Array(31 * height * width);
  for (let band = 0; band < 31; band++) {
    if (band > 0) decoded = await decodeBand(scene.folder, scene.files[band]);
    if (decoded.width !== fullWidth || decoded.height !== height) {
      throw new CubeError(
        `expected ${fullWidth} x ${height} pixels as in ${scene.files[0]}, found ${decoded.width} x ${decoded.height} in ${scene.files[band]}`,
      );
    }
    const plane = data.subarray(band * height * width);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        plane[row * width + column] = decoded.stored[row * fullWidth + column + skipped] / decoded.fullScale;
      }
    }
  }
  const metadata = {
    quantity: 'reflectance',
    assumption: 'reflectance times local shading, as the CAVE set gives it',
    source: scene.name,
    description: `CAVE scene ${scene.name}`,
  } as const;
  return createCube({ bands: 31, height, width, wavelengths: VISIBLE_31, metadata }, data);
}

/** True if a folder is a CAVE scene or holds exactly one. @throws FileError if it is not readable. */
export async function isCaveFolder(path: string): Promise<boolean> {
  return (await findScene(path)) !== undefined;
}

interface Scene {
  readonly folder: string;
  /** `<scene>_ms`, the part that all file names share. */
  readonly name: string;
  /** File name of each band, where there is one. */
  readonly files: readonly (string | undefined)[];
}

async function findScene(path: string): Promise<Scene | undefined> {
  const { files, folders } = await list(path);
  const own = sceneOf(path, files);
  if (own !== undefined) return own;
  const inner: Scene[] = [];
  for (const folder of folders.filter((name) => name.toLowerCase().endsWith('_ms'))) {
    const scene = sceneOf(join(path, folder), (await list(join(path, folder))).files);
    if (scene !== undefined) inner.push(scene);
  }
  if (inner.length > 1) {
    const names = inner.slice(0, 4).map((scene) => basename(scene.folder));
    throw new CubeError(
      `expected one CAVE scene in ${path}, found ${inner.length}: ${names.join(', ')}${inner.length > 4 ? ', ...' : ''}`,
      { hint: 'give the folder of one scene' },
    );
  }
  return inner[0];
}

async function list(path: string): Promise<{ readonly files: string[]; readonly folders: string[] }> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return {
      files: entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name),
      folders: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
    };
  } catch (cause) {
    throw fileProblem(cause, `read the folder ${path}`);
  }
}

function sceneOf(folder: string, names: readonly string[]): Scene | undefined {
  const bands = names.flatMap((file) => {
    const match = /^(.+_ms)_(\d\d)\.png$/i.exec(file);
    return match === null ? [] : [{ file, name: match[1], band: Number(match[2]) - 1 }];
  });
  if (bands.length === 0) return undefined;
  const scenes = [...new Set(bands.map((band) => band.name))];
  const name = scenes.includes(basename(resolve(folder))) ? basename(resolve(folder)) : scenes[0];
  const files = VISIBLE_31.map(
    (_, band) => bands.find((entry) => entry.name === name && entry.band === band)?.file,
  );
  return { folder, name, files };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

interface DecodedBand {
  readonly width: number;
  readonly height: number;
  readonly stored: Uint16Array | Uint8Array;
  /** Stored number of a sample of 1. */
  readonly fullScale: number;
}

async function decodeBand(folder: string, file: string | undefined): Promise<DecodedBand> {
  const path = join(folder, file ?? '');
  const { default: sharp } = await import('sharp');
  try {
    const input = sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
    const { depth, channels, format } = await input.metadata();
    if (format !== 'png' || channels !== 1 || (depth !== 'ushort' && depth !== 'uchar')) {
      throw new CubeError(
        `expected a grey PNG file of 8 or 16 bits, found ${format} ${channels} x ${depth} in ${path}`,
      );
    }
    // Without the target colour space sharp would pass 16-bit samples through an 8-bit one.
    const { data, info } = await input
      .toColourspace(depth === 'ushort' ? 'grey16' : 'b-w')
      .raw({ depth })
      .toBuffer({ resolveWithObject: true });
    const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const deep = depth === 'ushort';
    return {
      width: info.width,
      height: info.height,
      stored: deep ? new Uint16Array(bytes) : new Uint8Array(bytes),
      fullScale: deep ? 65535 : 255,
    };
  } catch (cause) {
    if (cause instanceof CubeError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new CubeError(`expected a grey PNG file in ${path}, found one that cannot be decoded: ${reason}`, {
      cause,
    });
  }
}

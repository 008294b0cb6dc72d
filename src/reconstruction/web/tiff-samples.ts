/** TIFF photos, which browsers do not show, through the reader of TIFF cubes. */
import type { ByteSource } from '../../cube/files/byte-source.ts';
import { DEFAULT_LIMITS } from '../../cube/files/read-limits.ts';
import {
  readTiffDirectories,
  type TiffFile,
  tagNumber,
  tagText,
} from '../../cube/formats/tiff/tiff-directory.ts';
import { readTiffPage, type TiffPage } from '../../cube/formats/tiff/tiff-page.ts';
import { TAGS } from '../../cube/formats/tiff/tiff-tags.ts';
import { TiffVolume } from '../../cube/formats/tiff/tiff-window.ts';
import type { PhotoExif } from '../photo.ts';
import { cmykPhoto, greyPhoto, wrongColours, wrongSamples } from '../photo-checks.ts';
import type { StoredPicture } from './orientation.ts';

/** A TIFF photo before its samples are read. */
export interface TiffPhoto {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
  readonly hasAlpha: boolean;
  readonly hasProfile: boolean;
  readonly pages: number;
  readonly exif: PhotoExif;
  readonly orientation: number;
  /** Reads red, green and blue, in stripes. */
  readSamples(): Promise<StoredPicture>;
}

/** Pixels that are read at once. */
const STRIPE_PIXELS = 2 ** 20;
const COLOURS: Readonly<Record<number, string>> = { 3: 'of a palette', 6: 'YCbCr', 8: 'CIE L*a*b*' };

/**
 * Opens a TIFF photo.
 *
 * @throws PhotoError if it is not RGB of 8 or 16 bits. @throws CubeError if the file is damaged or packed in a way that
 * is not read.
 */
export async function openTiffPhoto(source: ByteSource, name: string): Promise<TiffPhoto> {
  const limits = DEFAULT_LIMITS;
  const file = await readTiffDirectories(source, limits);
  const page = await readTiffPage(file, 0, limits);
  const { width, height, samples, photometric, type } = page;
  if (photometric === 5) throw cmykPhoto(name);
  const colours = samples - page.extraSamples.length;
  if (photometric <= 1 || colours < 3) throw greyPhoto(Math.max(1, colours), name);
  if (photometric !== 2) throw wrongColours(COLOURS[photometric] ?? `number ${photometric}`, name);
  if (type !== 'uint8' && type !== 'uint16') throw wrongSamples(type, name);
  const { directory } = page;
  const bits = type === 'uint16' ? 16 : 8;
  return {
    width,
    height,
    bits,
    hasAlpha: samples > 3,
    hasProfile: directory.has(TAGS.iccProfile),
    pages: file.directories.length,
    exif: await camera(file, page),
    orientation: (await tagNumber(file, directory, TAGS.orientation)) ?? 1,
    readSamples: async () => ({ width, height, samples: await interleaved(file, page, bits) }),
  };
}

async function camera(file: TiffFile, { directory }: TiffPage): Promise<PhotoExif> {
  const text = async (tag: number): Promise<string | undefined> =>
    (await tagText(file, directory, tag, DEFAULT_LIMITS))?.trim().slice(0, 120) || undefined;
  const [make, model, software] = [await text(TAGS.make), await text(TAGS.model), await text(TAGS.software)];
  return {
    ...(make === undefined ? {} : { make }),
    ...(model === undefined ? {} : { model }),
    ...(software === undefined ? {} : { software }),
  };
}

async function interleaved(file: TiffFile, page: TiffPage, bits: 8 | 16): Promise<Uint8Array | Uint16Array> {
  const { width, height } = page;
  const planes = [0, 1, 2].map((sample) => ({ page, sample }));
  const volume = new TiffVolume(file, planes, {
    bands: 3,
    height,
    width,
    wavelengths: [1, 2, 3],
    metadata: { quantity: 'unknown' },
    type: 'float32',
    axes: ['band', 'row', 'column'],
    littleEndian: file.littleEndian,
    headerOffset: 0,
    fileBands: [0, 1, 2],
    gain: [1, 1, 1],
    offset: [0, 0, 0],
  });
  const samples = bits === 16 ? new Uint16Array(3 * width * height) : new Uint8Array(3 * width * height);
  const rows = Math.max(1, Math.floor(STRIPE_PIXELS / width));
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    const window = await volume.readWindow({ x: 0, y, width, height: count });
    const pixels = width * count;
    let to = 3 * y * width;
    for (let pixel = 0; pixel < pixels; pixel++) {
      samples[to++] = window[pixel];
      samples[to++] = window[pixels + pixel];
      samples[to++] = window[2 * pixels + pixel];
    }
  }
  return samples;
}

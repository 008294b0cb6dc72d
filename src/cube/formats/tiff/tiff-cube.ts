/**
 * A TIFF file as a cube: which samples or pages are its bands, what their wavelengths are, what a stored number means.
 */
import type { ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { arrayLayout } from '../array-layout.ts';
import { type CubeDescription, parseCubeDescription } from '../cube-description.ts';
import type { OpenContext } from '../cube-format.ts';
import type { AxisOrder, RawLayout } from '../raw/raw-layout.ts';
import { type GdalBands, readGdalBands } from './gdal-metadata.ts';
import { type TiffFile, tagNumber, tagText } from './tiff-directory.ts';
import { readTiffPage, type TiffPage } from './tiff-page.ts';
import { TAGS } from './tiff-tags.ts';
import type { TiffPlane } from './tiff-window.ts';

/** Planes of a file and how they make a cube. */
export interface TiffCube {
  readonly planes: readonly TiffPlane[];
  readonly layout: RawLayout;
  readonly notes: readonly string[];
}

const BAND_PLANES: AxisOrder = ['band', 'row', 'column'];

/** What photometric interpretations other than plain numbers are, for messages. */
const PHOTOMETRICS: Readonly<Record<number, string>> = {
  0: 'white as 0',
  2: 'RGB',
  3: 'a palette',
  4: 'a mask',
  5: 'CMYK',
  6: 'YCbCr',
  8: 'CIE L*a*b*',
};

/**
 * Finds the cube in a file: the samples of its one page, or its pages of one sample each.
 *
 * @throws CubeError if it is a photo, or its pages or wavelengths do not make a cube.
 */
export async function tiffCube(file: TiffFile, context: OpenContext): Promise<TiffCube> {
  const { name } = file.source;
  const pages = await readPages(file, context.limits);
  const [first] = pages;
  const described = await readDescription(file, first, context.limits);
  const oriented = (await tagNumber(file, first.directory, TAGS.orientation)) ?? 1;
  const turned = oriented === 1 ? [] : [`the orientation of ${name} (${oriented}) was not applied`];
  if (pages.length > 1) {
    checkPhotometric(first, described?.wavelengths ?? context.wavelengths, name);
    const { layout, notes } = layoutOf(file, [pages.length, first.height, first.width], described, context);
    return { planes: pages.map((page) => ({ page, sample: 0 })), layout, notes: [...turned, ...notes] };
  }
  const stated = context.wavelengths ?? described?.wavelengths;
  const alpha = stated?.length === first.samples ? [] : alphaSamples(first);
  const samples = Array.from({ length: first.samples }, (_, sample) => sample).filter(
    (sample) => !alpha.includes(sample),
  );
  const xml = await tagText(file, first.directory, TAGS.gdalMetadata, context.limits);
  const gdal = xml === undefined ? undefined : readGdalBands(xml, samples);
  const known = stated ?? gdal?.wavelengths;
  checkPhotometric(first, known, name);
  if (known === undefined && samples.length <= 3) throw photo(samples.length, name);
  const shape = [samples.length, first.height, first.width] as const;
  // GDAL keeps its items right when it picks, orders or rescales bands, and copies descriptions as they are.
  const byGdal = gdal?.wavelengths !== undefined;
  const whole = byGdal ? withGdalWavelengths(described, gdal) : described;
  const { layout, notes } = layoutOf(file, shape, whole, { ...context, axes: BAND_PLANES });
  return {
    planes: samples.map((sample) => ({ page: first, sample })),
    layout: byGdal || described?.scaleFactor === undefined ? withGdalScale(layout, gdal) : layout,
    notes: [...turned, ...alphaNotes(alpha, name), ...notes],
  };
}

/** The pages that are pictures of their own, all alike; overviews and masks are passed over. */
async function readPages(file: TiffFile, limits: ReadLimits): Promise<[TiffPage, ...TiffPage[]]> {
  const { name } = file.source;
  let pages: [TiffPage, ...TiffPage[]] | undefined;
  for (const [index, directory] of file.directories.entries()) {
    const kind = (await tagNumber(file, directory, TAGS.newSubfileType)) ?? 0;
    // Bit 0: the same picture with fewer pixels. Bit 2: a mask.
    if (pages !== undefined && (kind & 5) !== 0) continue;
    const page = await readTiffPage(file, index, limits);
    if (pages === undefined) {
      pages = [page];
      continue;
    }
    const [first] = pages;
    if (first.samples > 1 || page.samples > 1) {
      throw new CubeError(
        `expected one page of several bands, or pages of one band each, found pages of ${first.samples} and ${page.samples} in ${name}`,
      );
    }
    if (page.width !== first.width || page.height !== first.height || page.type !== first.type) {
      throw new CubeError(
        `expected pages of ${first.width} x ${first.height} pixels of ${first.type} as the first, found ${page.width} x ${page.height} of ${page.type} at page ${index + 1} of ${name}`,
      );
    }
    pages.push(page);
  }
  if (pages === undefined) throw new CubeError(`expected a picture, found none in ${name}`);
  return pages;
}

/** Our own description, or JSON with wavelengths that somebody else wrote; other texts say nothing that is needed. */
async function readDescription(
  file: TiffFile,
  { directory }: TiffPage,
  limits: ReadLimits,
): Promise<CubeDescription | undefined> {
  const text = await tagText(file, directory, TAGS.imageDescription, limits);
  if (text === undefined || !text.trimStart().startsWith('{')) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof content !== 'object' || content === null) return undefined;
  const ours = 'format' in content && content.format === 'spectralift-cube';
  if (!ours && !('wavelengths' in content)) return undefined;
  return parseCubeDescription(text, `the description in ${file.source.name}`);
}

function checkPhotometric(page: TiffPage, wavelengths: readonly number[] | undefined, name: string): void {
  const { photometric, samples } = page;
  // Programs call the first three of many bands RGB.
  if (photometric === 1 || (photometric === 2 && (wavelengths !== undefined || samples > 4))) return;
  if (photometric === 2) throw photo(3, name);
  throw new CubeError(
    `expected bands of plain numbers (photometric interpretation 1), found ${PHOTOMETRICS[photometric] ?? photometric} in ${name}`,
    { hint: 'a photo is no cube: reconstruct one from it (spectralift reconstruct)' },
  );
}

function photo(channels: number, name: string): CubeError {
  return new CubeError(
    `expected a cube of more than three bands, found a photo of ${channels} channel${channels === 1 ? '' : 's'} in ${name}`,
    {
      hint: 'reconstruct a cube from it (spectralift reconstruct), or give the wavelengths if these are bands',
    },
  );
}

/** Samples that are declared to be transparency. */
function alphaSamples({ samples, extraSamples }: TiffPage): number[] {
  const first = samples - extraSamples.length;
  return extraSamples.flatMap((kind, extra) => (kind === 1 || kind === 2 ? [first + extra] : []));
}

function alphaNotes(alpha: readonly number[], name: string): string[] {
  if (alpha.length === 0) return [];
  return [
    `sample ${alpha.map((sample) => sample + 1).join(', ')} of ${name} is transparency; it was left out`,
  ];
}

function layoutOf(
  file: TiffFile,
  shape: readonly [planes: number, height: number, width: number],
  described: CubeDescription | undefined,
  context: OpenContext,
): ReturnType<typeof arrayLayout> {
  const { name } = file.source;
  return arrayLayout({
    shape,
    fastestFirst: false,
    usual: 'first',
    // Blocks say what type and order their bytes have; nothing reads these of the layout.
    type: 'float32',
    littleEndian: file.littleEndian,
    headerOffset: 0,
    name,
    described,
    supply: `give the wavelengths, or write them into ${name} as the item wavelength of each band (GDAL)`,
    context,
  });
}

function withGdalWavelengths(
  described: CubeDescription | undefined,
  { wavelengths, wavelengthUnits }: GdalBands,
): CubeDescription {
  return {
    metadata: { quantity: 'unknown' },
    ...described,
    ...(wavelengths === undefined ? {} : { wavelengths }),
    ...(wavelengthUnits === undefined ? {} : { wavelengthUnits }),
  };
}

function withGdalScale(layout: RawLayout, { scales, offsets }: Partial<GdalBands> = {}): RawLayout {
  return {
    ...layout,
    gain: layout.fileBands.map((band) => scales?.[band] ?? 1),
    offset: layout.fileBands.map((band) => offsets?.[band] ?? 0),
  };
}

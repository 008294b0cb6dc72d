/** Checks one scene of a set of cubes: header, samples, companions, mask. */
import type { CubeSource } from '../../cube/cube-source.ts';
import type { CubeHeader } from '../../cube/spectral-cube.ts';
import type { CubeDataset, CubeExpectations, CubeSample } from '../dataset.ts';
import { tellNames } from '../found.ts';
import type { PictureSize } from '../picture-size.ts';
import { type CubeScan, scanCube } from './cube-scan.ts';
import {
  fourDigits,
  GRAVE_SATURATION,
  NOTABLE_SATURATION,
  type SampleFindings,
  tellShare,
} from './findings.ts';
import { tellLines } from './line-steps.ts';
import { lookAtPicture } from './look-at-picture.ts';
import type { SampleCheck } from './sample-check.ts';

/** A cube of more than this many times the published size is not looked into: a small file can claim any size. */
const MOST_TIMES = 16;

/** So few samples may be equal to the largest by chance. */
const CHANCE = 8;

/** Checks a scene; see {@link SampleCheck}. */
export async function checkCube(dataset: CubeDataset, sample: CubeSample, check: SampleCheck): Promise<void> {
  const { found, tree, context, quick, signal } = check;
  const size = await found.attempt(async () => {
    const source = await dataset.open(sample, tree.root, context);
    try {
      checkHeader(source, dataset.expected, check);
      if (!quick) await checkSamples(source, dataset, check);
      return { width: source.width, height: source.height };
    } finally {
      await source.close();
    }
  });
  if (size !== undefined && !quick) await checkToldWavelengths(dataset, sample, check);
  for (const { title, path } of sample.companions) {
    signal?.throwIfAborted();
    const picture = await lookAtPicture(title, path, check);
    if (picture !== undefined && size !== undefined) comparePicture(title, picture, size, found);
  }
  if (dataset.readMask === undefined || quick || size === undefined) return;
  const mask = await found.attempt(async () => dataset.readMask?.(sample, tree.root, context));
  if (mask === undefined) return;
  comparePicture('mask', mask, size, found);
  const masked = mask.mask.reduce((sum, counts) => sum + (counts === 0 ? 1 : 0), 0);
  if (masked > 0)
    found.remark('masked pixels', `${tellShare(masked, mask.mask.length)} pixels are masked out`);
}

/** Holds the wavelengths that the file tells against those that it is read with. */
async function checkToldWavelengths(
  dataset: CubeDataset,
  sample: CubeSample,
  { found, tree, context }: SampleCheck,
): Promise<void> {
  const told = await found.attempt(async () => dataset.tellWavelengths?.(sample, tree.root, context));
  if (told === undefined || areWavelengths(told, dataset.expected)) return;
  const { wavelengths } = dataset.expected;
  found.wrong(
    'unexpected wavelengths',
    `the file itself tells ${tellWavelengths(told)}; it is read as ${tellWavelengths(wavelengths)}`,
  );
}

function areWavelengths(found: readonly number[], { wavelengths }: CubeExpectations): boolean {
  return (
    found.length === wavelengths.length &&
    found.every((wavelength, band) => Math.abs(wavelength - wavelengths[band]) < 0.5)
  );
}

/** `31 bands of 400..700 nm`. */
function tellWavelengths(wavelengths: readonly number[]): string {
  const [first, last] = [wavelengths[0], wavelengths[wavelengths.length - 1]];
  return `${wavelengths.length} bands of ${fourDigits(first)}..${fourDigits(last)} nm`;
}

function comparePicture(title: string, picture: PictureSize, cube: PictureSize, found: SampleFindings): void {
  if (picture.width === cube.width && picture.height === cube.height) return;
  found.wrong(
    'sizes differ',
    `the ${title} has ${picture.width} x ${picture.height} pixels, the cube ${cube.width} x ${cube.height}`,
  );
}

function checkHeader(header: CubeHeader, expected: CubeExpectations, { found, sheets }: SampleCheck): void {
  const { width, height, bands, wavelengths } = header;
  sheets.sizes.add(`${width} x ${height} x ${bands}`);
  const [first, last] = [wavelengths[0], wavelengths[bands - 1]];
  sheets.wavelengths.add(`${fourDigits(first)}..${fourDigits(last)} nm`);
  const upright = width === expected.width && height === expected.height;
  const turned = expected.turned && width === expected.height && height === expected.width;
  if (!upright && !turned) {
    found.wrong(
      'unexpected size',
      `${width} x ${height} pixels instead of the published ${expected.width} x ${expected.height}`,
    );
  }
  if (!areWavelengths(wavelengths, expected)) {
    found.wrong(
      'unexpected wavelengths',
      `${tellWavelengths(wavelengths)} instead of ${tellWavelengths(expected.wavelengths)}`,
    );
  }
}

/** Whether a cube has far more samples, or far longer sides, than was published. */
function isOutsized({ width, height, bands }: CubeHeader, expected: CubeExpectations): boolean {
  const samples = expected.width * expected.height * expected.wavelengths.length;
  const side = Math.max(expected.width, expected.height);
  return width * height * bands > MOST_TIMES * samples || Math.max(width, height) > MOST_TIMES * side;
}

async function checkSamples(source: CubeSource, dataset: CubeDataset, check: SampleCheck): Promise<void> {
  const { expected } = dataset;
  const { found, sheets } = check;
  if (isOutsized(source, expected)) {
    found.wrong(
      'unexpected size',
      `its samples were not looked at: more than ${MOST_TIMES} times the published`,
    );
    return;
  }
  const scan = await scanCube(source, expected, check.signal);
  const total = scan.pixels * scan.bands.length;
  const sum = (of: (band: CubeScan['bands'][number]) => number): number =>
    scan.bands.reduce((value, band) => value + of(band), 0);
  const [notFinite, below, above] = [sum((b) => b.notFinite), sum((b) => b.below), sum((b) => b.above)];
  for (const { minimum, maximum } of scan.bands) sheets.range(minimum, maximum);
  if (notFinite > 0)
    found.wrong('values not finite', `${tellShare(notFinite, total)} samples are infinite or NaN`);
  if (below > 0) {
    const least = Math.min(...finite(scan, 'minimum'));
    found.wrong(
      'values out of range',
      `${tellShare(below, total)} samples are below ${expected.minimum}, the least ${fourDigits(least)}`,
    );
  }
  if (above > 0) {
    const most = Math.max(...finite(scan, 'maximum'));
    found.wrong(
      'values out of range',
      `${tellShare(above, total)} samples are above ${expected.maximum}, the largest ${fourDigits(most)}`,
    );
  }
  tellConstantBands(scan, found);
  const { corruptColumns, corruptRows } = scan;
  const { x, width } = dataset.soundWindow?.(source) ?? { x: 0, width: source.width };
  const isSound = (column: number): boolean => column >= x && column < x + width;
  const [known, others] = [corruptColumns.filter((at) => !isSound(at)), corruptColumns.filter(isSound)];
  if (known.length > 0) {
    const advice = `as published: use columns ${x}..${x + width - 1} only`;
    found.remark('corrupt columns', `${tellCorrupt('column', known)}, ${advice}`);
  }
  if (others.length > 0) found.wrong('corrupt columns', tellCorrupt('column', others));
  if (corruptRows.length > 0) found.wrong('corrupt rows', tellCorrupt('row', corruptRows));
  tellSaturation(scan, found);
}

function tellCorrupt(line: 'column' | 'row', lines: readonly number[]): string {
  const one = lines.length === 1;
  return `${line}${one ? '' : 's'} ${tellLines(lines)} ${one ? 'does' : 'do'} not continue the picture`;
}

function finite(scan: CubeScan, key: 'minimum' | 'maximum'): number[] {
  return scan.bands.map((band) => band[key]).filter(Number.isFinite);
}

function tellConstantBands({ bands }: CubeScan, found: SampleFindings): void {
  const constant = bands.filter(({ minimum, maximum }) => minimum === maximum || Number.isNaN(minimum));
  if (constant.length === 0) return;
  const names = constant.map(
    ({ wavelength, maximum }) =>
      `${fourDigits(wavelength)} nm (${Number.isNaN(maximum) ? 'nothing' : fourDigits(maximum)})`,
  );
  found.wrong(
    'constant bands',
    `the same value at every pixel of ${constant.length} bands: ${tellNames(names)}`,
  );
}

function tellSaturation({ pixels, bands, saturatedPixels }: CubeScan, found: SampleFindings): void {
  const worst = bands.reduce((a, b) => (b.saturated > a.saturated ? b : a));
  const [band, most] = [`${fourDigits(worst.wavelength)} nm`, fourDigits(worst.maximum)];
  if (saturatedPixels === undefined) {
    // A constant band is told as such; a plateau of unknown level may be a white thing as well as a clipped one.
    const notable = Math.max(CHANCE, NOTABLE_SATURATION * pixels);
    if (worst.saturated < notable || worst.saturated === pixels) return;
    found.remark(
      'saturated pixels',
      `${tellShare(worst.saturated, pixels)} samples at ${band} are exactly the largest, ${most}`,
    );
    return;
  }
  if (saturatedPixels < NOTABLE_SATURATION * pixels) return;
  const message = `${tellShare(saturatedPixels, pixels)} pixels reach the level of saturation in some band, most of them (${worst.saturated.toLocaleString('en-US')}) at ${band}, up to ${most}`;
  if (saturatedPixels >= GRAVE_SATURATION * pixels) found.wrong('saturated pixels', message);
  else found.remark('saturated pixels', message);
}

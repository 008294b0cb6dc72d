/** Where the outputs of a photo go, whether they may go there, and whether they are there already. */
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { FileError } from '../../cube/files/file-error.ts';
import { endingOf } from '../../cube/files/input-files.ts';
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import { formatForWriting, formatNamed } from '../../cube/formats/open-cube.ts';
import { checkOutput } from '../../cube/node/check-output.ts';
import { readSmallText } from '../../cube/node/file-bytes.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';

/** Largest report that is read, bytes, and most outputs that one lists; ours have a few thousand and a handful. */
export const LARGEST_REPORT = 1_048_576;
const MOST_OUTPUTS = 64;

/** The files that a reconstruction writes, in the folder of {@link report}. */
export interface OutputPaths {
  readonly format: CubeFormatName;
  /** The cube's files; the first is the one that it is opened by. */
  readonly cube: readonly string[];
  readonly picture: string;
  /** Written last: where it is, the others are whole. */
  readonly report: string;
}

/** All of them, the report last. */
export function allOutputs({ cube, picture, report }: OutputPaths): string[] {
  return [...cube, picture, report];
}

/** The formats of a reconstruction's cube: those that are files, with a place for every pixel. */
export const RECONSTRUCTION_FORMATS = [
  'envi',
  'npy',
  'npz',
  'tiff',
  'mat73',
  'mat5',
] as const satisfies readonly CubeFormatName[];

/** Whether a name has the ending of a cube. */
export function namesCube(name: string): boolean {
  const ending = endingOf(basename(name));
  return RECONSTRUCTION_FORMATS.some((format) => formatNamed(format).endings.includes(ending));
}

/**
 * The outputs for a path that a person gave: without ending, or with that of the cube (`.hdr`, `.npy`, `.tif`).
 *
 * @throws CubeError if its ending is that of another format than the wanted one.
 */
export function outputPaths(output: string, wanted?: CubeFormatName): OutputPaths {
  const format = formatForWriting(basename(output), wanted);
  const ending = endingOf(basename(output));
  const stem = format.endings.includes(ending) ? output.slice(0, -ending.length) : output;
  return outputsOfStem(stem, format.name, stem === output ? undefined : ending);
}

/** Where the account of a photo's outputs goes that work shared among machines keeps. */
export function manifestPath({ report }: OutputPaths): string {
  return report.replace(/\.report\.json$/, '.manifest.json');
}

/** Where the outputs of a photo go if only a folder is named. */
export function outputInFolder(folder: string, photoPath: string): string {
  return join(folder, basename(photoPath, extname(photoPath)));
}

/**
 * The outputs with a stem that is taken as it is, whatever it ends in.
 *
 * @param ending of the file that the cube is opened by; the format's usual one unless given.
 */
export function outputsOfStem(stem: string, format: CubeFormatName = 'envi', ending?: string): OutputPaths {
  const { endings, written } = formatNamed(format);
  const cube = written(`${basename(stem)}${ending ?? endings[0]}`, VISIBLE_31.length);
  return {
    format,
    cube: cube.map((name) => join(dirname(stem), name)),
    picture: `${stem}.png`,
    report: `${stem}.report.json`,
  };
}

/**
 * Makes sure, before the work, that outputs can be written; asks nothing of a folder that is still missing.
 *
 * @param photoPath the photo itself, which no output may replace.
 * @throws FileError if an output exists and may not be replaced, is the photo, or cannot be written.
 */
export async function checkOutputs(
  outputs: OutputPaths,
  photoPath: string,
  options: { readonly overwrite: boolean },
): Promise<void> {
  const own = allOutputs(outputs).find((path) => resolve(path) === resolve(photoPath));
  if (own !== undefined && options.overwrite) {
    throw new FileError(`expected an output beside the photo, found the photo ${own} itself`, {
      hint: 'choose another folder or name for the outputs',
    });
  }
  const folder = await stat(dirname(outputs.report)).catch(() => undefined);
  if (folder?.isDirectory() !== true) return;
  for (const path of allOutputs(outputs)) await checkOutput(path, options);
}

/** Makes sure that what is named as a folder for outputs is one, or free. @throws FileError if a file is there. */
export async function checkOutputFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) {
    throw new FileError(`expected a folder for the outputs of several photos, found the file ${folder}`, {
      hint: 'name a folder; it is made if it is missing',
    });
  }
}

/** Makes the folder of the outputs, if it is missing. @throws FileError as {@link checkOutputs} does. */
export async function makeRoom(
  outputs: OutputPaths,
  photoPath: string,
  options: { readonly overwrite: boolean },
): Promise<void> {
  await makeFolder(dirname(outputs.report));
  await checkOutputs(outputs, photoPath, options);
}

/**
 * Whether a photo has been reconstructed into these outputs: the report, which is written last, is there and
 * tells of this photo, and so are all outputs that it lists.
 *
 * @param file the photo's name as reports have it.
 */
export async function areComplete(outputs: OutputPaths, file: string): Promise<boolean> {
  const told = reportedOutputs(await readSmallText(outputs.report, LARGEST_REPORT).catch(() => ''), file);
  if (told === undefined || !told.includes(basename(outputs.cube[0]))) return false;
  const found = await Promise.all(
    told.map(async (name) => {
      const there = await stat(join(dirname(outputs.report), name)).catch(() => undefined);
      return there?.isFile() === true;
    }),
  );
  return found.every((there) => there);
}

/** Names of the outputs in a report on a photo; undefined if the text is no such report. */
export function reportedOutputs(text: string, file: string): string[] | undefined {
  try {
    const report: unknown = JSON.parse(text);
    if (!hasFields(report, ['photo', 'outputs'])) return undefined;
    const { photo, outputs } = report;
    if (!hasFields(photo, ['file']) || photo['file'] !== file || !Array.isArray(outputs)) return undefined;
    const names = outputs.flatMap((path) => (typeof path === 'string' ? nameIn(path) : []));
    return names.length === outputs.length && names.length <= MOST_OUTPUTS ? names : undefined;
  } catch {
    return undefined;
  }
}

/** The last part of a path, since the folder may have moved; none where it leads elsewhere. */
function nameIn(path: string): string[] {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name === '' || name === '.' || name === '..' || name.includes('\0') ? [] : [name];
}

function hasFields(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

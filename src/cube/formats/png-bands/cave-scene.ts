/**
 * Scenes of the CAVE multispectral set (Yasuma, Mitsunaga, Iso, Nayar, "Generalized Assorted Pixel Camera",
 * 2010): a folder `<scene>_ms` with 31 grey 16-bit PNG files, `<scene>_ms_01.png` (400 nm) to
 * `<scene>_ms_31.png` (700 nm). The full scale of the file is a sample of 1.
 */
import { VISIBLE_31 } from '../../../spectra/wavelengths.ts';
import type { FolderListing, InputFiles } from '../../files/input-files.ts';
import { CubeError, type CubeMetadata } from '../../spectral-cube.ts';

/** Width and height of a scene as published. */
const WHOLE_SCENE = 512;

/** Columns at the left of every whole scene that hold no picture. */
const CORRUPT_COLUMNS = 4;

/** A scene that was found. */
export interface CaveScene {
  readonly files: InputFiles;
  /** `<scene>_ms`, the part that all file names share. */
  readonly name: string;
  /** File name of each of the 31 bands. */
  readonly names: readonly string[];
}

/** What is known of every scene; the set calls its samples reflectance. */
export function caveMetadata(name: string): CubeMetadata {
  return {
    quantity: 'reflectance',
    assumption: 'reflectance times local shading, as the CAVE set gives it',
    source: name,
    description: `CAVE scene ${name}`,
  };
}

/** Columns at the left that hold no picture: 4 of a whole scene of 512 x 512, none of a smaller window. */
export function corruptColumns({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): number {
  return width === WHOLE_SCENE && height === WHOLE_SCENE ? CORRUPT_COLUMNS : 0;
}

/**
 * The scene whose bands lie in a folder; undefined if none does.
 *
 * @throws CubeError if a band is missing.
 */
export function caveSceneOf(files: InputFiles, { files: names }: FolderListing): CaveScene | undefined {
  const bands = names.flatMap((file) => {
    const match = /^(.+_ms)_(\d\d)\.png$/i.exec(file);
    return match === null ? [] : [{ file, name: match[1], band: Number(match[2]) - 1 }];
  });
  if (bands.length === 0) return undefined;
  const scenes = new Set(bands.map((band) => band.name));
  const folder = lastPart(files.folder);
  const name = scenes.has(folder) ? folder : bands[0].name;
  const found = new Map(bands.filter((entry) => entry.name === name).map(({ band, file }) => [band, file]));
  const missing = VISIBLE_31.flatMap((_, band) => (found.has(band) ? [] : [bandFile(name, band)]));
  if (missing.length > 0) {
    throw new CubeError(
      `expected 31 bands in ${files.folder}, found ${31 - missing.length}: missing ${missing.join(', ')}`,
    );
  }
  return { files, name, names: VISIBLE_31.map((_, band) => found.get(band) ?? bandFile(name, band)) };
}

/**
 * The one scene in the `..._ms` folders of a folder, as the set's archives unpack; undefined if there is none.
 *
 * @throws CubeError if there are several, or a band is missing.
 * @throws FileError if a folder is not readable.
 */
export async function caveSceneWithin(
  files: InputFiles,
  { folders }: FolderListing,
): Promise<CaveScene | undefined> {
  const scenes = folders.filter((name) => name.toLowerCase().endsWith('_ms'));
  const found: { readonly inner: InputFiles; readonly listing: FolderListing; readonly folder: string }[] =
    [];
  for (const folder of scenes) {
    const inner = files.within(folder);
    const listing = await inner.list();
    if (listing.files.some((file) => /_ms_\d\d\.png$/i.test(file))) found.push({ inner, listing, folder });
  }
  if (found.length > 1) {
    const shown = found.slice(0, 4).map(({ folder }) => folder);
    throw new CubeError(
      `expected one CAVE scene in ${files.folder}, found ${found.length}: ${shown.join(', ')}${found.length > 4 ? ', ...' : ''}`,
      { hint: 'give the folder of one scene' },
    );
  }
  return found.length === 0 ? undefined : caveSceneOf(found[0].inner, found[0].listing);
}

function bandFile(name: string, band: number): string {
  return `${name}_${String(band + 1).padStart(2, '0')}.png`;
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? '';
}

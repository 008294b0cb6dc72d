/** What a person brought: one photo, or the files of one cube. */
import {
  CUBE_FORMATS,
  type CubeSource,
  FileError,
  memoryFiles,
  openCubeAt,
  startHdf5InPage,
} from './library.ts';

const PHOTO_ENDINGS: readonly string[] = ['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.avif'];
const TIFF_ENDINGS: readonly string[] = ['.tif', '.tiff'];

/** Whether files are a photo or a cube, as far as names tell; `tiff` where both are possible. */
export function kindOfFiles(files: readonly File[]): 'photo' | 'cube' | 'tiff' {
  if (files.length !== 1) return 'cube';
  const [{ name, type }] = files;
  const ending = endingOf(name);
  if (TIFF_ENDINGS.includes(ending)) return 'tiff';
  if (PHOTO_ENDINGS.includes(ending)) return 'photo';
  if (CUBE_FORMATS.some(({ endings }) => endings.includes(ending))) return 'cube';
  return type === 'image/tiff' ? 'tiff' : 'photo'; // its bytes will tell
}

/**
 * Opens the cube that files are.
 *
 * @throws CubeError or FileError as `openCubeAt` does; FileError if they are of several cubes, or of none.
 */
export async function openCubeFiles(
  files: readonly File[],
): Promise<{ readonly source: CubeSource; readonly name: string }> {
  if (files.length === 0) throw new FileError('expected a photo or a cube, found no file');
  const entries = new Map<string, Blob>(files.map((file) => [file.name, file]));
  const name = cubeName(files.map((file) => file.name));
  const inFolder = name === '';
  const place = inFolder ? { files: memoryFiles(entries), name: '' } : { files: memoryFiles(entries), name };
  const source = await openCubeAt(place, { startHdf5: startHdf5InPage });
  return { source, name: inFolder ? files[0].name : name };
}

/** The name that a cube of these files is opened by: its header's, the only file's, or none for a picture a band. */
function cubeName(names: readonly string[]): string {
  if (names.length === 1) return names[0];
  if (names.every((name) => endingOf(name) === '.png')) return '';
  const headers = names.filter((name) => endingOf(name) === '.hdr');
  if (headers.length === 1) return headers[0];
  const known = names.filter((name) => CUBE_FORMATS.some(({ endings }) => endings.includes(endingOf(name))));
  if (headers.length === 0 && known.length === 1) return known[0];
  throw new FileError(
    `expected the files of one cube, found ${names.length}: ${names.slice(0, 4).join(', ')}`,
    {
      hint: 'bring one photo, one cube file, or the two files of one ENVI cube',
    },
  );
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot).toLowerCase();
}

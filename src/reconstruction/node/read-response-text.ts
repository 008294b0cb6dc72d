/** The text file that a choice of camera names, if it names one. */
import { readSmallText } from '../../cube/node/file-bytes.ts';
import type { CameraChoice } from '../choose-response.ts';

/** Largest response file in bytes; a curve per nanometre takes about 20 kB. */
const LARGEST_FILE = 4_000_000;

/**
 * Reads the file of a `csv` or `database` choice, see {@link CameraChoice}.
 *
 * @returns its text, or undefined if the choice names no file.
 * @throws FileError if the file is missing or not readable. @throws CubeError if it is far too large.
 */
export async function readResponseText(choice: CameraChoice): Promise<string | undefined> {
  return choice.kind === 'csv' || choice.kind === 'database'
    ? readSmallText(choice.path, LARGEST_FILE)
    : undefined;
}

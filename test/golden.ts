/** Golden values of the papers' own networks, kept beside the project; absent on a user's machine. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSafetensors, type SafetensorsFile } from '../src/networks/safetensors.ts';

const folder = fileURLToPath(new URL('../../shared/golden/', import.meta.url));

/** True where the golden files are; tests that need them are skipped elsewhere. */
export const haveGolden = existsSync(folder);

export function readGolden(name: string): SafetensorsFile {
  return readSafetensors(readFileSync(`${folder}${name}.safetensors`));
}

/** Largest difference, relative to the largest golden magnitude. */
export function relativeError(found: ArrayLike<number>, golden: ArrayLike<number>): number {
  if (found.length !== golden.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let magnitude = 0;
  for (let index = 0; index < golden.length; index++) {
    difference = Math.max(difference, Math.abs(found[index] - golden[index]));
    magnitude = Math.max(magnitude, Math.abs(golden[index]));
  }
  return difference / Math.max(magnitude, Number.MIN_VALUE);
}

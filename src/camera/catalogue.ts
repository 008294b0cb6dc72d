/**
 * The catalogue: 28 cameras by name. Their sensitivities are our own compact curves (sums of Gaussians),
 * fitted to the measurements of Jiang et al. 2013; docs/cameras.md lists how near each one comes.
 */
import { closestNames } from '../spectra/closest-names.ts';
import { checkGrid, VISIBLE_31 } from '../spectra/wavelengths.ts';
import { CameraError, CameraResponse } from './camera-response.ts';
import { CATALOGUE_CURVES } from './catalogue-curves.ts';
import { exifCameraName } from './exif-names.ts';
import { gaussianSum } from './gaussian-sum.ts';

/** Range of the measurements that the curves were fitted to, nm. */
const FIRST = 400;
const LAST = 720;

/** Names of the catalogued cameras, in the order of the published table (also the order of dictionaries). */
export function cameraNames(): string[] {
  return CATALOGUE_CURVES.map(({ name }) => name);
}

/**
 * The response of a catalogued camera, from our fitted curves.
 *
 * @param name as in {@link cameraNames}; case, spaces and punctuation do not count.
 * @param grid wavelengths in nanometres within 400..720, where the camera was measured.
 * @returns relative sensitivity, the camera's largest channel peaks at about 1; quantity `radiance`.
 * @throws CameraError if the name is unknown (with the nearest names) or the grid leaves 400..720 nm.
 * Source: fitted to J. Jiang, D. Liu, J. Gu and S. Suesstrunk, WACV 2013.
 */
export function catalogueCamera(name: string, grid: readonly number[] = VISIBLE_31): CameraResponse {
  const key = simplified(name);
  const entry = CATALOGUE_CURVES.find((candidate) => simplified(candidate.name) === key);
  if (entry === undefined) {
    const nearest = closestNames(name, cameraNames());
    throw new CameraError(
      `expected one of the ${CATALOGUE_CURVES.length} catalogued cameras, found '${name}'`,
      { hint: `did you mean ${nearest.join(', ')}?` },
    );
  }
  checkGrid(grid);
  if (grid[0] < FIRST || grid[grid.length - 1] > LAST) {
    throw new CameraError(
      `expected wavelengths within ${FIRST}..${LAST} nm, where ${entry.name} was measured, found ${grid[0]}..${grid[grid.length - 1]} nm`,
    );
  }
  const matrix = [entry.red, entry.green, entry.blue].flatMap((curve) =>
    grid.map((wavelength) => gaussianSum(curve, wavelength)),
  );
  return new CameraResponse(matrix, grid, {
    name: entry.name,
    quantity: 'radiance',
    assumption: 'catalogue curves, fitted to the measured sensitivities of the model; relative radiance',
  });
}

/**
 * All catalogued curves as the dictionary of the response estimator.
 *
 * @param grid wavelengths in nanometres within 400..720.
 * @returns 28 x 3 x bands, camera-major, channels R, G, B; each curve divided by its sum over the grid.
 * @throws CameraError if the grid leaves 400..720 nm or misses a whole curve.
 */
export function catalogueDictionary(grid: readonly number[] = VISIBLE_31): Float64Array {
  const size = 3 * grid.length;
  const dictionary = new Float64Array(CATALOGUE_CURVES.length * size);
  for (const [index, { name }] of CATALOGUE_CURVES.entries()) {
    dictionary.set(catalogueCamera(name, grid).withUnitRowSums().matrix, index * size);
  }
  return dictionary;
}

/**
 * The catalogued camera that EXIF data name, if there is one.
 *
 * @param make the EXIF tag Make, such as `NIKON CORPORATION`; may be empty if the model says it.
 * @param model the EXIF tag Model, such as `Canon EOS 40D`; regional names (Rebel, Kiss) are known.
 * @returns the catalogue name, or undefined; a near relative (D40X for D40) is no match.
 */
export function findCameraByExif(make: string, model: string): string | undefined {
  return exifCameraName(make, model);
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

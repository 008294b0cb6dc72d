/** The weights that come with the package, by name, and weight files that a user gives by path. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NetworkError } from '../../networks/parameters.ts';
import { closestNames } from '../../spectra/closest-names.ts';
import { type EstimatorModel, readEstimatorModel } from '../estimate-response.ts';
import { type ReconstructionModel, readGeneratorModel } from '../model.ts';

const FOLDER = fileURLToPath(new URL('../../../models/', import.meta.url));
const ENDING = '.safetensors';

/** The model that `reconstruct` takes unless told otherwise. */
export const DEFAULT_MODEL = 'agd-net';
const ESTIMATOR = 'srf-estimator';

/** Names of the weight files that come with the package. */
export async function shippedModelNames(): Promise<string[]> {
  const entries = await readdir(FOLDER).catch(() => []);
  return entries
    .filter((entry) => entry.endsWith(ENDING))
    .map((entry) => basename(entry, ENDING))
    .sort();
}

/**
 * Loads a generator: a shipped one by name, or any weight file by a path that ends in `.safetensors`.
 *
 * @throws NetworkError if there is no such model or the weights do not fit. @throws SafetensorsError if the file
 * is damaged.
 */
export async function loadGenerator(nameOrPath: string = DEFAULT_MODEL): Promise<ReconstructionModel> {
  const { bytes, name } = await readWeightFile(nameOrPath);
  return readGeneratorModel(bytes, name);
}

/** Loads the shipped estimator of the camera response, or one from a weight file. @throws as {@link loadGenerator}. */
export async function loadEstimator(nameOrPath: string = ESTIMATOR): Promise<EstimatorModel> {
  const { bytes, name } = await readWeightFile(nameOrPath);
  return readEstimatorModel(bytes, name);
}

/** Ending of the names of estimators that were trained together with a generator. */
const OWN_ESTIMATOR = '-srf-estimator';

/** Name of the estimator that was trained together with a shipped generator, else of the one for all. */
export async function estimatorOf(generator: string): Promise<string> {
  const own = `${generator}${OWN_ESTIMATOR}`;
  return (await shippedModelNames()).includes(own) ? own : ESTIMATOR;
}

/** Loads the estimator that belongs to a generator, see {@link estimatorOf}. @throws as {@link loadGenerator}. */
export async function loadEstimatorOf(generator: string): Promise<EstimatorModel> {
  return loadEstimator(await estimatorOf(generator));
}

/**
 * The bytes of a shipped weight file by its name, or of any by a path that ends in `.safetensors`.
 *
 * @throws NetworkError if there is none.
 */
export async function readWeightFile(
  nameOrPath: string,
): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
  const isPath = extname(nameOrPath) === ENDING;
  const path = isPath ? nameOrPath : `${FOLDER}${nameOrPath}${ENDING}`;
  const bytes = await readFile(path).catch(async (cause: unknown) => {
    const names = await shippedModelNames();
    throw isPath
      ? new NetworkError(`expected a weight file at ${path}, found none that can be read`, { cause })
      : new NetworkError(`expected a shipped model or a ${ENDING} file, found '${nameOrPath}'`, {
          hint:
            names.length === 0
              ? 'no models are shipped here'
              : `did you mean ${closestNames(nameOrPath, names).join(' or ')}?`,
          cause,
        });
  });
  return { bytes, name: basename(path, ENDING) };
}

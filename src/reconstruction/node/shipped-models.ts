/** The weights that come with the package, by name, and weight files that a user gives by path. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NetworkError } from '../../networks/parameters.ts';
import { isTorchArchive, type ReadTorchOptions } from '../../networks/pytorch/read-torch-state.ts';
import { readWeights, weightFormatOf } from '../../networks/read-weights.ts';
import { writeSafetensors } from '../../networks/safetensors.ts';
import { closestNames } from '../../spectra/closest-names.ts';
import { DEFAULT_ESTIMATOR, DEFAULT_MODEL, estimatorNameFor } from '../model-names.ts';
import { type EstimatorModel, readEstimatorModel } from '../estimate-response.ts';
import { type ReconstructionModel, readGeneratorModel } from '../model.ts';

const FOLDER = fileURLToPath(new URL('../../../models/', import.meta.url));
const ENDING = '.safetensors';

/** Names of the weight files that come with the package. */
export async function shippedModelNames(): Promise<string[]> {
  const entries = await readdir(FOLDER).catch(() => []);
  return entries
    .filter((entry) => entry.endsWith(ENDING))
    .map((entry) => basename(entry, ENDING))
    .sort();
}

/**
 * Loads a generator: a shipped one by name, or any weight file by a path that ends in `.safetensors`, `.pth` or `.pt`.
 *
 * @throws NetworkError if there is no such model or the weights do not fit. @throws SafetensorsError or
 * TorchFileError if the file is damaged.
 */
export async function loadGenerator(nameOrPath: string = DEFAULT_MODEL): Promise<ReconstructionModel> {
  const { bytes, name } = await readWeightFile(nameOrPath);
  return readGeneratorModel(bytes, name);
}

/** Loads the shipped estimator of the camera response, or one from a weight file. @throws as {@link loadGenerator}. */
export async function loadEstimator(nameOrPath: string = DEFAULT_ESTIMATOR): Promise<EstimatorModel> {
  const { bytes, name } = await readWeightFile(nameOrPath);
  return readEstimatorModel(bytes, name);
}

/** Name of the estimator that was trained together with a shipped generator, else of the one for all. */
export async function estimatorOf(generator: string): Promise<string> {
  return estimatorNameFor(generator, await shippedModelNames());
}

/** Loads the estimator that belongs to a generator, see {@link estimatorOf}. @throws as {@link loadGenerator}. */
export async function loadEstimatorOf(generator: string): Promise<EstimatorModel> {
  return loadEstimator(await estimatorOf(generator));
}

/** A weight file, whichever kind it is of. */
export interface WeightFile {
  /** As a safetensors file. */
  readonly bytes: Uint8Array;
  /** Without folder and ending. */
  readonly name: string;
  /** The bytes of the file itself. */
  readonly stored: Uint8Array;
}

/**
 * A shipped weight file by its name, or any by a path that ends in `.safetensors`, `.pth` or `.pt`.
 *
 * @throws NetworkError if there is none. @throws TorchFileError if it is of PyTorch and holds more than tensors, or is damaged.
 */
export async function readWeightFile(
  nameOrPath: string,
  options: ReadTorchOptions = {},
): Promise<WeightFile> {
  const isPath = weightFormatOf(nameOrPath) !== undefined;
  const path = isPath ? nameOrPath : `${FOLDER}${nameOrPath}${ENDING}`;
  const stored = await readFile(path).catch(async (cause: unknown) => {
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
  const name = basename(path, extname(path));
  if (!isTorchArchive(stored) && weightFormatOf(path) === 'safetensors')
    return { bytes: stored, name, stored };
  const { tensors, metadata } = await readWeights(stored, options);
  return { bytes: writeSafetensors(tensors, metadata), name, stored };
}

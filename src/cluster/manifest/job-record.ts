/**
 * The settings of a job, opened: the network and the choice of response, and a record of all that decides what is in
 * the outputs, by content rather than by name. Equal records of equal photos mean equal outputs, to rounding.
 */
import { parseCameraChoice } from '../../reconstruction/choose-response.ts';
import { readEstimatorModel } from '../../reconstruction/estimate-response.ts';
import { type ReconstructionModel, readGeneratorModel } from '../../reconstruction/model.ts';
import { readResponseText } from '../../reconstruction/node/read-response-text.ts';
import { estimatorOf, readWeightFile } from '../../reconstruction/node/shipped-models.ts';
import { type ResponseChooser, responseChooser } from '../../reconstruction/photo-response.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { JobSettings } from '../work-unit.ts';
import { sha256 } from './file-hash.ts';

/**
 * Counts the changes of spectralift after which the same photo, weights and settings give other outputs (by more than
 * rounding), so that outputs of before are made anew. A release that changes no numbers leaves it alone.
 */
export const RESULTS_VERSION = 1;

/** What a manifest says of the settings; the order of its fields is that of its JSON. */
export interface JobRecord {
  readonly results: number;
  /** As it was given, which outputs repeat; of a file with the hash of its content. */
  readonly camera: string;
  readonly cameraSha256?: string;
  readonly light?: string;
  readonly linear: boolean;
  readonly model: string;
  readonly modelSha256: string;
  /** Weights that estimate the response, where the camera may have to be. */
  readonly estimatorSha256?: string;
  readonly format: string;
  readonly dataType: string;
  readonly consistency: string;
}

/** A job that is ready to run. */
export interface OpenJob {
  readonly settings: JobSettings;
  readonly record: JobRecord;
  /** Of the record. */
  readonly sha256: string;
  readonly model: ReconstructionModel;
  /** Gets ready to choose responses, on the runtime that estimates them. @throws as `responseChooser` does. */
  chooser(runtime: Runtime): ResponseChooser;
}

/**
 * Reads what the settings name. Every byte that is hashed is the one that is used.
 *
 * @throws NetworkError, SafetensorsError if the model is unknown or damaged. @throws ResponseChoiceError, FileError,
 * CubeError for a camera that cannot be meant or a response file that cannot be read.
 */
export async function openJob(settings: JobSettings): Promise<OpenJob> {
  const { camera, light, linear, model, format, dataType, consistency } = settings;
  const choice = parseCameraChoice(camera);
  const fileText = await readResponseText(choice);
  const weights = await readWeightFile(model);
  const mayEstimate = choice.kind === 'auto' || choice.kind === 'estimate';
  const estimator = mayEstimate ? await readWeightFile(await estimatorOf(weights.name)) : undefined;
  const record: JobRecord = {
    results: RESULTS_VERSION,
    camera,
    ...(fileText === undefined ? {} : { cameraSha256: sha256(fileText) }),
    ...(light === undefined ? {} : { light }),
    linear,
    model: weights.name,
    modelSha256: sha256(weights.bytes),
    ...(estimator === undefined ? {} : { estimatorSha256: sha256(estimator.bytes) }),
    ...{ format, dataType, consistency },
  };
  const network = readGeneratorModel(weights.bytes, weights.name);
  return {
    settings,
    record,
    sha256: sha256(JSON.stringify(record)),
    model: network,
    chooser: (runtime) =>
      responseChooser({
        ...{ runtime, model: network, choice, linear },
        ...(fileText === undefined ? {} : { fileText }),
        ...(light === undefined ? {} : { light }),
        loadEstimator: async () => {
          const { bytes, name } = estimator ?? (await readWeightFile(await estimatorOf(weights.name)));
          return readEstimatorModel(bytes, name);
        },
      }),
  };
}

/** What a process that reconstructs photos keeps loaded: networks, sessions, and what they were used for. */
import sharp from 'sharp';
import { KeptSessions } from '../../reconstruction/node/photos-memory.ts';
import { knownCalibration } from '../../reconstruction/node/calibrated-way.ts';
import { laneRuntime } from '../../reconstruction/node/lane-runtime.ts';
import { loadEstimatorOf, loadGenerator } from '../../reconstruction/node/shipped-models.ts';
import type { EstimatorModel } from '../../reconstruction/estimate-response.ts';
import type { LaneRuntime } from '../../reconstruction/lanes.ts';
import type { ReconstructionModel } from '../../reconstruction/model.ts';
import { defaultWay, type Way } from '../../reconstruction/way.ts';
import type { EngineFacts, EngineSettings } from './engine-messages.ts';

/** A model that is loaded, and the fastest way through it that was measured on this machine. */
export interface LoadedModel {
  readonly model: ReconstructionModel;
  readonly way: Way;
  /** Loads the estimator that goes with it; once. */
  loadEstimator(): Promise<EstimatorModel>;
}

export interface OpenEngine {
  readonly settings: EngineSettings;
  readonly runtime: LaneRuntime;
  readonly models: ReadonlyMap<string, LoadedModel>;
  readonly kept: KeptSessions;
  readonly facts: EngineFacts;
}

/** Decoders of libvips that strangers' files may reach; all others are blocked. */
const DECODERS = ['Jpeg', 'Png', 'Webp', 'Tiff', 'Heif'];

/**
 * Loads the models.
 *
 * @throws NetworkError or SafetensorsError if one is missing or damaged.
 */
export async function openEngine(settings: EngineSettings): Promise<OpenEngine> {
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: DECODERS.map((name) => `VipsForeignLoad${name}`) });
  const { threads } = settings;
  const runtime = await laneRuntime(threads === undefined ? {} : { threads });
  const models = new Map<string, LoadedModel>();
  for (const name of settings.models) {
    const model = await loadGenerator(name);
    const way = (await knownCalibration(runtime, model))?.way ?? defaultWay(runtime.device);
    let estimator: Promise<EstimatorModel> | undefined;
    const loadEstimator = (): Promise<EstimatorModel> => {
      estimator ??= loadEstimatorOf(model.name);
      return estimator;
    };
    models.set(model.name, { model, way, loadEstimator });
  }
  const facts: EngineFacts = {
    runtime: `${runtime.name}, ${runtime.device}`,
    models: [...models.values()].map(({ model }) => ({
      name: model.name,
      description: model.network.description,
      wavelengths: model.wavelengths,
    })),
  };
  return { settings, runtime, models, kept: new KeptSessions(), facts };
}

/** The shipped weights, fetched from the site once. */
import {
  type EstimatorModel,
  NetworkError,
  type ReconstructionModel,
  readEstimatorModel,
  readGeneratorModel,
} from './library.ts';
import { estimatorOf, STUDIO_MODELS } from './studio-models.ts';

/** Weights by name. */
export class Weights {
  readonly #site: string;
  readonly #models = new Map<string, Promise<ReconstructionModel>>();
  readonly #estimators = new Map<string, Promise<EstimatorModel>>();

  /** @param site address that `models/` lies below. */
  constructor(site: string) {
    this.#site = site;
  }

  /** @throws NetworkError if there is no such model, or it cannot be fetched. */
  async model(name: string): Promise<ReconstructionModel> {
    if (!STUDIO_MODELS.some((model) => model.name === name)) {
      const known = STUDIO_MODELS.map((model) => model.name).join(', ');
      throw new NetworkError(`expected a model among ${known}, found '${name}'`);
    }
    return once(this.#models, name, async () => readGeneratorModel(await this.#fetch(name), name));
  }

  /** The estimator of responses that goes with a model. @throws as {@link Weights.model} does. */
  async estimator(model: string): Promise<EstimatorModel> {
    const name = estimatorOf(model);
    return once(this.#estimators, name, async () => readEstimatorModel(await this.#fetch(name), name));
  }

  async #fetch(name: string): Promise<Uint8Array> {
    const address = new URL(`models/${name}.safetensors`, this.#site);
    const response = await fetch(address).catch((cause: unknown) => {
      throw missing(name, 'no answer', cause);
    });
    if (!response.ok) throw missing(name, `status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

function missing(name: string, found: string, cause?: unknown): NetworkError {
  return new NetworkError(`expected the weights of ${name} beside the page, found ${found}`, {
    hint: 'reload the page while the site can be reached',
    cause,
  });
}

/** The same promise for the same name, unless it was broken. */
function once<Value>(
  known: Map<string, Promise<Value>>,
  name: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const found = known.get(name) ?? make();
  known.set(name, found);
  found.catch(() => known.delete(name));
  return found;
}

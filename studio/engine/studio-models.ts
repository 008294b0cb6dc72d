/** The models that the studio offers, and the weight files that it needs for them. */
import { DEFAULT_ESTIMATOR, DEFAULT_MODEL, estimatorNameFor } from '../../src/reconstruction/model-names.ts';

/** A model that the page can choose. */
export interface StudioModel {
  readonly name: string;
  readonly title: string;
}

/** The library's own choice stands first. */
export const STUDIO_MODELS: readonly [StudioModel, ...StudioModel[]] = [
  { name: DEFAULT_MODEL, title: 'AGD-Net, any camera' },
  { name: 'generator', title: 'Generator, any camera' },
  { name: 'unsupervised', title: 'Generator, learnt without pairs' },
];

const ESTIMATORS = [DEFAULT_ESTIMATOR, 'unsupervised-srf-estimator'] as const;

/** The estimator of responses that goes with a model. */
export const estimatorOf = (model: string): string => estimatorNameFor(model, ESTIMATORS);

/** All weight files, by name. */
export const STUDIO_WEIGHTS: readonly string[] = [...STUDIO_MODELS.map(({ name }) => name), ...ESTIMATORS];

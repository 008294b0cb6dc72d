/** The recipes whose step is a gradient and Adam, and what each of their batches holds, in words. */
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { AGD_NET_DEFAULTS } from '../../networks/agd-net.ts';
import { GENERATOR_DEFAULTS } from '../../networks/generator.ts';
import { AGD_NET, agdNetLearning } from '../recipes/agd-net.ts';
import { AGD_NET_CHOICES, type AgdNetChoices } from '../recipes/agd-net-choices.ts';
import { CAMERA_AWARE_GENERATOR, generatorLearning } from '../recipes/camera-aware-generator.ts';
import type { LearningGraph } from '../supervised-task.ts';

/** Sizes of a step. */
export interface StepSettings {
  readonly steps: number;
  readonly batch: number;
  /** Side of a patch in pixels. */
  readonly size: number;
  readonly growth?: number;
  /** Of AGD-Net: number of stages, and weight of the logarithmic error of each band. */
  readonly agdNet?: Partial<Pick<AgdNetChoices, 'stages' | 'bandWeight'>>;
}

/** A recipe that can be exported. */
export interface ExportableRecipe {
  /** What is learnt, for a whole batch at once. */
  learning(settings: StepSettings): LearningGraph;
  /** What the trainer adds that no graph can compute. */
  readonly leftOut: readonly string[];
}

const BANDS = VISIBLE_31.length;

export const EXPORTABLE_RECIPES: ReadonlyMap<string, ExportableRecipe> = new Map<string, ExportableRecipe>([
  [
    CAMERA_AWARE_GENERATOR,
    {
      learning: ({ growth = GENERATOR_DEFAULTS.growth, ...settings }) =>
        generatorLearning({ ...settings, network: { bands: BANDS, growth }, parts: 1 }),
      leftOut: [],
    },
  ],
  [
    AGD_NET,
    {
      learning: ({ growth = AGD_NET_DEFAULTS.growth, agdNet, ...settings }) => {
        const choices = { ...AGD_NET_CHOICES, ...agdNet, rankWeight: 0 };
        const {
          estimate,
          rank: _,
          ...rest
        } = agdNetLearning({ ...settings, choices, bands: BANDS, growth, parts: 1 });
        return { ...rest, loss: (parameter) => estimate(parameter).loss };
      },
      leftOut: ['the rank loss, which needs singular values (train it with spectralift, or without)'],
    },
  ],
]);

/** What the tensors of a batch are; `docs/serving-contract.md` says how they are drawn. */
export const BATCH_MEANINGS: Readonly<Record<string, string>> = {
  rgb: 'linear RGB in the canonical basis: M X of the picture X = C Y that a camera C takes of the true cube Y',
  srf: 'the response in the canonical basis, M C, of each sample',
  pseudoInverse: 'its pseudo-inverse, bands x 3',
  truth: 'the true cube Y',
  weight:
    '1 / (p bands samples (m + b) / 2): p pixels that count, m their mean over bands and pixels, b the mean of this one over bands (0 if negative); 0 takes a pixel out',
  factor: '1 over the mean brightness of the sample where a pixel counts, 0 where it does not',
};

/**
 * The tables of Zhu et al. (ICCV 2021) that compare forms of the unsupervised system, and one of our own choices:
 * which rows they have, and how each differs from the whole. Trained on what is at hand, under one budget and one
 * seed, so that rows can be compared with each other; the paper's own figures are from other data and stand beside,
 * never in between.
 */
import { type PairName, UNPAIRED_PAIRS } from '../../datasets/unpaired-sets.ts';
import { UNSUPERVISED_DEFAULTS, type UnsupervisedChoices } from '../../training/recipes/unsupervised.ts';

/** A row: one training. */
export interface ReproductionRow {
  /** Name of its folder. */
  readonly name: string;
  /** As the table heads it. */
  readonly title: string;
  /** Recipe of its two sides. */
  readonly recipe: PairName;
  readonly choices: UnsupervisedChoices;
  /** Whether the photos' labels and the parser are used. */
  readonly semantic: boolean;
}

/** A table. */
export interface ReproductionTable {
  readonly name: 'table3' | 'table5' | 'table6' | 'forms';
  readonly title: string;
  /** How its rows are to be read. */
  readonly about: string;
  readonly rows: readonly ReproductionRow[];
  /** What the paper prints, in words; its data are others. */
  readonly paper: string;
}

/** Text and code differ in the losses' forms: the paper's tables are run in those of the code. Ours are the defaults elsewhere. */
const WHOLE: UnsupervisedChoices = { ...UNSUPERVISED_DEFAULTS, smoothness: 'squared', positivity: 'linear' };
const NOTHING = { adversarial: 0, backProjection: 0, smoothness: 0, positivity: 0, semantic: 0 };

/** All that the paper's text gives of its own results with the whole method. */
const PAPER =
  'paper, whole method: PSNR 37.83 dB, ASSIM 0.991 (L = 2), SAM 4.01 degrees on ICVL; 37.53, 0.979, 5.97 on NTIRE 2020. Its rows were not available to us';

function ablation(): ReproductionRow[] {
  const { weights } = WHOLE;
  const steps: readonly (readonly [
    name: string,
    title: string,
    change: Partial<UnsupervisedChoices>,
    semantic?: true,
  ])[] = [
    [
      'adversarial',
      'adversarial term alone',
      { weights: { ...NOTHING, adversarial: weights.adversarial }, clipping: false },
    ],
    [
      'back-projection',
      '+ back-projection',
      {
        weights: { ...NOTHING, adversarial: weights.adversarial, backProjection: weights.backProjection },
        clipping: false,
      },
    ],
    ['smoothness', '+ smoothness', { weights: { ...weights, positivity: 0, semantic: 0 }, clipping: false }],
    ['positivity', '+ positivity', { weights: { ...weights, semantic: 0 }, clipping: false }],
    ['clipping', '+ L1 gradient clipping', { weights: { ...weights, semantic: 0 }, clipping: true }],
    ['semantic', '+ semantic embedding: the whole', { weights, clipping: true }, true],
  ];
  return steps.map(([name, title, change, semantic]) => ({
    name,
    title,
    recipe: 'unsupervised',
    choices: { ...WHOLE, ...change },
    semantic: semantic === true,
  }));
}

function regularisers(): ReproductionRow[] {
  const without = { ...WHOLE, weights: { ...WHOLE.weights, semantic: 0 } };
  const row = (name: string, title: string, choices: UnsupervisedChoices): ReproductionRow => ({
    name,
    title,
    recipe: 'unsupervised',
    choices,
    semantic: false,
  });
  const penalties = (['one-centred', 'zero-centred'] as const).flatMap((penalty) =>
    [1, 10].map((penaltyWeight) =>
      row(
        `${penalty}-${penaltyWeight}`,
        `${penalty === 'one-centred' ? '1-GP' : '0-GP'}, weight ${penaltyWeight}`,
        {
          ...without,
          clipping: false,
          penalty,
          penaltyWeight,
        },
      ),
    ),
  );
  return [
    row('none', 'neither', { ...without, clipping: false }),
    ...penalties,
    row('clipping', 'L1 gradient clipping', { ...without, clipping: true }),
  ];
}

/** Each form that differs from the tables', by itself. */
function forms(): ReproductionRow[] {
  const without = { ...WHOLE, weights: { ...WHOLE.weights, semantic: 0 } };
  const changes: readonly (readonly [name: string, title: string, change: Partial<UnsupervisedChoices>])[] = [
    ['defaults', 'as tables 3, 5 and 6 have it', {}],
    ['absolute-smoothness', 'smoothness of absolute differences (text)', { smoothness: 'absolute' }],
    ['squared-positivity', 'squared positivity (text)', { positivity: 'squared' }],
    ['as-stored', 'photos as stored, not linear (code)', { linear: false }],
    ['camera-basis', "pictures in the camera's own axes (both)", { basis: 'camera' }],
    ['exposure-seen', 'exposure shown to the estimator (both)', { exposure: 'as-is' }],
    ['free-gains', 'gains estimated (both)', { gains: 'estimated' }],
    ['no-adversary', 'no discriminator', { weights: { ...without.weights, adversarial: 0 } }],
  ];
  return changes.map(([name, title, change]) => ({
    name,
    title,
    recipe: 'unsupervised',
    choices: { ...without, ...change },
    semantic: false,
  }));
}

/** The tables by name. */
export const REPRODUCTION_TABLES: readonly ReproductionTable[] = [
  {
    name: 'table3',
    title: 'Ablation: components added one by one',
    about:
      'Each row adds one component to the row above. Means over five scenes that took no part, seen through the measured response of a camera that took no part.',
    rows: ablation(),
    paper: PAPER,
  },
  {
    name: 'table5',
    title: 'What keeps the discriminator in check',
    about:
      'The same training, without the semantic term, with a gradient penalty on the discriminator or with L1 clipping of what it asks.',
    rows: regularisers(),
    paper: PAPER,
  },
  {
    name: 'table6',
    title: 'Sources of photos and of spectra',
    about:
      'The same training, without the semantic term, on each of two sets of photos with each of two sets of spectra.',
    rows: UNPAIRED_PAIRS.filter(({ compared }) => compared === true).map(({ recipe, photos, spectra }) => ({
      name: recipe,
      title: `${photos.join(', ')} with ${spectra.join(', ')}`,
      recipe,
      choices: { ...WHOLE, weights: { ...WHOLE.weights, semantic: 0 } },
      semantic: false,
    })),
    paper: PAPER,
  },
  {
    name: 'forms',
    title: 'Forms in which text, code and we differ',
    about:
      'The same training, without the semantic term, in the forms of tables 3, 5 and 6 and with one of them changed to what the paper says or its code does; last, without a discriminator.',
    rows: forms(),
    paper: PAPER,
  },
];

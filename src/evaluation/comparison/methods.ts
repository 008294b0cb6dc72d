/**
 * The methods that a comparison knows: what each is, what it learns from, and in which sizes it can be trained. To add a
 * network that sees RGB alone is one entry.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { CHS_GAN_DEFAULTS } from '../../networks/chs-gan.ts';
import { DEEP_BASIS_DEFAULTS } from '../../networks/deep-basis.ts';
import { FM_NET_DEFAULTS } from '../../networks/fm-net.ts';
import { HSCNN_D_DEFAULTS } from '../../networks/hscnn-d.ts';
import { MST_PLUS_PLUS_DEFAULTS } from '../../networks/mst-plus-plus.ts';
import { ONE_CAMERA_AGD_NET_DEFAULTS } from '../../networks/one-camera-agd-net.ts';
import { type RegressionDegree, rootPolynomialTerms } from '../../networks/polynomial-regression.ts';
import { type RgbNetworkChoice, standardRgbNetwork } from '../../networks/rgb-network-choice.ts';
import { closestNames } from '../../spectra/closest-names.ts';
import { ALIKE, AS_PUBLISHED } from '../../training/recipes/supervised-settings.ts';
import { EvaluationError } from '../evaluation-error.ts';
import {
  type ClassicalMethod,
  fittedRegression,
  interpolationMethods,
} from '../validation/classical-methods.ts';
import type { KnownScene } from '../validation/scenes.ts';
import type { LossChoice } from './training-plan.ts';

interface MethodFacts {
  /** As the command line and its folder call it. */
  readonly name: string;
  /** As tables call it. */
  readonly title: string;
}

/** Needs no training: fixed, or fitted in closed form. */
export interface ClassicalChoice extends MethodFacts {
  readonly kind: 'classical';
  /** What it is given, in words. */
  readonly about: string;
  /** Numbers that are fitted, for so many bands. */
  parameters(bands: number): number;
  make(training: readonly KnownScene[], response: CameraResponse): ClassicalMethod;
}

/** Trained under the budget, from scratch. */
export interface TrainedChoice extends MethodFacts {
  readonly kind: 'trained';
  /** In its full size. */
  readonly network: RgbNetworkChoice;
  /** A smaller form, and how it differs from the full size, in words. */
  readonly reduced?: { readonly network: RgbNetworkChoice; readonly about: string };
  /** Learns from pictures alone, whatever loss is chosen. */
  readonly unsupervised?: true;
  /** How its authors teach it, in words. */
  readonly published: string;
}

/** Comes with the package; it is told the response and was not trained under the budget. */
export interface ShippedChoice extends MethodFacts {
  readonly kind: 'shipped';
  /** Name of the weight file. */
  readonly model: string;
  /** Whether its answer is made to agree with the picture, as `reconstruct` does it. */
  readonly consistent: boolean;
}

export type ComparedMethod = ClassicalChoice | TrainedChoice | ShippedChoice;

const interpolation = (name: string, knots: string, index: 0 | 1): ClassicalChoice => ({
  kind: 'classical',
  name,
  title: `band interpolation, knots ${knots}`,
  about: 'fixed: the channels as three samples of the spectrum, a cubic drawn through them',
  parameters: () => 0,
  make: (_, response) => interpolationMethods(response)[index],
});

const regression = (name: string, title: string, degree: RegressionDegree): ClassicalChoice => ({
  kind: 'classical',
  name,
  title,
  about: 'fitted in closed form to the lit, unsaturated pixels of the training scenes through this camera',
  parameters: (bands) => rootPolynomialTerms(degree).length * bands,
  make: (training, response) => fittedRegression(training, response, degree),
});

const agdNet = (stages: number): TrainedChoice => ({
  kind: 'trained',
  name: `agd-net-${stages}`,
  title: `AGD-Net, ${stages} stages`,
  network: { name: 'agd-net', options: { ...ONE_CAMERA_AGD_NET_DEFAULTS, stages } },
  published:
    'mean absolute error, mean square of the last residual, rank loss; Adam at 1e-3 with a cosine to 1e-5 (released code of Zhu et al., IEEE TCI 2021)',
});

const DEEP_BASIS_REDUCED: NonNullable<TrainedChoice['reduced']> = {
  network: { name: 'deep-basis', options: { ...DEEP_BASIS_DEFAULTS, widths: [64, 56, 18] } },
  about: 'widths 64, 56, 18 in place of 128, 112, 36',
};

const shipped = (model: string, title: string): ShippedChoice[] =>
  [false, true].map((consistent) => ({
    kind: 'shipped',
    name: consistent ? `${model}-consistent` : model,
    title: `${title}, shipped${consistent ? ', made consistent' : ''}`,
    model,
    consistent,
  }));

/** All methods, in the order of tables. */
export const COMPARED_METHODS: readonly ComparedMethod[] = [
  interpolation('interpolation', '400, 550, 700 nm', 0),
  interpolation('interpolation-peaks', 'where the response peaks', 1),
  regression('linear-regression', 'linear regression', 1),
  regression('root-polynomial', 'root-polynomial regression, degree 3', 3),
  {
    kind: 'trained',
    name: 'chs-gan',
    title: 'CHS-GAN',
    network: standardRgbNetwork('chs-gan'),
    reduced: {
      network: { name: 'chs-gan', options: { ...CHS_GAN_DEFAULTS, widths: [60, 48, 44] } },
      about: 'widths 60, 48, 44 in place of 120, 96, 88',
    },
    published:
      "adversarial loss and 100 times the mean absolute error; Adam at 2e-4, first moment 0.5, constant for a fifth of the run, then falling to 0 (first author's code of a year later)",
  },
  {
    kind: 'trained',
    name: 'hscnn-d',
    title: 'HSCNN-D',
    network: standardRgbNetwork('hscnn-d'),
    reduced: {
      network: { name: 'hscnn-d', options: { ...HSCNN_D_DEFAULTS, blocks: 16 } },
      about: '16 blocks in place of 64',
    },
    published: AS_PUBLISHED['hscnn-d'].description,
  },
  {
    kind: 'trained',
    name: 'fm-net',
    title: 'FM-Net',
    network: standardRgbNetwork('fm-net'),
    reduced: {
      network: { name: 'fm-net', options: { ...FM_NET_DEFAULTS, channels: 24 } },
      about: '24 channels in place of 64',
    },
    published: AS_PUBLISHED['fm-net'].description,
  },
  {
    kind: 'trained',
    name: 'deep-basis',
    title: 'DBF, supervised',
    network: standardRgbNetwork('deep-basis'),
    reduced: DEEP_BASIS_REDUCED,
    published: AS_PUBLISHED['deep-basis'].description,
  },
  {
    kind: 'trained',
    name: 'deep-basis-unsupervised',
    title: 'DBF, unsupervised',
    network: standardRgbNetwork('deep-basis'),
    reduced: DEEP_BASIS_REDUCED,
    unsupervised: true,
    published:
      'its basis is learned from the spectra of the training scenes, its weights from their pictures alone under the known response, as in the comparison of Zhu et al. (ICCV 2021); weights of the terms ours',
  },
  {
    kind: 'trained',
    name: 'mst-plus-plus',
    title: 'MST++',
    network: standardRgbNetwork('mst-plus-plus'),
    reduced: {
      network: { name: 'mst-plus-plus', options: { ...MST_PLUS_PLUS_DEFAULTS, width: 16 } },
      about: 'width 16 in place of 31',
    },
    published: AS_PUBLISHED['mst-plus-plus'].description,
  },
  agdNet(4),
  agdNet(9),
  ...shipped('generator', 'generator'),
  ...shipped('agd-net', 'AGD-Net, told the response'),
];

/** How a trained method learns with a choice of loss, in words. */
export function learningOf({ unsupervised, published }: TrainedChoice, loss: LossChoice): string {
  return loss === 'alike' && unsupervised !== true ? ALIKE.description : published;
}

/** The methods of some names, in the order of tables. @throws EvaluationError naming the one that there is not. */
export function methodsByName(names: readonly string[]): ComparedMethod[] {
  const known = COMPARED_METHODS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new EvaluationError(`expected a method of the comparison, found '${unknown}'`, {
      hint: `did you mean ${closestNames(unknown, known, 1)[0]}? There are ${known.join(', ')}`,
    });
  }
  return COMPARED_METHODS.filter(({ name }) => names.includes(name));
}

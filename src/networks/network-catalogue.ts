/**
 * The networks that are known, in the form in which papers compare them: what each is fed beside the picture, how
 * it is built, and the figures that were printed. To add one that estimates spectra from RGB alone is one line.
 */
import type { Tensor } from '../graph/index.ts';
import { AGD_NET_DEFAULTS, agdNetNetwork } from './agd-net.ts';
import { chsGan } from './chs-gan.ts';
import { deepBasis } from './deep-basis.ts';
import { fmNet } from './fm-net.ts';
import { GENERATOR_DEFAULTS, generatorNetwork } from './generator.ts';
import { hscnnD } from './hscnn-d.ts';
import { mstPlusPlus } from './mst-plus-plus.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';
import * as published from './published-figures.ts';
import type { PublishedFigures } from './published-figures.ts';
import type { RgbNetwork } from './rgb-network.ts';
import { SRF_ESTIMATOR_DEFAULTS, srfEstimator, srfEstimatorParameters } from './srf-estimator.ts';
import { type UnrolledNetwork, unrolled } from './unrolled.ts';

/** A network, and what it takes to build it. */
export interface CataloguedNetwork {
  readonly name: string;
  readonly description: string;
  readonly declarations: readonly ParameterDeclaration[];
  /** Least height and width of a picture, pixels. */
  readonly smallestSide: number;
  /** What it is fed beside the picture, by name: shapes. */
  readonly context: Readonly<Record<string, readonly number[]>>;
  /**
   * Builds the network.
   *
   * @param rgb [1, 3, h, w].
   * @param given looks up what `context` names.
   * @returns what it gives, the estimate first.
   */
  build(rgb: Tensor, given: ParameterLookup, parameter: ParameterLookup): readonly [Tensor, ...Tensor[]];
  readonly published: PublishedFigures;
}

/** Cameras of the dictionary that the estimator was published with. */
const CAMERAS = SRF_ESTIMATOR_DEFAULTS.cameras;
const BANDS = 31;
const SRF = 'srf';
const DICTIONARY = 'dictionary';

function fromRgbAlone(network: RgbNetwork, figures: PublishedFigures): CataloguedNetwork {
  const { name, description, declarations, smallestSide } = network;
  return {
    name,
    description,
    declarations,
    smallestSide,
    context: {},
    build: (rgb, _given, parameter) => [network.cube(rgb, parameter)],
    published: figures,
  };
}

function fromResponse(name: string, network: UnrolledNetwork, figures: PublishedFigures): CataloguedNetwork {
  return {
    name,
    description: network.description,
    declarations: network.declarations,
    smallestSide: 1,
    context: { [SRF]: [1, 3, network.bands] },
    build: (rgb, given, parameter) => {
      const { cube, residual } = unrolled(network, rgb, given(SRF), parameter);
      return [cube, residual];
    },
    published: figures,
  };
}

/** The networks by name, the papers' own first. */
export const networkCatalogue: readonly CataloguedNetwork[] = [
  fromResponse('generator', generatorNetwork(), published.PUBLISHED_GENERATOR),
  fromResponse(
    'generator-93',
    generatorNetwork({ ...GENERATOR_DEFAULTS, growth: 93 }),
    published.PUBLISHED_GENERATOR_93,
  ),
  {
    name: 'srf-estimator',
    description: `estimator of camera responses, dictionary of ${CAMERAS} cameras`,
    declarations: srfEstimatorParameters(SRF_ESTIMATOR_DEFAULTS),
    smallestSide: 16,
    context: { [DICTIONARY]: [CAMERAS, 3, BANDS] },
    build: (rgb, given, parameter) => [srfEstimator(rgb, given(DICTIONARY), parameter).srf],
    published: published.PUBLISHED_SRF_ESTIMATOR,
  },
  fromResponse('agd-net-4', agdNetNetwork({ ...AGD_NET_DEFAULTS, stages: 4 }), published.PUBLISHED_AGD_NET_4),
  fromResponse('agd-net-9', agdNetNetwork({ ...AGD_NET_DEFAULTS, stages: 9 }), published.PUBLISHED_AGD_NET_9),
  fromRgbAlone(mstPlusPlus(), published.PUBLISHED_MST_PLUS_PLUS),
  fromRgbAlone(hscnnD(), published.PUBLISHED_HSCNN_D),
  fromRgbAlone(fmNet(), published.PUBLISHED_FM_NET),
  fromRgbAlone(chsGan(), published.PUBLISHED_CHS_GAN),
  fromRgbAlone(deepBasis(), published.PUBLISHED_DEEP_BASIS),
];

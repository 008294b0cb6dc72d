/**
 * The semantic branch of Zhu et al. (ICCV 2021): E2 looks at the generated cube, SE puts what it saw together with
 * the logits of a parser of the photo (E1) and labels the pixels. A cube whose spectra say what things are makes the
 * labels easier; that is the only use of the labels.
 */
import { concatenate, convolution, multiply, type Tensor } from '../graph/index.ts';
import { densePairs, normalisedPairParameters, withBias } from './normalised-pair.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';

/** Sizes of the branch. */
export interface SemanticBranchOptions {
  readonly bands: number;
  readonly classes: number;
}

const PAIRS = 4;
/** Channels of a pair of E2, and of its answer. */
const SEEN = 64;
/** Share of values that dropout sets to zero: of the cube, and of what the last layer sees. */
export const CUBE_DROPOUT = 0.2;
export const FEATURE_DROPOUT = 0.1;

const pairNames = (network: string): string[] =>
  Array.from({ length: PAIRS }, (_, index) => `${network}.${index}`);

/** Channels that the last layer sees: 595 for 59 classes. */
export const featureChannels = ({ classes }: SemanticBranchOptions): number =>
  classes + SEEN + PAIRS * 2 * classes;

/** Parameters: for 31 bands and 59 classes 36,352 of E2 and 183,844 of SE. */
export function semanticBranchParameters(options: SemanticBranchOptions): ParameterDeclaration[] {
  const { bands, classes } = options;
  const dense = (network: string, inputs: number, growth: number): ParameterDeclaration[] =>
    pairNames(network).flatMap((name, index) =>
      normalisedPairParameters(name, inputs + index * growth, growth),
    );
  return [
    ...dense('E2', bands, SEEN),
    ...dense('SE', classes + SEEN, 2 * classes),
    ...convolutionParameters('SE.classifier', [classes, featureChannels(options), 1], true),
  ];
}

/** What the branch takes, all of one height and width. */
export interface SemanticInputs {
  /** The generated cube [n, bands, h, w], brought to the size of the logits. */
  readonly cube: Tensor;
  /** Logits of the parser, [n, classes, h, w]. */
  readonly logits: Tensor;
  /** Factors of dropout on the cube, [n, bands, h, w]: 0, or 1 / (1 - {@link CUBE_DROPOUT}). */
  readonly cubeDropout: Tensor;
  /** The same on the features, [n, {@link featureChannels}, h, w], with {@link FEATURE_DROPOUT}. */
  readonly featureDropout: Tensor;
}

/** Labels the pixels: logits [n, classes, h, w]. */
export function semanticBranch(inputs: SemanticInputs, parameter: ParameterLookup): Tensor {
  const { cube, logits, cubeDropout, featureDropout } = inputs;
  const looked = densePairs(multiply(cube, cubeDropout), pairNames('E2'), parameter);
  const both = concatenate([logits, looked[looked.length - 1]], 1);
  const features = concatenate(densePairs(both, pairNames('SE'), parameter), 1);
  const kept = multiply(features, featureDropout);
  return withBias(convolution(kept, parameter('SE.classifier.weight')), 'SE.classifier', parameter);
}

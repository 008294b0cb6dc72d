/**
 * The trainable numbers of a network: their official names, shapes and initial distribution. A network is a
 * function of a lookup from name to tensor, so the same code builds training graphs (parameters are fed) and
 * inference graphs (parameters are baked in).
 */
import { SpectraliftError } from '../errors.ts';
import { input, type Tensor } from '../graph/index.ts';

/** Weights that do not fit a network, or a network asked for in an impossible form. */
export class NetworkError extends SpectraliftError {
  readonly _tag = 'NetworkError';
}

export interface ParameterDeclaration {
  readonly name: string;
  readonly shape: readonly number[];
  /** Number of inputs that one output sums over; sets the initial scale. */
  readonly fanIn: number;
  /** What all its values begin at, in place of a draw. */
  readonly constant?: number;
  /** Standard deviation of the normal distribution that it begins with under `released`, where that is published. */
  readonly deviation?: number;
}

/** Gives the tensor that stands for a parameter. */
export type ParameterLookup = (name: string) => Tensor;

/** Values of parameters by name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** A convolution's kernel [outputs, inputs / groups, size, size] and, if it has one, its bias. */
export function convolutionParameters(
  name: string,
  [outputs, inputs, size]: readonly [outputs: number, inputsPerGroup: number, size: number],
  bias: boolean,
): ParameterDeclaration[] {
  const fanIn = inputs * size * size;
  const kernel = { name: `${name}.weight`, shape: [outputs, inputs, size, size], fanIn };
  return bias ? [kernel, { name: `${name}.bias`, shape: [outputs], fanIn }] : [kernel];
}

/**
 * The same parameters, kernels beginning with a normal distribution under `released`; those of one axis stay as they are.
 *
 * @param deviation of each kernel, or of all.
 */
export function withNormalKernels(
  declarations: readonly ParameterDeclaration[],
  deviation: number | ((kernel: ParameterDeclaration) => number),
): ParameterDeclaration[] {
  return declarations.map((each) =>
    isKernel(each)
      ? { ...each, deviation: typeof deviation === 'number' ? deviation : deviation(each) }
      : each,
  );
}

const isKernel = ({ shape }: ParameterDeclaration): boolean => shape.length > 1;

/** A lookup that stands each declared parameter in as a graph input of its name: fed later, or baked in. */
export function lookupDeclared(declarations: readonly ParameterDeclaration[]): ParameterLookup {
  return lookupIn(new Map(declarations.map(({ name, shape }) => [name, input(name, shape)])));
}

/** A lookup in a map of tensors. @throws NetworkError for a name that is not there. */
export function lookupIn(tensors: ReadonlyMap<string, Tensor>): ParameterLookup {
  return (name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new NetworkError(`the network has no parameter '${name}'`);
    return tensor;
  };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function countParameters(declarations: readonly ParameterDeclaration[]): number {
  return declarations.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * How initial values are drawn. `released`: normal where a parameter declares a deviation, else uniform in
 * +-1/sqrt(fan in) for kernels and biases, the default of the framework of the released code (Kaiming-uniform with
 * a = sqrt(5)). `he`: kernels uniform in +-sqrt(6/fan in), biases zero (He et al. 2015), which keeps signals alive
 * through many layers of ReLU.
 */
export type Initialisation = 'released' | 'he';

/** Draws initial values. @param uniform gives numbers uniform in 0..1, 1 not among them. */
export function initialWeights(
  declarations: readonly ParameterDeclaration[],
  uniform: () => number,
  kind: Initialisation = 'released',
): Map<string, Float32Array> {
  return new Map(
    declarations.map((each) => {
      const values = new Float32Array(sizeOf(each.shape));
      return [
        each.name,
        each.constant === undefined ? drawn(values, each, uniform, kind) : values.fill(each.constant),
      ];
    }),
  );
}

/** Fills `values` with what a parameter begins at. */
function drawn(
  values: Float32Array,
  parameter: ParameterDeclaration,
  uniform: () => number,
  kind: Initialisation,
): Float32Array {
  const { fanIn, deviation } = parameter;
  if (kind === 'released' && deviation !== undefined) {
    return values.map(() => deviation * normal(uniform));
  }
  const he = isKernel(parameter) ? Math.sqrt(6 / fanIn) : 0;
  const bound = kind === 'he' ? he : 1 / Math.sqrt(fanIn);
  return values.map(() => (2 * uniform() - 1) * bound);
}

/** One number of the standard normal distribution, from two uniform ones (Box and Muller 1958). */
function normal(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/**
 * Checks that weights are there, and of the right size, for every declared parameter; others are ignored.
 *
 * @throws NetworkError naming the first that is missing or does not fit.
 */
export function checkWeights(
  declarations: readonly ParameterDeclaration[],
  weights: Weights,
  network: string,
): void {
  const missing = declarations.filter(({ name }) => !weights.has(name));
  if (missing.length > 0) {
    throw new NetworkError(
      `${network}: expected ${declarations.length} weights, found ${declarations.length - missing.length}; the first missing is '${missing[0].name}'`,
      { hint: 'these weights belong to another network or another growth' },
    );
  }
  for (const { name, shape } of declarations) {
    const found = weights.get(name)?.length;
    if (found !== sizeOf(shape)) {
      throw new NetworkError(
        `${network}: expected ${sizeOf(shape)} values [${shape.join(', ')}] in '${name}', found ${found}`,
        {
          hint: 'these weights belong to another network or another growth',
        },
      );
    }
  }
}

/**
 * The high-resolution network for labelling pixels (HRNetV2; Wang et al., "Deep High-Resolution Representation
 * Learning for Visual Recognition", IEEE TPAMI 2020): branches of halved resolutions run side by side and exchange
 * what they know after every module; the head looks at all of them. In Zhu et al. (ICCV 2021) it is E1, the parser
 * whose logits the semantic branch takes. Parameter names are those of the authors' released weights.
 */
import { add, concatenate, convolution, relu, type Tensor } from '../graph/index.ts';
import { batchNormalisationParameters, type Normalisation } from './batch-normalisation.ts';
import { withBias } from './normalised-pair.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';
import { resizeBilinear } from './resize.ts';

/** A stage: modules of as many branches as it has widths. */
export interface HighResolutionStage {
  readonly modules: number;
  /** Residual blocks of each branch within a module. */
  readonly blocks: number;
  /** Channels of each branch, finest first. */
  readonly widths: readonly number[];
}

/** Widths and depths. */
export interface HighResolutionOptions {
  readonly classes: number;
  /** Channels after the stem, which quarters the picture. */
  readonly stem: number;
  /** The first stage: bottleneck blocks at one resolution; their output has four times this width. */
  readonly bottlenecks: { readonly blocks: number; readonly width: number };
  readonly stages: readonly HighResolutionStage[];
}

/** HRNetV2-W48 as in the paper; 65.8 million parameters. */
export const HRNET_W48: Omit<HighResolutionOptions, 'classes'> = {
  stem: 64,
  bottlenecks: { blocks: 4, width: 64 },
  stages: [
    { modules: 1, blocks: 4, widths: [48, 96] },
    { modules: 4, blocks: 4, widths: [48, 96, 192] },
    { modules: 3, blocks: 4, widths: [48, 96, 192, 384] },
  ],
};

/** A small one of the same make: what is embedded. */
export const HRNET_SMALL: Omit<HighResolutionOptions, 'classes'> = {
  stem: 32,
  bottlenecks: { blocks: 1, width: 16 },
  stages: [
    { modules: 1, blocks: 1, widths: [16, 32] },
    { modules: 1, blocks: 1, widths: [16, 32, 64] },
    { modules: 1, blocks: 2, widths: [16, 32, 64, 128] },
  ],
};

/** Channels of a bottleneck's output for one of its width. */
const EXPANSION = 4;

/** One convolution with batch normalisation, as the network's plan lists them. */
interface Unit {
  readonly convolution: string;
  readonly normalisation: string;
  readonly shape: readonly [outputs: number, inputs: number, size: number];
  readonly stride: number;
}

const unit = (
  convolutionName: string,
  normalisation: string,
  inputs: number,
  outputs: number,
  size: number,
  stride = 1,
): Unit => ({ convolution: convolutionName, normalisation, shape: [outputs, inputs, size], stride });

/** A way from one branch to another within the exchange of a module; none from a branch to itself. */
function exchangeUnits(name: string, from: number, to: number, widths: readonly number[]): Unit[] {
  if (from === to) return [];
  if (from > to) return [unit(`${name}.0`, `${name}.1`, widths[from], widths[to], 1)];
  return Array.from({ length: to - from }, (_, step) =>
    unit(
      `${name}.${step}.0`,
      `${name}.${step}.1`,
      widths[from],
      step === to - from - 1 ? widths[to] : widths[from],
      3,
      2,
    ),
  );
}

/** The ways into the branches of a stage: undefined where a branch goes on as it is. */
function transitionUnits(
  name: string,
  before: readonly number[],
  after: readonly number[],
): (Unit | undefined)[] {
  return after.map((width, branch) => {
    const last = before.length - 1;
    if (branch > last)
      return unit(`${name}.${branch}.0.0`, `${name}.${branch}.0.1`, before[last], width, 3, 2);
    if (before[branch] === width) return undefined;
    return unit(`${name}.${branch}.0`, `${name}.${branch}.1`, before[branch], width, 3);
  });
}

const stemUnits = ({ stem }: HighResolutionOptions): Unit[] => [
  unit('conv1', 'bn1', 3, stem, 3, 2),
  unit('conv2', 'bn2', stem, stem, 3, 2),
];

function bottleneckUnits(name: string, inputs: number, width: number): { way: Unit[]; shortcut: Unit[] } {
  const outputs = EXPANSION * width;
  return {
    way: [
      unit(`${name}.conv1`, `${name}.bn1`, inputs, width, 1),
      unit(`${name}.conv2`, `${name}.bn2`, width, width, 3),
      unit(`${name}.conv3`, `${name}.bn3`, width, outputs, 1),
    ],
    shortcut:
      inputs === outputs ? [] : [unit(`${name}.downsample.0`, `${name}.downsample.1`, inputs, outputs, 1)],
  };
}

const basicUnits = (name: string, width: number): Unit[] => [
  unit(`${name}.conv1`, `${name}.bn1`, width, width, 3),
  unit(`${name}.conv2`, `${name}.bn2`, width, width, 3),
];

const iota = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const moduleName = (stage: number, module: number): string => `stage${stage + 2}.${module}`;

/** Every unit of the network, in no particular order. */
function allUnits(options: HighResolutionOptions): Unit[] {
  const { bottlenecks, stages } = options;
  const units = stemUnits(options);
  for (const block of iota(bottlenecks.blocks)) {
    const { way, shortcut } = bottleneckUnits(
      `layer1.${block}`,
      block === 0 ? options.stem : EXPANSION * bottlenecks.width,
      bottlenecks.width,
    );
    units.push(...way, ...shortcut);
  }
  let before: readonly number[] = [EXPANSION * bottlenecks.width];
  for (const [stage, { modules, blocks, widths }] of stages.entries()) {
    units.push(
      ...transitionUnits(`transition${stage + 1}`, before, widths).filter((known) => known !== undefined),
    );
    for (const module of iota(modules)) {
      const name = moduleName(stage, module);
      for (const [branch, width] of widths.entries()) {
        for (const block of iota(blocks))
          units.push(...basicUnits(`${name}.branches.${branch}.${block}`, width));
        for (const from of widths.keys()) {
          units.push(...exchangeUnits(`${name}.fuse_layers.${branch}.${from}`, from, branch, widths));
        }
      }
    }
    before = widths;
  }
  return units;
}

const headWidth = ({ stages }: HighResolutionOptions): number =>
  stages[stages.length - 1].widths.reduce((sum, width) => sum + width, 0);

/** Parameters under the official names. Running statistics of the normalisation are not among them. */
export function highResolutionParameters(options: HighResolutionOptions): ParameterDeclaration[] {
  const width = headWidth(options);
  return [
    ...allUnits(options).flatMap(({ convolution: name, normalisation, shape }) => [
      ...convolutionParameters(name, shape, false),
      ...batchNormalisationParameters(normalisation, shape[0]),
    ]),
    ...convolutionParameters('last_layer.0', [width, width, 1], true),
    ...batchNormalisationParameters('last_layer.1', width),
    ...convolutionParameters('last_layer.3', [options.classes, width, 1], true),
  ];
}

/** Names and channels of all normalisations, whose statistics an averaged network needs. */
export function highResolutionNormalisations(
  options: HighResolutionOptions,
): { readonly name: string; readonly channels: number }[] {
  return [
    ...allUnits(options).map(({ normalisation: name, shape }) => ({ name, channels: shape[0] })),
    { name: 'last_layer.1', channels: headWidth(options) },
  ];
}

/**
 * Labels pictures [n, 3, h, w] of known size: logits [n, classes, ceil(h / 4), ceil(w / 4)].
 *
 * @param picture developed sRGB, normalised by the mean and standard deviation that the weights were trained with.
 * @param normalise batch normalisation by the batch's statistics (training) or by averages.
 */
export function highResolutionNetwork(
  picture: Tensor,
  parameter: ParameterLookup,
  normalise: Normalisation,
  options: HighResolutionOptions,
): Tensor {
  const apply = (x: Tensor, { convolution: name, normalisation, stride }: Unit): Tensor =>
    normalise(convolution(x, parameter(`${name}.weight`), { stride }), normalisation);
  const chain = (x: Tensor, units: readonly Unit[]): Tensor =>
    units.reduce((y, each, index) => {
      const next = apply(y, each);
      return index < units.length - 1 ? relu(next) : next;
    }, x);

  let x = relu(chain(picture, stemUnits(options)));
  const { bottlenecks, stages } = options;
  for (const block of iota(bottlenecks.blocks)) {
    const { way, shortcut } = bottleneckUnits(`layer1.${block}`, Number(x.shape[1]), bottlenecks.width);
    x = relu(add(chain(x, way), chain(x, shortcut)));
  }
  let branches: Tensor[] = [x];
  for (const [stage, { modules, blocks, widths }] of stages.entries()) {
    const before = branches;
    const coarsest = before[before.length - 1];
    branches = transitionUnits(
      `transition${stage + 1}`,
      before.map(({ shape }) => Number(shape[1])),
      widths,
    ).map((way, branch) => {
      if (way === undefined) return before[branch];
      return relu(apply(before[branch] ?? coarsest, way));
    });
    for (const module of iota(modules)) {
      const name = moduleName(stage, module);
      const seen = branches.map((branch, index) =>
        iota(blocks).reduce(
          (y, block) =>
            relu(add(y, chain(y, basicUnits(`${name}.branches.${index}.${block}`, widths[index])))),
          branch,
        ),
      );
      branches = widths.map((_, to) => {
        const [, , height, width] = seen[to].shape.map(Number);
        const heard = seen.map((branch, from) =>
          resizeBilinear(
            chain(branch, exchangeUnits(`${name}.fuse_layers.${to}.${from}`, from, to, widths)),
            height,
            width,
          ),
        );
        return relu(heard.reduce((sum, part) => add(sum, part)));
      });
    }
  }
  const [, , height, width] = branches[0].shape.map(Number);
  const all = concatenate(
    branches.map((branch) => resizeBilinear(branch, height, width)),
    1,
  );
  const mixed = withBias(convolution(all, parameter('last_layer.0.weight')), 'last_layer.0', parameter);
  const features = relu(normalise(mixed, 'last_layer.1'));
  return withBias(convolution(features, parameter('last_layer.3.weight')), 'last_layer.3', parameter);
}

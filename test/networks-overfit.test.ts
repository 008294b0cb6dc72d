/** Every network that estimates spectra from RGB alone can learn: a tiny form of it learns one patch by heart. */
import { describe, expect, it } from 'vitest';
import { input, meanOfAll, square, subtract } from '../src/graph/index.ts';
import { chsGan } from '../src/networks/chs-gan.ts';
import { DEEP_BASIS_DEFAULTS, DEEP_BASIS_PARAMETER, deepBasis } from '../src/networks/deep-basis.ts';
import { fmNet } from '../src/networks/fm-net.ts';
import { HSCNN_D_DEFAULTS, hscnnD } from '../src/networks/hscnn-d.ts';
import { initialWeights, type Weights } from '../src/networks/parameters.ts';
import type { RgbNetwork } from '../src/networks/rgb-network.ts';
import { learnBasis, SpectraGram } from '../src/networks/spectral-basis.ts';
import { Random } from '../src/random.ts';
import { nodeRuntime } from '../src/runtime/node/node-runtime.ts';
import { initialState } from '../src/training/adam-step.ts';
import { ParameterVector } from '../src/training/parameter-vector.ts';
import { compileTrainingStep } from '../src/training/training-step.ts';

const BANDS = 6;
const FUNCTIONS = 4;
const SIDE = 10;
const PIXELS = SIDE * SIDE;
const STEPS = 200;
const RATE = 1e-2;

const runtime = await nodeRuntime({ threads: 1 });

/** A patch of smooth spectra that vary over it, planar [BANDS, PIXELS], and the RGB that a broad camera sees. */
function patch(): { readonly truth: Float32Array; readonly rgb: Float32Array } {
  const random = new Random(11);
  const bend = Array.from({ length: FUNCTIONS }, () => random.uniform(0, 2 * Math.PI));
  const truth = new Float32Array(BANDS * PIXELS);
  const rgb = new Float32Array(3 * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const [x, y] = [(pixel % SIDE) / SIDE, Math.floor(pixel / SIDE) / SIDE];
    for (let band = 0; band < BANDS; band++) {
      let value = 0.5;
      bend.forEach((phase, k) => {
        value += 0.11 * Math.sin(phase + k * (band / 2 + 3 * x) + (4 - k) * y);
      });
      truth[band * PIXELS + pixel] = value;
      for (let channel = 0; channel < 3; channel++) {
        const apart = band - (4.5 - 2 * channel); // R at the long end
        rgb[channel * PIXELS + pixel] += (value * Math.exp(-apart * apart)) / 2;
      }
    }
  }
  return { truth, rgb };
}

/** Mean square error of the best constant spectrum: what is left if nothing of the picture is understood. */
function errorOfMeanSpectrum(): number {
  const { truth } = patch();
  let sum = 0;
  for (let band = 0; band < BANDS; band++) {
    const plane = truth.subarray(band * PIXELS, (band + 1) * PIXELS);
    const mean = plane.reduce((total, value) => total + value, 0) / PIXELS;
    for (const value of plane) sum += (value - mean) ** 2;
  }
  return sum / truth.length;
}

/** A tiny form of a network, and what it is expected to do. */
interface Learner {
  readonly network: RgbNetwork;
  /** The mean square error falls by this factor at least. */
  readonly factor: number;
  /** Parameters that do not begin with a draw. */
  readonly given?: ReadonlyMap<string, Float32Array>;
}

function learnedBasis(): ReadonlyMap<string, Float32Array> {
  const gram = new SpectraGram(BANDS);
  gram.add(patch().truth);
  return new Map([[DEEP_BASIS_PARAMETER, Float32Array.from(learnBasis(gram, FUNCTIONS).functions)]]);
}

const sizes = { bands: BANDS, widths: [16, 16], convolutions: 1 };
const basisForm = { ...DEEP_BASIS_DEFAULTS, ...sizes, functions: FUNCTIONS };
const fixedBasis: Learner = { network: deepBasis(basisForm), factor: 200, given: learnedBasis() };
const trainedBasis: Learner = {
  network: deepBasis({ ...basisForm, basis: 'trained' }),
  factor: 200,
  given: learnedBasis(),
};

const LEARNERS: readonly Learner[] = [
  { network: hscnnD({ ...HSCNN_D_DEFAULTS, bands: BANDS, blocks: 3, growth: 8 }), factor: 150 },
  { network: fmNet({ bands: BANDS, channels: 4, blocks: 1, functions: 2 }), factor: 80 },
  { network: chsGan(sizes), factor: 200 },
  fixedBasis,
  trainedBasis,
];

/** Mean square error before each step, and the weights after the last. */
async function learn(
  { network, given = new Map() }: Learner,
  steps: number,
): Promise<{ readonly losses: number[]; readonly weights: Weights }> {
  const random = new Random(5);
  const { truth, rgb } = patch();
  const vector = new ParameterVector(network.declarations);
  const start = initialWeights(network.declarations, () => random.uniform(), 'he');
  for (const [name, values] of given) start.set(name, values);
  const step = await compileTrainingStep(runtime, vector, (parameter) => {
    const cube = network.cube(input('rgb', [1, 3, SIDE, SIDE]), parameter);
    return meanOfAll(square(subtract(cube, input('truth', [1, BANDS, SIDE, SIDE]))));
  });
  const batch = {
    rgb: { shape: [1, 3, SIDE, SIDE], data: rgb },
    truth: { shape: [1, BANDS, SIDE, SIDE], data: truth },
  };
  try {
    let state = initialState(vector.pack(start, network.name));
    const losses: number[] = [];
    for (let t = 1; t <= steps; t++) {
      const result = await step.run(state, batch, t, RATE * (1 - (t - 1) / steps));
      losses.push(result.loss);
      state = result.state;
    }
    return { losses, weights: vector.unpack(state.parameters) };
  } finally {
    await step.release();
  }
}

describe('a tiny form learns one patch by heart', () => {
  it.each(LEARNERS.map((learner) => [learner.network.description, learner] as const))(
    '%s',
    async (_, learner) => {
      const { losses } = await learn(learner, STEPS);
      const last = losses[STEPS - 1];
      expect(losses[0] / last).toBeGreaterThan(learner.factor);
      expect(last).toBeLessThan(errorOfMeanSpectrum() / 5);
    },
  );

  it.each([
    ['fixed', fixedBasis, false],
    ['trained', trainedBasis, true],
  ])('and its %s basis moves, or not', async (_, learner, moves) => {
    const before = learner.given?.get(DEEP_BASIS_PARAMETER);
    const after = (await learn(learner, 3)).weights.get(DEEP_BASIS_PARAMETER);
    expect(after?.some((value, index) => value !== before?.[index])).toBe(moves);
  });
});

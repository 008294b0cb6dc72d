/** DBF in its two steps: the basis from spectra, then the weights from pictures alone. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import { expectResumes, SMALL_SOURCES, weightFileOf, wholeRun } from '../../../test/tiny-training.ts';
import { input } from '../../graph/index.ts';
import { DEEP_BASIS_PARAMETER, deepBasis } from '../../networks/deep-basis.ts';
import { NetworkError } from '../../networks/parameters.ts';
import type { RgbNetworkChoice } from '../../networks/rgb-network-choice.ts';
import { readRgbNetworkFile } from '../../networks/rgb-network-file.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { TrainingError } from '../trainer.ts';
import { pictureLoss, UNSUPERVISED_DEEP_BASIS, unsupervisedDeepBasisTask } from './deep-basis.ts';
import { basisOfScenes } from './learned-basis.ts';
import { rgbNetworkTask } from './rgb-network.ts';
import { ALIKE } from './supervised-settings.ts';

const runtime = await nodeRuntime({ threads: 1 });
const settings = { steps: 80, batch: 4, size: 16 };
const { response, scenes } = SMALL_SOURCES;

const sized = (basis: 'fixed' | 'trained', functions = 4): RgbNetworkChoice<'deep-basis'> => ({
  name: 'deep-basis',
  options: { bands: 31, functions, widths: [8, 4], convolutions: 1, basis },
});
const unsupervised = { ...UNSUPERVISED_DEEP_BASIS, network: sized('fixed') };

describe('the basis of scenes', () => {
  it('holds all of spectra that are mixtures of three functions, and is the same each time', () => {
    const { shares, functions } = basisOfScenes(scenes, 4);
    expect(shares[0] + shares[1] + shares[2]).toBeCloseTo(1, 6); // level, slope and bow; masked pixels are flat
    expect([...basisOfScenes(scenes, 4).functions]).toEqual([...functions]);
  });

  it('does not look at pixels that scenes mask', () => {
    const [{ cube, mask }] = scenes;
    const data = cube.data.map((value, index) => (mask[index % mask.length] === 1 ? value : Number.NaN));
    const { functions } = basisOfScenes([{ cube: { ...cube, data }, mask }], 3);
    expect([...functions]).toEqual([...basisOfScenes(scenes.slice(0, 1), 3).functions]);
  });

  it('has no more functions than there are bands', () => {
    expect(() => basisOfScenes(scenes, 32)).toThrow(NetworkError);
  });
});

describe('DBF taught with spectra', () => {
  it.each(['fixed', 'trained'] as const)(
    'begins with the basis of the scenes, which is %s',
    async (basis) => {
      const network = sized(basis);
      const task = rgbNetworkTask(SMALL_SOURCES, { ...settings, steps: 10 }, { network, setting: ALIKE });
      const { declarations } = deepBasis(network.options);
      const vector = new ParameterVector(declarations);
      const learned = Float32Array.from(basisOfScenes(scenes, 4).functions);
      const begun = task.begin(new Random(2));
      for (const name of ['parameters', 'average']) {
        expect(vector.unpack(begun[name]).get(DEEP_BASIS_PARAMETER), name).toEqual(learned);
      }
      const { checkpoint } = await wholeRun(task, runtime);
      const after = vector.unpack(checkpoint.state['average']).get(DEEP_BASIS_PARAMETER) ?? [];
      const same = learned.every((value, index) => value === after[index]);
      expect(same).toBe(basis === 'fixed');
    },
  );
});

describe('DBF taught with pictures alone', () => {
  it('learns cubes that agree with their pictures, on the basis as it was, and leaves them in a file', async () => {
    const task = unsupervisedDeepBasisTask(SMALL_SOURCES, settings, unsupervised);
    expect(task.recipe).toBe('deep-basis-unsupervised');
    const { figures, checkpoint } = await wholeRun(task, runtime);
    expect(figures[figures.length - 1]['loss']).toBeLessThan(0.4 * figures[0]['loss']);
    const { choice, weights } = readRgbNetworkFile(weightFileOf(task, checkpoint));
    expect(choice).toEqual(unsupervised.network);
    expect(weights.get(DEEP_BASIS_PARAMETER)).toEqual(Float32Array.from(basisOfScenes(scenes, 4).functions));
  });

  it('goes on after an interruption, to the bit', async () => {
    await expectResumes(
      unsupervisedDeepBasisTask(SMALL_SOURCES, { ...settings, steps: 3 }, unsupervised),
      runtime,
    );
  });

  it('asks of cubes what it says, where pixels count', () => {
    const [cube, rgb, weight] = [
      input('cube', [1, 31, 1, 3]),
      input('rgb', [1, 3, 1, 3]),
      input('weight', [1, 1, 1, 3]),
    ];
    const random = new Random(5);
    const spectra = Float32Array.from({ length: 93 }, () => random.uniform(-0.5, 1));
    const picture = Float32Array.from({ length: 9 }, () => random.uniform());
    const counts = [1, 0, 1];
    const feeds = {
      cube: { shape: [1, 31, 1, 3], data: spectra },
      rgb: { shape: [1, 3, 1, 3], data: picture },
      weight: { shape: [1, 1, 1, 3], data: counts.map((each) => each / (2 * 31)) },
    };
    const seen = response.project(spectra);
    const mean = (planes: number, value: (plane: number, pixel: number) => number): number => {
      let sum = 0;
      for (let plane = 0; plane < planes; plane++) {
        for (let pixel = 0; pixel < 3; pixel++) sum += counts[pixel] * value(plane, pixel);
      }
      return sum / (2 * planes);
    };
    const terms = {
      projection: mean(3, (plane, pixel) => Math.abs(picture[3 * plane + pixel] - seen[3 * plane + pixel])),
      negativity: mean(31, (plane, pixel) => Math.max(0, -spectra[3 * plane + pixel])),
      smoothness: mean(
        30,
        (plane, pixel) => (spectra[3 * plane + 3 + pixel] - spectra[3 * plane + pixel]) ** 2,
      ),
    };
    for (const [name, expected] of Object.entries(terms)) {
      const weights = { projection: 0, negativity: 0, smoothness: 0, [name]: 1 };
      const [[found]] = evaluate([pictureLoss(cube, { rgb, weight }, response, weights)], feeds);
      expect(found, name).toBeCloseTo(expected, 6);
      expect(expected, name).toBeGreaterThan(0.01);
    }
  });

  it('refuses a basis that would drift, and weights that are none', () => {
    const task = (choices: typeof unsupervised) =>
      unsupervisedDeepBasisTask(SMALL_SOURCES, settings, choices);
    expect(() => task({ ...unsupervised, network: sized('trained') })).toThrow(TrainingError);
    const weights = { ...unsupervised.weights, smoothness: -1 };
    expect(() => task({ ...unsupervised, weights })).toThrow(/'smoothness' of at least 0, found -1/);
  });
});

/** The first step of DBF (Fubara et al., CVPR Workshops 2020): a basis learned from the spectra that train. */
import type { SampledScene } from '../../datasets/patch-sampler.ts';
import { DEEP_BASIS_PARAMETER, type DeepBasisOptions, deepBasis } from '../../networks/deep-basis.ts';
import { learnBasis, SpectraGram, type SpectralBasis } from '../../networks/spectral-basis.ts';
import { ParameterVector } from '../parameter-vector.ts';
import type { TrainingTask } from '../trainer.ts';

/** Most spectra of a scene: enough for a few functions, and no large scene outweighs the others. */
const SPECTRA_OF_A_SCENE = 16_384;

/**
 * The basis of the scenes, from spectra at even distances all over each of them that their masks let count. It draws no
 * random numbers: the same scenes give the same basis.
 *
 * @param functions number of basis functions.
 * @throws NetworkError if there are more functions than bands or spectra, or all spectra are zero.
 */
export function basisOfScenes(scenes: readonly SampledScene[], functions: number): SpectralBasis {
  const gram = new SpectraGram(scenes[0].cube.bands);
  for (const { cube, mask } of scenes) {
    const step = Math.ceil(mask.length / SPECTRA_OF_A_SCENE) | 1; // odd, so that it does not follow the columns
    gram.add(
      cube.data,
      mask.map((counts, pixel) => (pixel % step === 0 ? counts : 0)),
    );
  }
  return learnBasis(gram, functions);
}

/**
 * A task of DBF whose network begins with the basis of the scenes. Whether it goes on learning is the network's option.
 *
 * @param task whose state holds `parameters` and `average` of the network of these options.
 */
export function withLearnedBasis(
  task: TrainingTask,
  scenes: readonly SampledScene[],
  options: DeepBasisOptions,
): TrainingTask {
  return {
    ...task,
    begin(random) {
      const state = task.begin(random);
      const { declarations, name } = deepBasis(options);
      const vector = new ParameterVector(declarations);
      const weights = vector.unpack(state['parameters']);
      const { functions } = basisOfScenes(scenes, options.functions);
      const parameters = vector.pack(
        new Map([...weights, [DEEP_BASIS_PARAMETER, Float32Array.from(functions)]]),
        name,
      );
      return { ...state, parameters, average: parameters.slice() };
    },
  };
}

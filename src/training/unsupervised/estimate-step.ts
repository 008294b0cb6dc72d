/** The first part of an iteration: the cubes that the generator makes of the batch, part by part. */
import { canonicalTransform } from '../../camera/canonical-basis.ts';
import { responseFromMatrix } from '../../camera/estimated-response.ts';
import { applyPasses, emitOnnx, input, TRAINING_PASSES } from '../../graph/index.ts';
import { lookupIn } from '../../networks/parameters.ts';
import type { TensorValue, TensorValues } from '../../runtime/runtime.ts';
import { openReplicas, partsFor, partsOf } from '../batch-gradient.ts';
import { emitDifferentiated } from '../emit-differentiated.ts';
import { estimateCube, estimateSrf } from './estimated-cube.ts';
import { type Compiler, estimateInputs } from './step-compiler.ts';

/** What was made of a batch. */
export interface MadeCubes {
  readonly made: TensorValue;
  /** Pictures as the next part takes them: with the basis that the generator sees them in, if there is one. */
  readonly seen: TensorValues;
}

/** Compiled estimating. */
export interface EstimateStep {
  /** @param parameters of generator and estimator. @param rgb [batch, 3, size, size]. */
  run(parameters: Float32Array, rgb: TensorValue): Promise<MadeCubes>;
  release(): Promise<void>;
}

/** Compiles it. */
export async function compileEstimate(compiler: Compiler): Promise<EstimateStep> {
  const { runtime, settings, sizes, vectors } = compiler;
  const { batch, size } = sizes;
  const { bands } = settings;
  const vector = vectors.generator;
  const parts = partsFor(batch, size);
  const parameter = lookupIn(vector.tensors(input('state.parameters', [vector.length])));
  const inputs = estimateInputs(compiler, batch / parts);
  const srf = estimateSrf(inputs, parameter, settings);
  const { cube } = estimateCube(inputs, parameter, settings);
  const [plain] = applyPasses([cube], TRAINING_PASSES);
  const responses =
    settings.basis === 'canonical' ? await openReplicas(runtime, emitOnnx({ srf }), parts) : undefined;
  const cubes = await openReplicas(runtime, await emitDifferentiated(runtime, { cube: plain }), parts);
  return {
    async run(values, rgb) {
      const parameters = { data: values, shape: [vector.length] };
      const withParameters = (part: TensorValues): TensorValues => ({
        ...part,
        'state.parameters': parameters,
      });
      let seen: TensorValues = { rgb };
      if (responses !== undefined) {
        const found = joined(await responses.runAll(partsOf({ rgb }, parts).map(withParameters)), 'srf');
        const basis = new Float32Array(batch * 9);
        for (let image = 0; image < batch; image++) {
          const own = found.subarray(image * 3 * bands, (image + 1) * 3 * bands);
          const { matrix } = canonicalTransform(responseFromMatrix(own, settings.wavelengths));
          basis.set(matrix, image * 9);
        }
        seen = { rgb, basis: { data: basis, shape: [batch, 3, 3] } };
      }
      const made = joined(await cubes.runAll(partsOf(seen, parts).map(withParameters)), 'cube');
      return { made: { data: made, shape: [batch, bands, size, size] }, seen };
    },
    async release() {
      await responses?.release();
      await cubes.release();
    },
  };
}

/** One output of several runs, one behind the other. */
function joined(results: readonly TensorValues[], name: string): Float32Array {
  const all = new Float32Array(results.reduce((length, result) => length + result[name].data.length, 0));
  let at = 0;
  for (const result of results) {
    all.set(result[name].data, at);
    at += result[name].data.length;
  }
  return all;
}

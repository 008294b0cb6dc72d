/** The first part of an iteration: the cubes that the generator makes of the batch, part by part. */
import { canonicalTransform } from '../../camera/canonical-basis.ts';
import { responseFromMatrix } from '../../camera/estimated-response.ts';
import { applyPasses, emitOnnx, input, TRAINING_PASSES } from '../../graph/index.ts';
import { lookupIn } from '../../networks/parameters.ts';
import type { Replicas, TensorValue, TensorValues } from '../../runtime/runtime.ts';
import { openReplicas, partsFor, partsOf } from '../batch-gradient.ts';
import { emitDifferentiated } from '../emit-differentiated.ts';
import { cubeUnder, estimateSrf } from './estimated-cube.ts';
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
  const responses = await openReplicas(
    runtime,
    emitOnnx({ srf: estimateSrf(inputs, parameter, settings) }),
    parts,
  );
  const given = input('srf', [batch / parts, 3, bands]);
  const [cube] = applyPasses([cubeUnder(given, inputs, parameter, settings).cube], TRAINING_PASSES);
  const cubes = await openReplicas(runtime, await emitDifferentiated(runtime, { cube }), parts);
  return {
    async run(values, rgb) {
      const parameters = { data: values, shape: [vector.length] };
      const runParts = (replicas: Replicas, feeds: TensorValues): Promise<TensorValues[]> =>
        replicas.runAll(partsOf(feeds, parts).map((part) => ({ ...part, 'state.parameters': parameters })));
      const found = joined(await runParts(responses, { rgb }), 'srf');
      const srf = { data: found, shape: [batch, 3, bands] };
      const seen =
        settings.basis === 'camera' ? { rgb } : { rgb, basis: basesOf(found, batch, settings.wavelengths) };
      const made = joined(await runParts(cubes, { ...seen, srf }), 'cube');
      return { made: { data: made, shape: [batch, bands, size, size] }, seen };
    },
    async release() {
      await responses.release();
      await cubes.release();
    },
  };
}

/** The colour matrix of each picture, from its estimated response. */
function basesOf(srf: Float32Array, batch: number, wavelengths: readonly number[]): TensorValue {
  const data = new Float32Array(batch * 9);
  const length = srf.length / batch;
  for (let image = 0; image < batch; image++) {
    const own = srf.subarray(image * length, (image + 1) * length);
    data.set(canonicalTransform(responseFromMatrix(own, wavelengths)).matrix, image * 9);
  }
  return { data, shape: [batch, 3, 3] };
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

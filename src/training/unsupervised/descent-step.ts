/** The last part of an iteration: the gradient of generator and estimator, part by part. */
import { add, input, multiply, sumOfAll, type Tensor } from '../../graph/index.ts';
import { type BatchGradient, compileBatchGradient, partsFor } from '../batch-gradient.ts';
import { estimateCube } from './estimated-cube.ts';
import { ownLosses } from './own-losses.ts';
import { type Compiler, estimateInputs } from './step-compiler.ts';

/** The gradient of generator and estimator: their own losses, and the change that the judges ask of the cubes. */
export function compileDescent(compiler: Compiler): Promise<BatchGradient> {
  const { runtime, settings, sizes, vectors } = compiler;
  const { batch, size } = sizes;
  const parts = partsFor(batch, size);
  const samples = batch / parts;
  return compileBatchGradient(
    runtime,
    vectors.generator,
    (parameter) => {
      const estimated = estimateCube(estimateInputs(compiler, samples), parameter, settings);
      const own = ownLosses(estimated, settings);
      const asked = sumOfAll(
        multiply(estimated.cube, input('change', [samples, settings.bands, size, size])),
      );
      const share = 1 / parts; // means over the parts add up to the mean over the batch
      const terms = Object.entries(own.terms).map(([name, term]): [string, Tensor] => [
        name,
        multiply(term, share),
      ]);
      return { loss: add(multiply(own.loss, share), asked), terms: Object.fromEntries(terms) };
    },
    parts,
  );
}

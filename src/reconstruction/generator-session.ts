/**
 * The generator compiled for tiles of one size, for one camera response. The picture is brought to the canonical
 * basis (X' = M X, C' = M C) inside the graph, so that the network meets every camera as it was trained to.
 */
import { canonicalTransform } from '../camera/canonical-basis.ts';
import type { CameraResponse } from '../camera/camera-response.ts';
import { constant, convolution, emitOnnx, input } from '../graph/index.ts';
import { generator, generatorParameters } from '../networks/generator.ts';
import { lookupDeclared } from '../networks/parameters.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { GeneratorModel } from './model.ts';

export interface GeneratorSession {
  /** Planar linear RGB [3, height, width] to planar spectra [bands, height, width], in the camera's own scale. */
  run(rgb: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

export async function generatorSession(
  runtime: Runtime,
  model: GeneratorModel,
  response: CameraResponse,
  height: number,
  width: number,
): Promise<GeneratorSession> {
  const { bands } = model.network;
  const canonical = canonicalTransform(response);
  const picture = input('rgb', [1, 3, height, width]);
  const turned = convolution(picture, constant(canonical.matrix, [3, 3, 1, 1]));
  const srf = constant(canonical.response.matrix, [1, 3, bands]);
  const parameters = lookupDeclared(generatorParameters(model.network));
  const { cube } = generator(turned, srf, parameters, model.network);
  const session = await runtime.createSession(emitOnnx({ cube }, { weights: model.weights }));
  return {
    run: async (rgb) =>
      (await session.run({ rgb: { data: rgb, shape: [1, 3, height, width] } }))['cube'].data,
    release: () => session.release(),
  };
}

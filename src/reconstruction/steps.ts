/**
 * A network as the graphs that a tile passes through, for one camera and one size of tile: one graph, or one a
 * stage. The picture is brought to the canonical basis (X' = M X, C' = M C) inside the graphs, so that the network
 * meets every camera as it was trained to.
 */
import { canonicalTransform } from '../camera/canonical-basis.ts';
import type { CameraResponse } from '../camera/camera-response.ts';
import { constant, convolution, emitOnnx, input, rewriteGraph, type Tensor } from '../graph/index.ts';
import { lookupDeclared } from '../networks/parameters.ts';
import { nextStage, unrolled } from '../networks/unrolled.ts';
import { passesFor } from '../runtime/passes-for.ts';
import type { Device, Runtime, Session, TensorValue } from '../runtime/runtime.ts';
import type { ReconstructionModel } from './model.ts';
import { haloOf, type Way } from './way.ts';

/** Compiled forms of a network, not yet loaded: plain data, which another thread can take. */
export interface StepPlan {
  /** ONNX models in the order in which a tile passes through them. */
  readonly models: readonly Uint8Array[];
  readonly bands: number;
  /** Size of a tile in pixels, and the halo within it. */
  readonly height: number;
  readonly width: number;
  readonly halo: number;
}

/** What a step takes: planar [3, height, width] and [bands, height, width]; from the second step on all three. */
export interface StepFeeds {
  readonly rgb: Float32Array;
  readonly residual?: Float32Array;
  readonly cube?: Float32Array;
}

/** Where a step writes; the last one leaves no residual. */
export interface StepOutputs {
  readonly cube: Float32Array;
  readonly residual?: Float32Array;
}

/** The loaded steps. */
export interface StepSessions {
  readonly plan: StepPlan;
  run(step: number, feeds: StepFeeds, into: StepOutputs): Promise<void>;
  release(): Promise<void>;
}

/** Plans that were made last, so that the next photo of the kind finds its own. */
const recent = new WeakMap<ReconstructionModel, Map<string, StepPlan>>();
const LONGEST_MEMORY = 4;

/** Writes the graphs of a model for tiles of a size; the same question is answered with the same object. */
export function planSteps(
  model: ReconstructionModel,
  response: CameraResponse,
  way: Way,
  size: { readonly height: number; readonly width: number },
  device: Device,
): StepPlan {
  const plans = recent.get(model) ?? new Map<string, StepPlan>();
  recent.set(model, plans);
  const key = [way.steps, size.height, size.width, device, ...response.matrix].join(' ');
  const plan = plans.get(key) ?? emitSteps(model, response, way, size, device);
  plans.delete(key);
  plans.set(key, plan); // the youngest last
  for (const old of [...plans.keys()].slice(0, -LONGEST_MEMORY)) plans.delete(old);
  return plan;
}

function emitSteps(...[model, response, way, size, device]: Parameters<typeof planSteps>): StepPlan {
  const { network } = model;
  const { bands } = network;
  const { height, width } = size;
  const picture = input('rgb', [1, 3, height, width]);
  const canonical = model.basis === 'camera' ? undefined : canonicalTransform(response);
  const rgb =
    canonical === undefined ? picture : convolution(picture, constant(canonical.matrix, [3, 3, 1, 1]));
  const srf = constant((canonical?.response ?? response).matrix, [1, 3, bands]);
  const parameter = lookupDeclared(network.declarations);
  const passes = passesFor(device);
  const emit = (outputs: Record<string, Tensor>): Uint8Array =>
    emitOnnx(rewriteGraph(outputs, model.weights, passes));
  const models =
    way.steps === 'whole'
      ? [emit({ cube: unrolled(network, rgb, srf, parameter).cube })]
      : Array.from({ length: network.stages }, (_, stage) => {
          const before = {
            cube: input('cube.before', [1, bands, height, width]),
            residual: input('residual.before', [1, 3, height, width]),
          };
          const start = stage === 0 ? { rgb } : { rgb, ...before };
          const { cube, residual } = nextStage(network, stage, start, srf, parameter);
          const last = stage === network.stages - 1;
          return emit(last ? { cube: network.finish(cube) } : { cube, residual });
        });
  return { models, bands, height, width, halo: haloOf(network, way) };
}

/** Loads the steps on a runtime. */
export async function openSteps(runtime: Runtime, plan: StepPlan): Promise<StepSessions> {
  const { bands, height, width } = plan;
  const sessions: Session[] = [];
  const release = async (): Promise<void> => {
    for (const session of sessions) await session.release();
  };
  try {
    for (const model of plan.models) sessions.push(await runtime.createSession(model, { memory: 'pooled' }));
  } catch (error) {
    await release();
    throw error;
  }
  const image = (channels: number, data: Float32Array): TensorValue => ({
    data,
    shape: [1, channels, height, width],
  });
  const named = (suffix: string, images: { cube?: Float32Array; residual?: Float32Array }) => ({
    ...(images.cube === undefined ? {} : { [`cube${suffix}`]: image(bands, images.cube) }),
    ...(images.residual === undefined ? {} : { [`residual${suffix}`]: image(3, images.residual) }),
  });
  return {
    plan,
    run: async (step, feeds, into) => {
      await sessions[step].run({ rgb: image(3, feeds.rgb), ...named('.before', feeds) }, named('', into));
    },
    release,
  };
}

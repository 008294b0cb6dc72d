/** From a differentiated graph to a model: what pays only once there is nothing left to differentiate. */
import { emitOnnx, type Tensor } from '../graph/index.ts';
import { leaveBroadcasts } from '../graph/passes/leave-broadcasts.ts';
import { mergeDepthwise } from '../graph/passes/merge-depthwise.ts';
import { blockedChannels } from '../runtime/blocked-channels.ts';
import { blockDepthwise } from '../runtime/blocked-depthwise.ts';
import type { Runtime } from '../runtime/runtime.ts';

/**
 * Emits a graph, outputs by name, depth-wise convolutions in the engine's own layout where it has one (a
 * training step of the generator: 1.33 times faster by that alone).
 */
export async function emitDifferentiated(
  runtime: Runtime,
  outputs: Readonly<Record<string, Tensor>>,
): Promise<Uint8Array> {
  const block = await blockedChannels(runtime);
  const names = Object.keys(outputs);
  const emit = (roots: readonly Tensor[]): Uint8Array =>
    emitOnnx(Object.fromEntries(roots.map((root, index) => [names[index], root])));
  const roots = leaveBroadcasts(Object.values(outputs));
  return block === undefined ? emit(roots) : blockDepthwise(emit(mergeDepthwise(roots)), block);
}

/** Weight files that training leaves: parameters under their official names, and what they come from. */
import { type StoredTensor, writeSafetensors } from '../networks/safetensors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ParameterVector } from './parameter-vector.ts';

/**
 * A weight file.
 *
 * @param values of the vector's parameters. @param metadata what is said of the network, beside recipe, step and time.
 */
export function encodeWeightFile(
  vector: ParameterVector,
  values: Float32Array,
  { recipe, step, seconds }: Checkpoint,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const parameters = vector.unpack(values);
  const tensors = new Map<string, StoredTensor>(
    vector.declarations.map(({ name, shape }) => [
      name,
      { shape, data: parameters.get(name) ?? new Float32Array() },
    ]),
  );
  return writeSafetensors(tensors, { ...metadata, recipe, step: String(step), seconds: seconds.toFixed(0) });
}

/** Reads the weights that a run goes on from. */
import type { Weights } from '../../networks/parameters.ts';
import { readSafetensors } from '../../networks/safetensors.ts';
import { readWeightFile } from '../../reconstruction/node/shipped-models.ts';

/**
 * Weights by name.
 *
 * @param nameOrPath a shipped model, a `.safetensors` file such as `train` leaves, or a state dictionary of PyTorch (`.pth`).
 * @throws NetworkError if there is no such file. @throws SafetensorsError or TorchFileError if it is damaged.
 */
export async function readStart(nameOrPath: string): Promise<Weights> {
  const { bytes } = await readWeightFile(nameOrPath);
  return new Map([...readSafetensors(bytes).tensors].map(([name, { data }]) => [name, data]));
}

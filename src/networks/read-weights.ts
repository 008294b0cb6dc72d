/** Weights by name from a file of either kind: safetensors, or a state dictionary of PyTorch. */
import {
  isLegacyTorch,
  isTorchArchive,
  type ReadTorchOptions,
  readTorchState,
} from './pytorch/read-torch-state.ts';
import { readSafetensors, type SafetensorsFile } from './safetensors.ts';

/** The kinds by the endings of their files. */
export const WEIGHT_ENDINGS = {
  '.safetensors': 'safetensors',
  '.pth': 'pytorch',
  '.pt': 'pytorch',
} as const satisfies Readonly<Record<string, WeightFormat>>;

export type WeightFormat = 'safetensors' | 'pytorch';

/** The kind that a file of a name is of; undefined for other endings. */
export function weightFormatOf(path: string): WeightFormat | undefined {
  const ending = /\.[^./\\]+$/.exec(path.toLowerCase())?.[0] ?? '';
  return Object.entries(WEIGHT_ENDINGS).find(([known]) => known === ending)?.[1];
}

/**
 * Reads tensors and what is said of them; the bytes tell the kind, whatever the file is called.
 *
 * @throws SafetensorsError or TorchFileError if the bytes are neither, or damaged.
 */
export async function readWeights(
  bytes: Uint8Array,
  options: ReadTorchOptions = {},
): Promise<SafetensorsFile> {
  return isTorchArchive(bytes) || isLegacyTorch(bytes)
    ? readTorchState(bytes, options)
    : readSafetensors(bytes);
}

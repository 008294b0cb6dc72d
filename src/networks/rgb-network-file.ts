/**
 * Weight files of networks that see RGB alone, as training leaves them: the metadata say which network and in what sizes,
 * and the tensors have to be those of that network, no fewer, no more, each of its shape.
 */
import { NetworkError, type ParameterDeclaration, type Weights } from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';
import { buildRgbNetwork, type RgbNetworkChoice, rgbNetworkFromMetadata } from './rgb-network-choice.ts';
import { readSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors.ts';

/** A network with its weights. */
export interface RgbNetworkFile {
  readonly network: RgbNetwork;
  readonly choice: RgbNetworkChoice;
  readonly weights: Weights;
  /** All that the file says of itself: also `camera`, `recipe`, `step` and `seconds` where training left it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a weight file.
 *
 * @throws SafetensorsError if the bytes are no safetensors file.
 * @throws NetworkError if the metadata are missing or make no sense, or the tensors are not those of the network that
 *   they say, or a weight is not finite.
 */
export function readRgbNetworkFile(bytes: Uint8Array): RgbNetworkFile {
  const { tensors, metadata } = readSafetensors(bytes);
  const choice = rgbNetworkFromMetadata({ ...toldByTensors({ tensors, metadata }), ...metadata });
  const network = buildRgbNetwork(choice);
  checkTensors(network, tensors);
  const weights = new Map([...tensors].map(([name, { data }]) => [name, data] as const));
  return { network, choice, weights, metadata };
}

/** AGD-Net's own recipe does not write down its bands; the first stage tells them. */
function toldByTensors({ tensors, metadata }: SafetensorsFile): Record<string, string> {
  const head = tensors.get('stages.0.Upconv.conv.weight')?.shape[0];
  return metadata['network'] === 'agd-net' && head !== undefined ? { bands: String(head) } : {};
}

const HINT = 'the file is damaged, or its metadata belong to another network or other sizes';

function checkTensors({ name, declarations }: RgbNetwork, tensors: ReadonlyMap<string, StoredTensor>): void {
  const declared = new Set<string>();
  for (const declaration of declarations) {
    checkTensor(name, declaration, tensors.get(declaration.name));
    declared.add(declaration.name);
  }
  const stranger = [...tensors.keys()].find((each) => !declared.has(each));
  if (stranger === undefined) return;
  throw new NetworkError(
    `${name}: expected the ${declared.size} tensors of the network that the metadata say, found ${tensors.size}; one that it has not is '${stranger.slice(0, 60)}'`,
    { hint: HINT },
  );
}

function checkTensor(
  network: string,
  { name, shape }: ParameterDeclaration,
  found: StoredTensor | undefined,
): void {
  const fits =
    found?.shape.length === shape.length && shape.every((size, axis) => size === found.shape[axis]);
  if (found === undefined || !fits) {
    const shapeFound = found === undefined ? 'none' : `[${found.shape.join(', ')}]`;
    throw new NetworkError(
      `${network}: expected a tensor '${name}' [${shape.join(', ')}], found ${shapeFound}`,
      { hint: HINT },
    );
  }
  const wrong = found.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new NetworkError(
      `${network}: expected finite weights, found ${found.data[wrong]} at ${wrong} of '${name}'`,
      { hint: HINT },
    );
  }
}

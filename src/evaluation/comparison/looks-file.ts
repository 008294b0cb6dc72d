/** What the pictures of a comparison need of a method, as a file: so that a row that is done need not be estimated again. */
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../networks/safetensors.ts';
import type { ScenePixel } from './scene-pixels.ts';
import type { SceneLook } from './score-method.ts';

const error = (scene: string): string => `error.${scene}`;
const spectra = (scene: string): string => `spectra.${scene}`;

/** The looks as bytes; the pixels are told in the metadata. */
export function encodeLooks(looks: readonly SceneLook[], pixels: readonly ScenePixel[]): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const look of looks) {
    const { width, height, values } = look.error;
    tensors.set(error(look.scene), { shape: [height, width], data: values });
    if (look.spectra.length === 0) continue;
    const bands = look.spectra[0].length;
    const data = new Float32Array(look.spectra.length * bands);
    for (const [index, spectrum] of look.spectra.entries()) data.set(spectrum, index * bands);
    tensors.set(spectra(look.scene), { shape: [look.spectra.length, bands], data });
  }
  return writeSafetensors(tensors, { pixels: JSON.stringify(pixels) });
}

/**
 * The looks of some scenes and pixels; `undefined` if the bytes hold others.
 *
 * @throws SafetensorsError if they are no safetensors file.
 */
export function decodeLooks(
  bytes: Uint8Array,
  scenes: readonly string[],
  pixels: readonly ScenePixel[],
): SceneLook[] | undefined {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata['pixels'] !== JSON.stringify(pixels)) return undefined;
  const looks: SceneLook[] = [];
  for (const scene of scenes) {
    const map = tensors.get(error(scene));
    const wanted = pixels.filter((pixel) => pixel.scene === scene).length;
    const found = tensors.get(spectra(scene));
    if (map?.shape.length !== 2 || (found?.shape[0] ?? 0) !== wanted) return undefined;
    const [height, width] = map.shape;
    const bands = found?.shape[1] ?? 0;
    looks.push({
      scene,
      error: { width, height, values: map.data },
      spectra: Array.from(
        { length: wanted },
        (_, index) => found?.data.slice(index * bands, (index + 1) * bands) ?? new Float32Array(0),
      ),
    });
  }
  return looks;
}

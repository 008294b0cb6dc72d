/** The response that a cube from a file was made with, where its name says enough to make it again. */
import type { HeldCube } from '../engine/contract.ts';
import {
  type CameraResponse,
  cameraNames,
  catalogueCamera,
  developedSrgbResponse,
  radianceResponse,
} from '../engine/library.ts';

/** Undefined where the name is missing or of a response that only its file or photo could tell. */
export function knownResponse({ metadata, wavelengths }: HeldCube): CameraResponse | undefined {
  const { response: name } = metadata;
  try {
    if (name === 'srgb') return developedSrgbResponse(wavelengths);
    if (name !== undefined && cameraNames().includes(name)) {
      return radianceResponse(catalogueCamera(name, wavelengths));
    }
  } catch {
    // a grid that the response does not cover
  }
  return undefined;
}

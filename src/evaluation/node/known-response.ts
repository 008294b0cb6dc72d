/** The response of a camera as measured, where the table of measurements is among the data. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { radianceResponse } from '../../camera/effective-response.ts';
import { parseCamspecDatabase } from '../../camera/response-file.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';

/** A response, and whether it was measured. */
export interface KnownResponse {
  readonly response: CameraResponse;
  readonly measured: boolean;
}

/**
 * The measured response of a catalogued camera where `camera/camspec_database.txt` is in the folder, else our fitted curve.
 *
 * @throws CameraError if the catalogue has no such camera.
 */
export async function knownResponse(data: string, camera: string): Promise<KnownResponse> {
  const catalogued = catalogueCamera(camera);
  const text = await readFile(join(data, 'camera', 'camspec_database.txt'), 'utf8').catch(() => undefined);
  const measured = text === undefined ? undefined : parseCamspecDatabase(text).get(catalogued.name);
  return {
    response: radianceResponse(measured?.resampled(VISIBLE_31) ?? catalogued),
    measured: measured !== undefined,
  };
}

/** Makes sure, before anything is queued, that some photo can be done with the settings. */
import { catalogueCamera } from '../../camera/catalogue.ts';
import { parseCameraChoice } from '../../reconstruction/choose-response.ts';
import { illuminant } from '../../spectra/illuminants.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { openJob } from '../manifest/job-record.ts';
import type { JobSettings } from '../work-unit.ts';

/**
 * Reads weights and response files as a worker will.
 *
 * @throws as {@link openJob} does. @throws SpectraError, CameraError for a light or camera that is unknown.
 */
export async function checkSettings(settings: JobSettings): Promise<void> {
  const { camera, light } = settings;
  if (light !== undefined) illuminant(light, VISIBLE_31);
  const choice = parseCameraChoice(camera);
  if (choice.kind === 'catalogue') catalogueCamera(choice.name);
  await openJob(settings);
}

/** Makes sure, before anything is queued, that some photo can be done with the settings. */
import { illuminant } from '../../spectra/illuminants.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { openJob } from '../manifest/job-record.ts';
import type { JobSettings } from '../work-unit.ts';

/**
 * Reads weights and response files as a worker will.
 *
 * @throws as {@link openJob} does. @throws SpectraError for a light that is unknown.
 */
export async function checkSettings(settings: JobSettings): Promise<void> {
  if (settings.light !== undefined) illuminant(settings.light, VISIBLE_31);
  await openJob(settings);
}

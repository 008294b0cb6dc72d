/**
 * Provenance in an ENVI header: the fields of {@link CubeMetadata} under keys that begin with `spectralift`,
 * and the description. Other readers skip keys that they do not know.
 */
import { type EnviFields, escapeEnviText, unescapeEnviText } from './envi-fields.ts';
import type { CubeMetadata, Quantity } from '../../spectral-cube.ts';

const TEXT_KEYS = ['assumption', 'response', 'model', 'source'] as const;

/** Stands where a cube has no description, because other programs expect one. */
const NO_DESCRIPTION = 'Spectral cube written by spectralift';

/**
 * Metadata of a header.
 *
 * @param scaled the quantity that the header's scale implies, used unless the header states one.
 */
export function readEnviMetadata(
  fields: EnviFields,
  scaled: Quantity,
  file: string,
): { readonly metadata: CubeMetadata; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const stated = fields.get('spectralift quantity');
  const ours = stated === 'radiance' || stated === 'reflectance' || stated === 'unknown';
  const text: Partial<Record<(typeof TEXT_KEYS)[number] | 'description', string>> = {};
  for (const key of TEXT_KEYS) {
    const value = fields.get(`spectralift ${key}`);
    if (value) text[key] = unescapeEnviText(value);
  }
  const description = fields.get('description');
  if (description && !(ours && description === NO_DESCRIPTION)) {
    text.description = ours ? unescapeEnviText(description) : description;
  }
  const quantity = ours ? stated : scaled;
  const errorText = fields.get('spectralift reprojection error');
  if (errorText === undefined) return { metadata: { quantity, ...text }, notes };
  const reprojectionError = errorText === '' ? Number.NaN : Number(errorText);
  if (Number.isFinite(reprojectionError) && reprojectionError >= 0) {
    return { metadata: { quantity, ...text, reprojectionError }, notes };
  }
  notes.push(
    `${file} gives '${errorText.slice(0, 40)}' as re-projection error, which is no number; it was left out`,
  );
  return { metadata: { quantity, ...text }, notes };
}

/** The value of the `description` field, braces included. */
export function formatEnviDescription(metadata: CubeMetadata): string {
  return `{${escapeEnviText(metadata.description || NO_DESCRIPTION)}}`;
}

/** The provenance lines of a header; absent fields and an error that is not finite give no line. */
export function formatEnviProvenance(metadata: CubeMetadata): string[] {
  const lines = [`spectralift quantity = ${metadata.quantity}`];
  for (const key of TEXT_KEYS) {
    const value = metadata[key];
    if (value) lines.push(`spectralift ${key} = ${escapeEnviText(value)}`);
  }
  if (metadata.reprojectionError !== undefined && Number.isFinite(metadata.reprojectionError)) {
    lines.push(`spectralift reprojection error = ${metadata.reprojectionError}`);
  }
  return lines;
}

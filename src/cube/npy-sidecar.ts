/**
 * The JSON file beside a `.npy` cube (`cube.json` beside `cube.npy`), which says what a plain array cannot:
 *
 *     { "format": "spectralift-cube", "wavelengths": [400, 410], "wavelengthUnits": "nm", "quantity":
 *       "reflectance", "scaleFactor": 10000, "assumption": "...", "response": "...", "model": "...",
 *       "source": "...", "reprojectionError": 0.0001, "description": "..." }
 *
 * Only `wavelengths` is needed. A sample is the stored number divided by `scaleFactor` (1 when absent).
 */
import { CubeError, type CubeHeader, type CubeMetadata } from './spectral-cube.ts';

/** What a sidecar says; absent fields are not in it. */
export interface NpySidecar {
  /** In the order of the file's bands, in `wavelengthUnits`. */
  readonly wavelengths?: readonly number[];
  readonly wavelengthUnits?: string;
  readonly scaleFactor?: number;
  readonly metadata: CubeMetadata;
}

const TEXT_KEYS = ['assumption', 'response', 'model', 'source', 'description'] as const;

/** Writes the sidecar of a cube whose samples are stored as they are. */
export function formatNpySidecar(header: CubeHeader): string {
  const { metadata, wavelengths } = header;
  const { quantity, reprojectionError, ...text } = metadata;
  const error =
    reprojectionError !== undefined && Number.isFinite(reprojectionError) ? { reprojectionError } : {};
  const content = {
    format: 'spectralift-cube',
    wavelengths,
    wavelengthUnits: 'nm',
    quantity,
    ...text,
    ...error,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/**
 * Reads a sidecar.
 *
 * @param file name for messages.
 * @throws CubeError if the text is no JSON object or a known field has a value of the wrong kind.
 */
export function parseNpySidecar(text: string, file: string): NpySidecar {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new CubeError(`expected JSON with the wavelengths of the cube, found other text in ${file}`, {
      cause,
    });
  }
  if (!isRecord(content)) {
    throw new CubeError(
      `expected a JSON object with the wavelengths of the cube, found ${kindOf(content)} in ${file}`,
    );
  }
  const expected = (key: string, kind: string): CubeError =>
    new CubeError(`expected '${key}' to be ${kind}, found ${kindOf(content[key])} in ${file}`);
  const words: Partial<Record<(typeof TEXT_KEYS)[number], string>> = {};
  for (const key of TEXT_KEYS) {
    const value = content[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') throw expected(key, 'text');
    words[key] = value;
  }
  const { wavelengths, wavelengthUnits, scaleFactor, reprojectionError, quantity = 'unknown' } = content;
  if (quantity !== 'radiance' && quantity !== 'reflectance' && quantity !== 'unknown') {
    throw expected('quantity', "'radiance', 'reflectance' or 'unknown'");
  }
  if (wavelengths !== undefined && !(Array.isArray(wavelengths) && wavelengths.every(isNumber))) {
    throw expected('wavelengths', 'a list of numbers');
  }
  if (wavelengthUnits !== undefined && typeof wavelengthUnits !== 'string') {
    throw expected('wavelengthUnits', 'text');
  }
  if (scaleFactor !== undefined && !(isNumber(scaleFactor) && scaleFactor > 0)) {
    throw expected('scaleFactor', 'a positive number');
  }
  if (reprojectionError !== undefined && !(isNumber(reprojectionError) && reprojectionError >= 0)) {
    throw expected('reprojectionError', 'a number that is not negative');
  }
  return {
    metadata: { quantity, ...words, ...(reprojectionError === undefined ? {} : { reprojectionError }) },
    ...(wavelengths === undefined ? {} : { wavelengths }),
    ...(wavelengthUnits === undefined ? {} : { wavelengthUnits }),
    ...(scaleFactor === undefined ? {} : { scaleFactor }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `'${value.slice(0, 40)}'`;
  return value === null || typeof value === 'number' ? `${value}` : `${typeof value}`;
}

/**
 * What a plain array cannot say, as JSON: beside a `.npy` file (`cube.json` beside `cube.npy`), in an `.npz` archive,
 * in the description of a TIFF file, in a variable of a MATLAB file, in a folder of PNG files:
 *
 *     { "format": "spectralift-cube", "axes": ["band", "row", "column"], "wavelengths": [400, 410],
 *       "wavelengthUnits": "nm", "quantity": "reflectance", "scaleFactor": 10000, "assumption": "...", "response": "...", "model": "...",
 *       "source": "...", "reprojectionError": 0.0001, "description": "..." }
 *
 * Only `wavelengths` is needed. `axes` are those of the array, as the format's own tools order them. A sample is the stored number divided by `scaleFactor` (1 when absent);
 * `clampedSamples` counts those that the type of the file could not hold.
 */
import { AXIS_ORDERS, type AxisOrder } from './raw/raw-layout.ts';
import { CubeError, type CubeHeader, type CubeMetadata } from '../spectral-cube.ts';

/** What a description says; absent fields are not in it. */
export interface CubeDescription {
  /** In the order of the file's bands, in `wavelengthUnits`. */
  readonly wavelengths?: readonly number[];
  readonly wavelengthUnits?: string;
  /** What the axes of the array are, in the order of its shape. */
  readonly axes?: AxisOrder;
  readonly scaleFactor?: number;
  readonly clampedSamples?: number;
  readonly metadata: CubeMetadata;
}

const TEXT_KEYS = ['assumption', 'response', 'model', 'source', 'description'] as const;

/** How the samples that a description belongs to are stored. */
export interface DescribedStorage {
  /** What the axes of the array are, in the order in which the format's own tools give its shape. */
  readonly axes?: AxisOrder;
  /** Stored number for a sample of 1; 1 unless given. */
  readonly scaleFactor?: number;
  /** Samples that did not fit the type and were clamped. */
  readonly clampedSamples?: number;
}

/** Writes the description of a cube. */
export function formatCubeDescription(header: CubeHeader, storage: DescribedStorage = {}): string {
  const { axes, scaleFactor = 1, clampedSamples = 0 } = storage;
  const { metadata, wavelengths } = header;
  const { quantity, reprojectionError, ...text } = metadata;
  const error =
    reprojectionError !== undefined && Number.isFinite(reprojectionError) ? { reprojectionError } : {};
  const content = {
    format: 'spectralift-cube',
    ...(axes === undefined ? {} : { axes }),
    wavelengths,
    wavelengthUnits: 'nm',
    quantity,
    ...(scaleFactor === 1 ? {} : { scaleFactor }),
    ...(clampedSamples === 0 ? {} : { clampedSamples }),
    ...text,
    ...error,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/**
 * Reads a description.
 *
 * @param file name for messages.
 * @throws CubeError if the text is no JSON object or a known field has a value of the wrong kind.
 */
export function parseCubeDescription(text: string, file: string): CubeDescription {
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
  const { wavelengths, wavelengthUnits, scaleFactor, clampedSamples, reprojectionError } = content;
  const { quantity = 'unknown' } = content;
  if (quantity !== 'radiance' && quantity !== 'reflectance' && quantity !== 'unknown') {
    throw expected('quantity', "'radiance', 'reflectance' or 'unknown'");
  }
  if (wavelengths !== undefined && !(Array.isArray(wavelengths) && wavelengths.every(isNumber))) {
    throw expected('wavelengths', 'a list of numbers');
  }
  const axes = content['axes'] === undefined ? undefined : parseAxes(content['axes']);
  if (content['axes'] !== undefined && axes === undefined)
    throw expected('axes', 'band, row and column, each once');
  if (wavelengthUnits !== undefined && typeof wavelengthUnits !== 'string') {
    throw expected('wavelengthUnits', 'text');
  }
  if (scaleFactor !== undefined && !(isNumber(scaleFactor) && scaleFactor > 0)) {
    throw expected('scaleFactor', 'a positive number');
  }
  if (clampedSamples !== undefined && !(isNumber(clampedSamples) && clampedSamples >= 0)) {
    throw expected('clampedSamples', 'a count');
  }
  if (reprojectionError !== undefined && !(isNumber(reprojectionError) && reprojectionError >= 0)) {
    throw expected('reprojectionError', 'a number that is not negative');
  }
  return {
    metadata: { quantity, ...words, ...(reprojectionError === undefined ? {} : { reprojectionError }) },
    ...(wavelengths === undefined ? {} : { wavelengths }),
    ...(wavelengthUnits === undefined ? {} : { wavelengthUnits }),
    ...(axes === undefined ? {} : { axes }),
    ...(scaleFactor === undefined ? {} : { scaleFactor }),
    ...(clampedSamples === undefined ? {} : { clampedSamples }),
  };
}

function parseAxes(value: unknown): AxisOrder | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  return AXIS_ORDERS.find((axes) => axes.every((axis, index) => axis === value[index]));
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

/**
 * ENVI headers: what the fields say about a cube file, and a header for a cube that we write. Source: NV5
 * Geospatial, "ENVI Header Files". Keys that begin with `spectralift` carry the provenance.
 */
import { orderBands, toNanometres } from './band-wavelengths.ts';
import { type EnviFields, integerField, numberListField, parseEnviFields } from './envi-fields.ts';
import { formatEnviDescription, formatEnviProvenance, readEnviMetadata } from './envi-metadata.ts';
import { readEnviScale } from './envi-scale.ts';
import { formatCount, SAMPLE_BYTES, type SampleType } from './sample-type.ts';
import { CubeError, type CubeHeader } from './spectral-cube.ts';

/** How samples follow one another in the file: bands, rows or pixels outermost. */
export type Interleave = 'bsq' | 'bil' | 'bip';

/** Everything needed to read the data file, sizes checked for being whole and not for fitting a file. */
export interface EnviHeader extends CubeHeader {
  readonly type: SampleType;
  readonly interleave: Interleave;
  readonly littleEndian: boolean;
  /** Bytes before the first sample. */
  readonly headerOffset: number;
  /** Bytes that the data file must have, `headerOffset` included. */
  readonly fileBytes: number;
  /** Position in the file of each band of `wavelengths`. */
  readonly fileBands: readonly number[];
  /** A sample is `stored * gain[band] + offset[band]`, bands as in `wavelengths`. */
  readonly gain: readonly number[];
  readonly offset: readonly number[];
  readonly notes: readonly string[];
  /** Every field of the header, also those that are not understood, keys in lower case. */
  readonly fields: EnviFields;
}

const DATA_TYPES: ReadonlyMap<number, SampleType> = new Map([
  [1, 'uint8'],
  [2, 'int16'],
  [3, 'int32'],
  [4, 'float32'],
  [5, 'float64'],
  [12, 'uint16'],
  [13, 'uint32'],
  [14, 'int64'],
  [15, 'uint64'],
]);

/**
 * Reads an ENVI header.
 *
 * @param file name for messages.
 * @throws CubeError if a field that is needed is missing or makes no sense, if the sizes multiply to more
 * than can be counted, or if the wavelengths are missing (and the bands are not 31) or do not fit.
 */
export function parseEnviHeader(text: string, file: string): EnviHeader {
  const fields = parseEnviFields(text, file);
  const notes: string[] = [];
  const size = { minimum: 1, maximum: 2 ** 32 };
  const width = integerField(fields, 'samples', file, size);
  const height = integerField(fields, 'lines', file, size);
  const bands = integerField(fields, 'bands', file, size);
  const headerOffset = integerField(fields, 'header offset', file, { minimum: 0, fallback: 0 });
  if (integerField(fields, 'file compression', file, { minimum: 0, fallback: 0 }) !== 0) {
    throw new CubeError(`expected 'file compression' to be 0, found a compressed data file in ${file}`, {
      hint: 'unpack the data file with gunzip and set the field to 0',
    });
  }
  const code = integerField(fields, 'data type', file, { minimum: 0 });
  const type = DATA_TYPES.get(code);
  if (type === undefined) {
    const known = [...DATA_TYPES.keys()].join(', ');
    const complex = code === 6 || code === 9 ? ' (complex numbers)' : '';
    throw new CubeError(`expected 'data type' to be one of ${known}, found ${code}${complex} in ${file}`);
  }
  const fileBytes = headerOffset + width * height * bands * SAMPLE_BYTES[type];
  if (!Number.isSafeInteger(fileBytes)) {
    throw new CubeError(
      `expected a size that a file can have, found ${height} x ${width} x ${bands} ${type} in ${file}`,
      { hint: `check 'samples', 'lines' and 'bands' in ${file}` },
    );
  }
  if (SAMPLE_BYTES[type] > 1 && !fields.has('byte order')) {
    notes.push(`${file} does not give its byte order; the least significant byte was taken as the first`);
  }
  const byteOrder = integerField(fields, 'byte order', file, { minimum: 0, maximum: 1, fallback: 0 });
  const listed = numberListField(fields, 'wavelength', file);
  const converted = listed && toNanometres(listed, fields.get('wavelength units'), file);
  const supply = `add 'wavelength units = Nanometers' and 'wavelength = {...}' to ${file}`;
  const order = orderBands(converted?.wavelengths, bands, file, supply);
  notes.push(...(converted?.notes ?? []), ...order.notes);
  const ignored = fields.get('data ignore value');
  if (ignored !== undefined) {
    notes.push(`${file} marks pixels without data by the value ${ignored}; they were read as they are`);
  }
  const clamped = fields.get('spectralift clamped samples');
  if (clamped !== undefined) notes.push(`${clamped} samples were clamped when ${file} was written`);
  const scale = readEnviScale(fields, order.fileBands, file);
  const { metadata, notes: metadataNotes } = readEnviMetadata(fields, scale.quantity, file);
  return {
    bands,
    height,
    width,
    wavelengths: order.wavelengths,
    metadata,
    type,
    interleave: readInterleave(fields, file),
    littleEndian: byteOrder === 0,
    headerOffset,
    fileBytes,
    fileBands: order.fileBands,
    gain: scale.gain,
    offset: scale.offset,
    notes: [...notes, ...scale.notes, ...metadataNotes],
    fields,
  };
}

function readInterleave(fields: EnviFields, file: string): Interleave {
  const text = fields.get('interleave');
  const name = text?.toLowerCase();
  if (name === 'bsq' || name === 'bil' || name === 'bip') return name;
  const found = text === undefined ? 'nothing' : `'${text.slice(0, 40)}'`;
  throw new CubeError(`expected 'interleave' to be bsq, bil or bip, found ${found} in ${file}`);
}

/** How the data file that a header describes is written. */
export interface EnviFormat {
  readonly dataType: 'float32' | 'uint16';
  /** Stored number for a sample of 1; 1 for float32 unless the samples were scaled. */
  readonly scaleFactor: number;
  /** Samples that did not fit uint16 and were clamped. */
  readonly clampedSamples?: number;
}

/**
 * Writes the header of a band-sequential, little-endian data file. A scale is stated as `reflectance scale
 * factor` for reflectance and as `data gain values` for any other quantity.
 *
 * @throws CubeError if the scale factor is no positive number.
 */
export function formatEnviHeader(header: CubeHeader, format: EnviFormat): string {
  const { scaleFactor, clampedSamples = 0 } = format;
  const { metadata, bands, wavelengths } = header;
  if (!(Number.isFinite(scaleFactor) && scaleFactor > 0)) {
    throw new CubeError(`expected the scale factor to be a positive number, found ${scaleFactor}`);
  }
  const lines = [
    'ENVI',
    `description = ${formatEnviDescription(metadata)}`,
    `samples = ${header.width}`,
    `lines = ${header.height}`,
    `bands = ${bands}`,
    'header offset = 0',
    'file type = ENVI Standard',
    `data type = ${format.dataType === 'float32' ? 4 : 12}`,
    'interleave = bsq',
    'byte order = 0',
    'wavelength units = Nanometers',
    `wavelength = {\n${listNumbers(wavelengths)}}`,
  ];
  if (scaleFactor !== 1 && metadata.quantity === 'reflectance') {
    lines.push(`reflectance scale factor = ${scaleFactor}`);
  } else if (scaleFactor !== 1) {
    lines.push(`data gain values = {\n${listNumbers(wavelengths.map(() => 1 / scaleFactor))}}`);
  }
  lines.push(...formatEnviProvenance(metadata));
  if (clampedSamples > 0) lines.push(`spectralift clamped samples = ${formatCount(clampedSamples)}`);
  return `${lines.join('\n')}\n`;
}

function listNumbers(values: readonly number[]): string {
  const rows: string[] = [];
  for (let start = 0; start < values.length; start += 10) {
    rows.push(` ${values.slice(start, start + 10).join(', ')}`);
  }
  return rows.join(',\n');
}

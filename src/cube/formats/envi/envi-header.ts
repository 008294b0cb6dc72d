/**
 * ENVI headers: what the fields say about a cube file, and a header for a cube that we write. Source: NV5
 * Geospatial, "ENVI Header Files". Keys that begin with `spectralift` carry the provenance.
 */
import { orderBands, toNanometres } from '../../band-wavelengths.ts';
import {
  type EnviFields,
  escapeEnviText,
  integerField,
  numberListField,
  parseEnviFields,
} from './envi-fields.ts';
import { formatEnviDescription, formatEnviProvenance, readEnviMetadata } from './envi-metadata.ts';
import { readEnviScale } from './envi-scale.ts';
import { CubeError, type CubeHeader } from '../../spectral-cube.ts';
import { INTERLEAVES, type Interleave, type RawLayout } from '../raw/raw-layout.ts';
import { checkScaleFactor } from '../raw/raw-writer.ts';
import { formatCount, SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';

/** Everything needed to read the data file, sizes checked for being whole and not for fitting a file. */
export interface EnviHeader extends RawLayout {
  readonly interleave: Interleave;
  /** Bytes that the data file must have, `headerOffset` included. */
  readonly fileBytes: number;
  readonly notes: readonly string[];
  /** Every field of the header, also those that are not understood, keys in lower case. */
  readonly fields: EnviFields;
}

/** The type of each ENVI `data type`. */
export const ENVI_TYPES: ReadonlyMap<number, SampleType> = new Map([
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
 * Reads an ENVI header. A spectral library is read as a cube one column wide, a spectrum a row.
 *
 * @param file name for messages.
 * @param wavelengths band centres in nanometres, in place of those of the header.
 * @throws CubeError if a field that is needed is missing or makes no sense, if the sizes multiply to more
 * than can be counted, or if the wavelengths are missing (and the bands are not 31) or do not fit.
 */
export function parseEnviHeader(text: string, file: string, wavelengths?: readonly number[]): EnviHeader {
  const stated = parseEnviFields(text, file);
  const isLibrary = /spectral library/i.test(stated.get('file type') ?? '');
  const fields = isLibrary ? libraryAsCube(stated, file) : stated;
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
  const type = ENVI_TYPES.get(code);
  if (type === undefined) {
    const known = [...ENVI_TYPES.keys()].join(', ');
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
  const listed = wavelengths ?? numberListField(fields, 'wavelength', file);
  const units = wavelengths === undefined ? fields.get('wavelength units') : 'nm';
  const converted = listed && toNanometres(listed, units, file);
  const supply = `add 'wavelength units = Nanometers' and 'wavelength = {...}' to ${file}`;
  const order = orderBands(converted?.wavelengths, bands, file, supply);
  notes.push(...(converted?.notes ?? []), ...order.notes);
  const ignored = fields.get('data ignore value');
  if (ignored !== undefined) {
    notes.push(
      `${file} marks pixels without data by the value ${ignored.slice(0, 40)}; they were read as they are`,
    );
  }
  const clamped = fields.get('spectralift clamped samples');
  if (clamped !== undefined)
    notes.push(`${clamped.slice(0, 40)} samples were clamped when ${file} was written`);
  const scale = readEnviScale(fields, order.fileBands, file);
  const interleave = readInterleave(fields, file);
  const { metadata, notes: metadataNotes } = readEnviMetadata(fields, scale.quantity, file);
  return {
    bands,
    height,
    width,
    wavelengths: order.wavelengths,
    metadata,
    type,
    interleave,
    axes: INTERLEAVES[interleave],
    littleEndian: byteOrder === 0,
    headerOffset,
    fileBytes,
    fileBands: order.fileBands,
    gain: scale.gain,
    offset: scale.offset,
    notes: [...notes, ...scale.notes, ...metadataNotes],
    fields: stated,
  };
}

/**
 * The fields of a spectral library as those of a cube: its `samples` are bands, its `lines` spectra, one after another.
 */
function libraryAsCube(fields: EnviFields, file: string): EnviFields {
  integerField(fields, 'bands', file, { minimum: 1, maximum: 1 });
  const bands = fields.get('samples');
  return new Map([
    ...fields,
    ['samples', '1'],
    ['interleave', 'bip'],
    ...(bands === undefined ? [] : [['bands', bands] as const]),
  ]);
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
  readonly dataType: SampleType;
  /** Stored number for a sample of 1; 1 for floating point unless the samples were scaled. */
  readonly scaleFactor: number;
  /** `bsq` unless given. */
  readonly interleave?: Interleave;
  /** Least significant byte first unless told otherwise. */
  readonly littleEndian?: boolean;
  /** Samples that did not fit the type and were clamped. */
  readonly clampedSamples?: number;
  /** Describes a spectral library, a spectrum a pixel, in place of a picture. */
  readonly library?: { readonly names: readonly string[] };
}

/**
 * Writes the header of a data file. A scale is stated as `reflectance scale
 * factor` for reflectance and as `data gain values` for any other quantity.
 *
 * @throws CubeError if the scale factor is no positive number or ENVI has no such type.
 */
export function formatEnviHeader(header: CubeHeader, format: EnviFormat): string {
  const {
    dataType,
    scaleFactor,
    interleave = 'bsq',
    littleEndian = true,
    clampedSamples = 0,
    library,
  } = format;
  const { metadata, bands, wavelengths } = header;
  checkScaleFactor(scaleFactor);
  const code = [...ENVI_TYPES].find(([, type]) => type === dataType)?.[0];
  if (code === undefined) {
    throw new CubeError(`expected a type that ENVI knows, found ${dataType}`, {
      hint: `choose one of ${[...ENVI_TYPES.values()].join(', ')}`,
    });
  }
  const lines = [
    'ENVI',
    `description = ${formatEnviDescription(metadata)}`,
    ...(library === undefined
      ? [`samples = ${header.width}`, `lines = ${header.height}`, `bands = ${bands}`]
      : [`samples = ${bands}`, `lines = ${header.height * header.width}`, 'bands = 1']),
    'header offset = 0',
    `file type = ENVI ${library === undefined ? 'Standard' : 'Spectral Library'}`,
    `data type = ${code}`,
    `interleave = ${library === undefined ? interleave : 'bsq'}`,
    `byte order = ${littleEndian ? 0 : 1}`,
    'wavelength units = Nanometers',
    `wavelength = {\n${listNumbers(wavelengths)}}`,
  ];
  if (library !== undefined && library.names.length > 0) {
    lines.push(`spectra names = {\n${library.names.map(escapeEnviText).join(',\n')}}`);
  }
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

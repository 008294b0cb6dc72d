/** The bytes of a TIFF or BigTIFF file around its samples: the header at its start and a directory at its end. */
import { FIELD, FIELD_BYTES } from './tiff-tags.ts';

/** How a file counts and in which order its bytes stand. */
export interface TiffForm {
  readonly big: boolean;
  readonly littleEndian: boolean;
}

/** A tag with its values. */
export interface TiffField {
  readonly tag: number;
  readonly type: number;
  /** Whole numbers; of a rational number its two parts one after another; of a text its bytes. */
  readonly values: ArrayLike<number>;
}

/** Bytes before the samples: a header and, in a classic file, as many zeros as make a BigTIFF's. */
export const TIFF_HEADER_BYTES = 16;

/** Whole numbers of one tag. */
export function numbersField(tag: number, type: number, values: ArrayLike<number>): TiffField {
  return { tag, type, values };
}

/** A text with the zero at its end. */
export function textField(tag: number, text: string): TiffField {
  return { tag, type: FIELD.ascii, values: new TextEncoder().encode(`${text}\0`) };
}

/** The start of a file whose first directory is at `directory`. */
export function formatTiffHeader(
  directory: number,
  { big, littleEndian }: TiffForm,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TIFF_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, big ? 43 : 42, littleEndian);
  if (big) {
    view.setUint16(4, 8, littleEndian);
    view.setBigUint64(8, BigInt(directory), littleEndian);
  } else view.setUint32(4, directory, littleEndian);
  return bytes;
}

/**
 * A directory and the values that do not fit into it.
 *
 * @param position where in the file it will stand; a multiple of 8.
 * @param fields in ascending order of their tags.
 */
export function formatTiffDirectory(
  fields: readonly TiffField[],
  position: number,
  { big, littleEndian }: TiffForm,
): Uint8Array<ArrayBuffer> {
  const [countBytes, entryBytes, offsetBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const sizes = fields.map(({ type, values }) => fieldBytes(type, values));
  let free = align(countBytes + fields.length * entryBytes + offsetBytes);
  const places = sizes.map((size) => {
    const place = free;
    if (size > offsetBytes) free += align(size);
    return place;
  });
  const end = Math.max(
    ...places.map((place, index) => place + (sizes[index] > offsetBytes ? sizes[index] : 0)),
  );
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  const putOffset = (at: number, value: number): void => {
    if (big) view.setBigUint64(at, BigInt(value), littleEndian);
    else view.setUint32(at, value, littleEndian);
  };
  if (big) view.setBigUint64(0, BigInt(fields.length), littleEndian);
  else view.setUint16(0, fields.length, littleEndian);
  for (const [index, { tag, type, values }] of fields.entries()) {
    const at = countBytes + index * entryBytes;
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    putOffset(at + 4, type === FIELD.rational ? values.length / 2 : values.length);
    const field = at + 4 + offsetBytes;
    const inline = sizes[index] <= offsetBytes;
    if (!inline) putOffset(field, position + places[index]);
    putValues(view, inline ? field : places[index], type, values, littleEndian);
  }
  return bytes;
}

function fieldBytes(type: number, values: ArrayLike<number>): number {
  return (values.length / (type === FIELD.rational ? 2 : 1)) * FIELD_BYTES[type];
}

function putValues(
  view: DataView,
  from: number,
  type: number,
  values: ArrayLike<number>,
  littleEndian: boolean,
): void {
  const bytes = type === FIELD.rational ? 4 : FIELD_BYTES[type];
  for (let index = 0; index < values.length; index++) {
    const at = from + index * bytes;
    if (bytes === 1) view.setUint8(at, values[index]);
    else if (bytes === 2) view.setUint16(at, values[index], littleEndian);
    else if (bytes === 4) view.setUint32(at, values[index], littleEndian);
    else view.setBigUint64(at, BigInt(values[index]), littleEndian);
  }
}

/** The next multiple of 8. */
export function align(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

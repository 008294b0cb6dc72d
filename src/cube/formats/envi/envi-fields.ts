/**
 * The text of an ENVI header as keys and values, and text made safe to stand in one.
 *
 * A header opens with the line `ENVI`; then `key = value` a line, a value in braces may run over several
 * lines, and a line that opens with `;` is a comment. Source: NV5 Geospatial, "ENVI Header Files".
 */
import { CubeError } from '../../spectral-cube.ts';

/** Keys in lower case with single spaces, in the order of the file; braces around a value are taken off. */
export type EnviFields = ReadonlyMap<string, string>;

/**
 * Reads keys and values; a key that comes twice keeps its last value, as other readers do.
 *
 * @param file name for messages.
 * @throws CubeError if the text does not open with `ENVI` or a brace is never closed.
 */
export function parseEnviFields(text: string, file: string): EnviFields {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const first = (lines[0] ?? '').trim();
  if (first !== 'ENVI') {
    throw new CubeError(
      `expected the first line of ${file} to be 'ENVI', found ${JSON.stringify(first.slice(0, 24))}`,
      { hint: 'an ENVI header is a text file; Radiance pictures also end in .hdr' },
    );
  }
  const fields = new Map<string, string>();
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index];
    const equals = line.indexOf('=');
    if (isComment(line) || equals < 0) continue;
    const key = normaliseKey(line.slice(0, equals));
    const opening = line.slice(equals + 1).trim();
    if (!opening.startsWith('{')) {
      fields.set(key, opening);
      continue;
    }
    const parts: string[] = [];
    const start = index;
    let part = opening;
    while (!part.endsWith('}')) {
      if (!isComment(part)) parts.push(part);
      index++;
      if (index >= lines.length) {
        throw new CubeError(
          `expected '}' to close '${key.slice(0, 40)}' of line ${start + 1} in ${file}, found the end`,
        );
      }
      part = lines[index].trim();
    }
    parts.push(part);
    fields.set(key, parts.join('\n').slice(1, -1).trim());
  }
  return fields;
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith(';');
}

function normaliseKey(key: string): string {
  return key.trim().toLowerCase().replace(/\s+/g, ' ');
}

/**
 * A whole number of the header.
 *
 * @param fallback value when the key is absent; without one the key is required.
 * @throws CubeError if the key is missing, no whole number, or outside `minimum .. maximum`.
 */
export function integerField(
  fields: EnviFields,
  key: string,
  file: string,
  range: { readonly minimum: number; readonly maximum?: number; readonly fallback?: number },
): number {
  const { minimum, maximum = Number.MAX_SAFE_INTEGER, fallback } = range;
  const text = fields.get(key);
  if (text === undefined && fallback !== undefined) return fallback;
  const value = text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= minimum && value <= maximum)) {
    const most = maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum} up` : `in ${minimum}..${maximum}`;
    const found = text === undefined ? 'nothing' : `'${text.slice(0, 40)}'`;
    throw new CubeError(`expected '${key}' to be a whole number ${most}, found ${found} in ${file}`);
  }
  return value;
}

/**
 * A list of numbers, separated by commas or white space; undefined when the key is absent.
 *
 * @throws CubeError if an entry is no finite number.
 */
export function numberListField(fields: EnviFields, key: string, file: string): number[] | undefined {
  const text = fields.get(key);
  if (text === undefined) return undefined;
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.map((entry, index) => {
    const value = Number(entry);
    if (!Number.isFinite(value)) {
      throw new CubeError(
        `expected '${key}' to list numbers, found '${entry.slice(0, 40)}' as entry ${index + 1} in ${file}`,
      );
    }
    return value;
  });
}

/** Characters that would end a value or a line, for us or for another reader: controls, braces, separators. */
const UNSAFE = /[\p{Cc}{}\u2028\u2029]|%(?=[0-9A-Fa-f]{2})|^\s+|\s+$/gu;

/**
 * Text that cannot break a header: braces, line breaks, control characters and outer white space become
 * percent codes (`%7B`), and so does a `%` that would read as one. Everything else stays as it is.
 */
export function escapeEnviText(text: string): string {
  return text.replace(UNSAFE, (unsafe) =>
    Array.from(
      new TextEncoder().encode(unsafe),
      (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
}

/** Undoes {@link escapeEnviText}; text with codes that are no UTF-8 stays as it is. */
export function unescapeEnviText(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}

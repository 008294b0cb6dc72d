/**
 * Label maps: a class a pixel, brought from the numbers of a file to those of the data set's list of classes.
 */

/** The class of a pixel that does not count. */
export const IGNORED = -1;

/** A picture of colours could hold millions of numbers that mean nothing. */
const MOST_UNKNOWN = 256;

/** The classes of a photo. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** A class a pixel, rows from the top: its number in the list of classes, or {@link IGNORED}. */
  readonly labels: Int16Array;
  /** Stored numbers that the coding does not know, the first 256 of them; pixels that have one are ignored. */
  readonly unknown: ReadonlySet<number>;
  /** Pixels with a number that the coding does not know. */
  readonly unknownPixels: number;
}

/** What each stored number means: a class, or {@link IGNORED}. Numbers that are not in it are unknown. */
export type LabelCoding = ReadonlyMap<number, number>;

/** Stored numbers of a label picture, rows from the top. */
export interface StoredLabels {
  readonly width: number;
  readonly height: number;
  /** A number a pixel; a colour is `red * 65536 + green * 256 + blue`. */
  readonly stored: ArrayLike<number>;
}

/** Brings stored numbers to classes. */
export function decodeLabels({ width, height, stored }: StoredLabels, coding: LabelCoding): LabelMap {
  const labels = new Int16Array(width * height);
  const unknown = new Set<number>();
  let unknownPixels = 0;
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const number = stored[pixel];
    const label = coding.get(number);
    labels[pixel] = label ?? IGNORED;
    if (label !== undefined) continue;
    unknownPixels++;
    if (unknown.size < MOST_UNKNOWN) unknown.add(number);
  }
  return { width, height, labels, unknown, unknownPixels };
}

/**
 * A coding in which classes are stored as `first`, `first + 1` and so on.
 *
 * @param ignored stored numbers of pixels that do not count.
 */
export function consecutiveCoding(classes: number, first: number, ignored: readonly number[]): LabelCoding {
  return new Map<number, number>([
    ...Array.from({ length: classes }, (_, index) => [first + index, index] as const),
    ...ignored.map((number) => [number, IGNORED] as const),
  ]);
}

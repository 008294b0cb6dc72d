/** Places that a person marked: pins and regions, their labels and the look of their lines. */
import type { CubeWindow } from '../engine/library.ts';

/** A marked pixel. */
export interface Pin {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

/** A marked rectangle of whole pixels. */
export interface Region extends CubeWindow {
  readonly label: string;
}

/** Okabe and Ito's colours without black and yellow, which vanish on one of the two grounds. Source: "Color universal design", 2008. */
const LOOKS = ['orange', 'sky', 'green', 'vermilion', 'blue', 'purple'] as const;
const DASHES = ['', '7 3', '12 3 3 3', '4 2', '14 5', '9 2 2 2 2 2'] as const;

/** How the line of the n-th marked place looks; colour and dash change together, the label is the third difference. */
export function lookOf(index: number): { readonly colour: string; readonly dash: string } {
  const colour = `var(--line-${LOOKS[index % LOOKS.length]})`;
  const round = Math.floor(index / LOOKS.length);
  return { colour, dash: DASHES[(index + round) % DASHES.length] };
}

/** The first label that is not taken: A..Z, then A1.. */
export function nextLabel(taken: ReadonlySet<string>): string {
  for (let round = 0; ; round++) {
    for (let letter = 0; letter < 26; letter++) {
      const label = String.fromCharCode(65 + letter) + (round === 0 ? '' : String(round));
      if (!taken.has(label)) return label;
    }
  }
}

/** The place of a label in the alphabet of {@link nextLabel}, so that a line keeps its look when others go. */
export function labelIndex(label: string): number {
  const letter = label.charCodeAt(0) - 65;
  const round = label.length > 1 ? Number(label.slice(1)) : 0;
  return 26 * round + letter;
}

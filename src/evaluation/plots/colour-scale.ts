/** Numbers as colours: dark to bright, evenly to the eye, and readable without colour vision. */

/** A colour as sRGB bytes. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Stops of a scale from black over purple and orange to pale yellow, lightness rising evenly. */
const STOPS: readonly Rgb[] = [
  [0, 0, 8],
  [60, 9, 101],
  [133, 33, 107],
  [203, 65, 73],
  [245, 125, 21],
  [249, 201, 50],
  [252, 255, 164],
];

/** What stands for a value that is not a number. */
const NOTHING: Rgb = [96, 96, 96];

/** The colour of a value in 0..1; values outside are taken as the nearest end, what is no number as grey. */
export function colourOf(value: number): Rgb {
  if (Number.isNaN(value)) return NOTHING;
  const place = Math.min(Math.max(value, 0), 1) * (STOPS.length - 1);
  const below = Math.min(Math.floor(place), STOPS.length - 2);
  const share = place - below;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(STOPS[below][channel] * (1 - share) + STOPS[below + 1][channel] * share);
  return [mix(0), mix(1), mix(2)];
}

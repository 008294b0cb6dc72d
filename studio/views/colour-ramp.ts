/**
 * Colours for numbers. All ramps grow evenly in lightness, or fall to both sides of the middle, so that they
 * read the same without colour vision and in grey.
 */
import { encodeSrgb } from '../engine/library.ts';

type Bytes = readonly [red: number, green: number, blue: number];

/** Stops at even distances; between them colours are mixed in linear steps of the bytes. */
const RAMPS = {
  /** Black to white, as linear light: a band looks as the scene would in this light alone. */
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  /** Deep blue over grey to yellow: blue and yellow are told apart in every common colour blindness. */
  even: [
    [0, 28, 78],
    [43, 58, 108],
    [82, 86, 112],
    [113, 115, 118],
    [148, 144, 116],
    [187, 174, 104],
    [226, 207, 84],
    [254, 237, 60],
  ],
  /** Blue over near white to brown, for values around a middle. */
  diverging: [
    [16, 60, 120],
    [66, 124, 183],
    [152, 193, 221],
    [245, 245, 243],
    [231, 190, 143],
    [190, 117, 51],
    [109, 55, 10],
  ],
} as const satisfies Readonly<Record<string, readonly Bytes[]>>;

export type RampName = keyof typeof RAMPS;
export const RAMP_NAMES = Object.keys(RAMPS) as readonly RampName[];

/** What stands for a value that is not a number. */
export const NO_VALUE: Bytes = [128, 96, 128];

/** Colour of a value in 0..1 as sRGB bytes; outside the nearest end is taken. */
export function rampColour(name: RampName, value: number): Bytes {
  if (Number.isNaN(value)) return NO_VALUE;
  if (name === 'grey') value = encodeSrgb(Math.min(Math.max(value, 0), 1));
  const stops: readonly Bytes[] = RAMPS[name];
  const place = Math.min(Math.max(value, 0), 1) * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const share = place - below;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(stops[below][channel] * (1 - share) + stops[below + 1][channel] * share);
  return [mix(0), mix(1), mix(2)];
}

/** A ramp as 256 RGBA pixels, for a texture. */
export function rampBytes(name: RampName): Uint8Array {
  const bytes = new Uint8Array(4 * 256);
  for (let index = 0; index < 256; index++) bytes.set([...rampColour(name, index / 255), 255], 4 * index);
  return bytes;
}

/** A ramp as a CSS gradient from left to right. */
export function rampGradient(name: RampName): string {
  const stops = Array.from({ length: 25 }, (_, index) => rampColour(name, index / 24));
  return `linear-gradient(to right, ${stops.map((stop) => `rgb(${stop.join(' ')})`).join(', ')})`;
}

/** Leaves of the sample scene: outline, midrib, side veins and a fold along the middle. */
import type { MaterialName, Palette } from './palette.ts';
import { Sheet } from './sheet.ts';
import { smoothStep, type ValueNoise } from './value-noise.ts';
import type { Vector } from './vector.ts';

/** Where a leaf lies and what it is made of. */
export interface LeafPlace {
  readonly palette: Palette;
  readonly noise: ValueNoise;
  /** Where the stalk meets the blade. */
  readonly origin: Vector;
  /** From the stalk to the tip. */
  readonly along: Vector;
  readonly across: Vector;
  readonly length: number;
  /** Half the greatest width. */
  readonly halfWidth: number;
  readonly materials: readonly [blade: MaterialName, patches: MaterialName, veins: MaterialName];
  /** Slope of the two halves against each other. */
  readonly fold: number;
}

/** Side veins on either side of the midrib. */
const VEINS = 8;

/** A leaf with one midrib and side veins that bend to the tip. */
export function leaf(place: LeafPlace): Sheet {
  const { palette, noise, length, halfWidth, fold } = place;
  const [blade, patches, veins] = place.materials.map((name) => palette.index(name));
  return new Sheet({
    ...place,
    outline: (along, across) => {
      const u = along / length;
      if (u <= 0) return Math.hypot(along, across);
      if (u >= 1) return Math.hypot(along - length, across);
      const serration = 1 + 0.025 * Math.sin(46 * u);
      return Math.abs(across) - 1.72 * halfWidth * u ** 0.62 * (1 - u) ** 0.85 * serration;
    },
    paint: (along, across, mixture, tilt) => {
      const u = along / length;
      const v = across / halfWidth;
      const side = Math.abs(v);
      const bent = u - 0.3 * side - 0.1 * side * side;
      const phase = VEINS * bent + (v < 0 ? 0.45 : 0);
      const offVein = Math.abs(phase - Math.round(phase)) / VEINS;
      const sideVein = smoothStep(0.012, 0.003, offVein) * smoothStep(1.1, 0.3, side);
      const midrib = smoothStep(0.065 - 0.05 * u, 0.02 - 0.015 * u, side);
      const fine = smoothStep(0.62, 0.75, noise.at(38 * u + 7, 22 * v));
      mixture.start(blade);
      mixture.over(patches, 0.65 * smoothStep(0.42, 0.72, noise.layered(3 * u, 2 * v, length * 10, 3)));
      mixture.over(veins, 0.16 * fine);
      mixture.over(veins, Math.min(0.9, 0.62 * sideVein + 0.9 * midrib));
      const swell = (phase - Math.round(phase)) * VEINS * 0.035;
      tilt.across =
        -Math.sign(v) * fold * smoothStep(0, 0.12, side) + 0.25 * (noise.at(4 * u, 3 * v, 5) - 0.5);
      tilt.along = swell + 0.4 * (u - 0.5) + 0.25 * (noise.at(5 * u, 2 * v, 9) - 0.5);
    },
    gloss: { strength: 0.07, sharpness: 14 },
  });
}

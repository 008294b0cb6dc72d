/** The fruits of the sample scene: each a profile around its axis and a mixture of skins. */
import type { Palette } from './palette.ts';
import { Solid } from './solid.ts';
import { smoothStep, type ValueNoise } from './value-noise.ts';
import { dot, normalised, type Vector } from './vector.ts';

/** What every fruit is made with. */
export interface FruitPlace {
  readonly palette: Palette;
  readonly noise: ValueNoise;
  readonly centre: Vector;
  /** Direction from blossom to stem. */
  readonly axis: Vector;
  readonly radius: number;
}

/** A red apple with a yellow side, fine streaks and a deep stem cavity. */
export function apple(place: FruitPlace): Solid {
  const { palette, noise, radius } = place;
  const red = palette.index('appleRed');
  const deep = palette.index('appleDeep');
  const yellow = palette.index('appleYellow');
  const russet = palette.index('russet');
  const sunny = normalised([-0.35, -0.15, 0.8]);
  return new Solid({
    ...place,
    reach: 1.1 * radius,
    profile: (_, y) =>
      radius * (1 + 0.07 * y - 0.34 * Math.exp(-(1 - y) / 0.075) - 0.16 * Math.exp(-(1 + y) / 0.06)),
    paint: (x, y, z, mixture) => {
      const streak = noise.layered(9 * Math.atan2(x, z), 1.3 * y, 3, 3);
      const side = dot([x, y, z], sunny) + 0.9 * (noise.layered(2 * x, 2 * y, 2 * z, 3) - 0.5);
      mixture.start(red);
      mixture.over(deep, 0.75 * smoothStep(0.45, 0.8, streak) * smoothStep(0.6, -0.3, side));
      mixture.over(yellow, 0.9 * smoothStep(0.42, 0.95, side + 0.7 * (0.5 - streak)));
      mixture.over(yellow, 0.75 * smoothStep(0.86, 0.97, y));
      mixture.over(russet, 0.5 * smoothStep(0.93, 0.995, y));
      mixture.over(yellow, 0.55 * smoothStep(0.8, 0.9, noise.at(26 * x, 26 * y, 26 * z)));
    },
    gloss: { strength: 0.4, sharpness: 70 },
    shade: [{ along: 0, radius: 0.96 * radius }],
  });
}

/** An orange with pored peel. */
export function orange(place: FruitPlace): Solid {
  const { palette, noise, radius } = place;
  const bright = palette.index('orange');
  const deep = palette.index('orangeDeep');
  const leaf = palette.index('stem');
  return new Solid({
    ...place,
    reach: 1.02 * radius,
    profile: (_, y) => radius * (1 - 0.035 * y * y - 0.035 * Math.exp(-(1 - y) / 0.012)),
    relief: (x, y, z) => 0.0055 * noise.at(34 * x, 34 * y, 34 * z) + 0.004 * noise.at(7 * x, 7 * y, 7 * z),
    paint: (x, y, z, mixture) => {
      mixture.start(bright);
      mixture.over(deep, 0.7 * smoothStep(0.35, 0.75, noise.layered(2.2 * x, 2.2 * y, 2.2 * z, 3)));
      mixture.over(deep, 0.4 * smoothStep(0.72, 0.9, noise.at(34 * x, 34 * y, 34 * z)));
      mixture.over(leaf, 0.9 * smoothStep(0.9945, 0.997, y));
    },
    gloss: { strength: 0.13, sharpness: 22 },
    shade: [{ along: 0, radius: 0.99 * radius }],
  });
}

/** A lemon, long along its axis, with a tip at either end. */
export function lemon(place: FruitPlace): Solid {
  const { palette, noise, radius } = place;
  const bright = palette.index('lemon');
  const shade = palette.index('lemonShade');
  const green = palette.index('paleLeaf');
  return new Solid({
    ...place,
    reach: 1.62 * radius,
    profile: (_, y) => {
      const ellipse = 1 / Math.sqrt((1 - y * y) / (0.94 * 0.94) + (y * y) / (1.3 * 1.3));
      return radius * (ellipse + 0.24 * Math.exp(-(1 - Math.abs(y)) / 0.016));
    },
    relief: (x, y, z) => 0.004 * noise.at(30 * x, 30 * y, 30 * z) + 0.005 * noise.at(6 * x, 6 * y, 6 * z),
    paint: (x, y, z, mixture) => {
      mixture.start(bright);
      mixture.over(shade, 0.75 * smoothStep(0.4, 0.8, noise.layered(2 * x, 2 * y, 2 * z, 3)));
      mixture.over(green, 0.4 * smoothStep(0.96, 0.995, y));
    },
    gloss: { strength: 0.16, sharpness: 26 },
    shade: [-0.5, 0, 0.5].map((along) => ({
      along: along * radius,
      radius: (along === 0 ? 0.93 : 0.8) * radius,
    })),
  });
}

/** A pear with a blush on one side and russet dots. */
export function pear(place: FruitPlace): Solid {
  const { palette, noise, radius } = place;
  const skin = palette.index('pear');
  const blush = palette.index('pearBlush');
  const russet = palette.index('russet');
  const sunny = normalised([0.9, 0.1, 0.5]);
  return new Solid({
    ...place,
    reach: 1.95 * radius,
    profile: (_, y) =>
      radius *
      (1 +
        0.62 * Math.exp(-(1 - y) / 0.09) +
        0.24 * Math.exp(-(1 - y) / 0.4) -
        0.12 * Math.exp(-(1 + y) / 0.05)),
    paint: (x, y, z, mixture) => {
      const side = dot([x, y, z], sunny) + 0.7 * (noise.layered(2 * x, 2 * y, 2 * z, 3) - 0.5);
      mixture.start(skin);
      mixture.over(blush, 0.85 * smoothStep(0.25, 0.9, side));
      mixture.over(russet, 0.5 * smoothStep(0.78, 0.9, noise.at(30 * x, 30 * y, 30 * z)));
      mixture.over(russet, 0.55 * smoothStep(0.955, 0.998, y + 0.04 * noise.at(9 * x, 9 * y, 9 * z)));
    },
    gloss: { strength: 0.1, sharpness: 24 },
    shade: [
      { along: 0, radius: 1.04 * radius },
      { along: 0.75 * radius, radius: 0.68 * radius },
      { along: 1.35 * radius, radius: 0.42 * radius },
    ],
  });
}

/** A plum with a seam and a waxy bloom. */
export function plum(place: FruitPlace): Solid {
  const { palette, noise, radius } = place;
  const dark = palette.index('plum');
  const red = palette.index('plumRed');
  const bloom = palette.index('bloom');
  return new Solid({
    ...place,
    reach: 1.16 * radius,
    profile: (x, y, z) =>
      radius *
      (1 +
        0.1 * y * y -
        0.05 * Math.exp(-((x + 0.35) ** 2) / 0.004) * Math.max(0, z) -
        0.1 * Math.exp(-(1 - y) / 0.03)),
    paint: (x, y, z, mixture) => {
      const cloud = noise.layered(2.6 * x, 2.6 * y, 2.6 * z, 4);
      mixture.start(dark);
      mixture.over(
        red,
        0.8 * smoothStep(0.35, 0.75, noise.layered(1.4 * x + 5, 1.4 * y, 1.4 * z, 2) - 0.25 * y),
      );
      mixture.over(bloom, 0.42 * smoothStep(0.38, 0.72, cloud) * smoothStep(-0.5, 0.6, y));
    },
    gloss: { strength: 0.16, sharpness: 30 },
    shade: [{ along: 0, radius: 1.02 * radius }],
  });
}

/** A blueberry with its crown. */
export function blueberry(place: FruitPlace): Solid {
  const { palette, noise, radius } = place;
  const skin = palette.index('blueberry');
  const bloom = palette.index('bloom');
  const crown = palette.index('plum');
  return new Solid({
    ...place,
    reach: 1.06 * radius,
    profile: (x, y, z) => {
      const rim = Math.exp(-(((1 - y - 0.055) / 0.02) ** 2)) * (0.6 + 0.4 * Math.cos(5 * Math.atan2(x, z)));
      return radius * (1 - 0.06 * y * y - 0.13 * Math.exp(-(1 - y) / 0.03) + 0.06 * rim);
    },
    paint: (x, y, z, mixture) => {
      const cloud = noise.layered(3 * x + place.centre[0] * 9, 3 * y, 3 * z, 3);
      mixture.start(skin);
      mixture.over(bloom, 0.55 * smoothStep(0.3, 0.75, cloud));
      mixture.over(crown, 0.9 * smoothStep(0.955, 0.975, y));
    },
    gloss: { strength: 0.05, sharpness: 18 },
    shade: [{ along: 0, radius: 0.96 * radius }],
  });
}

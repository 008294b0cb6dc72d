/** The composition of the sample scene: which thing lies where, and how it is lit. */
import type { Random } from '../../random.ts';
import { cloth, table } from './backdrop.ts';
import { CHART_ASPECT, colourChart } from './colour-chart.ts';
import { apple, blueberry, lemon, orange, pear, plum } from './fruit.ts';
import { leaf } from './leaf.ts';
import type { Palette } from './palette.ts';
import { Stalk } from './stalk.ts';
import type { Thing } from './surface.ts';
import type { Scene } from './trace-scene.ts';
import { ValueNoise } from './value-noise.ts';
import { addScaled, normalised, type Vector } from './vector.ts';

/** Depth of the cloth. */
const WALL = -1.25;
/** Middles of the blueberries on the table, and their radius. */
const BERRIES = [
  [-0.5, 0.86, 0.105],
  [-0.27, 0.98, 0.112],
  [-0.36, 0.7, 0.1],
  [-0.76, 0.94, 0.098],
  [-0.1, 0.8, 0.096],
] as const;

/**
 * A still life on a table: a colour chart, six kinds of fruit, leaves, wood and cloth.
 *
 * @param random decides textures and small displacements.
 */
export function stillLife(palette: Palette, random: Random): Scene {
  const noise = () => new ValueNoise(random.nextUint32());
  const jitter = (size: number) => random.uniform(-size, size);
  const place = (x: number, z: number, radius: number, height: number, axis: Vector) => ({
    palette,
    noise: noise(),
    centre: [x + jitter(0.015), height * radius, z + jitter(0.015)] as const,
    axis: normalised([axis[0] + jitter(0.05), axis[1], axis[2] + jitter(0.05)]),
    radius,
  });
  const stem = palette.index('stem');
  const things: Thing[] = [table(palette, noise()), cloth(palette, noise(), WALL)];

  const chartWidth = 1.5;
  things.push(
    colourChart({
      palette,
      foot: [-0.66, 0.005, -0.62],
      along: [1, 0, -0.1],
      upwards: [0, 1, -0.2],
      width: chartWidth,
    }),
  );

  const pearPlace = place(0.47, -0.42, 0.33, 0.97, [-0.08, 1, 0.02]);
  things.push(pear(pearPlace), stalkOf(pearPlace, 1.8, 2.2, 0.02, stem));
  const orangePlace = place(1.17, -0.3, 0.37, 0.97, [-0.25, 1, 0.35]);
  things.push(orange(orangePlace));
  const applePlace = place(0.74, 0.26, 0.4, 0.93, [0.12, 1, 0.22]);
  things.push(apple(applePlace), stalkOf(applePlace, 0.66, 1.12, 0.016, stem));
  things.push(lemon(place(0.1, 0.5, 0.235, 0.92, [0.85, 0.16, 0.5])));
  things.push(plum(place(1.2, 0.47, 0.22, 0.99, [0.3, 1, 0.4])));
  for (const [x, z, radius] of BERRIES) {
    things.push(blueberry(place(x, z, radius, 0.97, [jitter(0.9), 1, 0.35 + jitter(0.5)])));
  }

  const top = addScaled(orangePlace.centre, orangePlace.axis, 0.98 * orangePlace.radius);
  things.push(
    leaf({
      palette,
      noise: noise(),
      origin: addScaled(top, [-0.02, 0, 0]),
      along: [0.75, 0.52, 0.2],
      across: [-0.35, 0.6, -0.75],
      length: 0.55,
      halfWidth: 0.15,
      materials: ['leaf', 'paleLeaf', 'vein'],
      fold: 0.3,
    }),
    leaf({
      palette,
      noise: noise(),
      origin: [-0.74, 0.04, 0.42],
      along: [-0.72, 0.05, 0.5],
      across: [-0.5, 0.3, -0.8],
      length: 0.72,
      halfWidth: 0.22,
      materials: ['leaf', 'paleLeaf', 'vein'],
      fold: 0.28,
    }),
    new Stalk([-0.74, 0.04, 0.42], [-0.56, 0.03, 0.28], 0.012, palette.index('vein')),
    leaf({
      palette,
      noise: noise(),
      origin: [0.5, 0.015, 0.98],
      along: [0.9, 0.05, -0.16],
      across: [0.1, 0.36, -0.9],
      length: 0.62,
      halfWidth: 0.17,
      materials: ['autumnLeaf', 'autumnRed', 'lemonShade'],
      fold: 0.25,
    }),
    new Stalk([0.5, 0.018, 0.98], [0.34, 0.02, 1.03], 0.01, stem),
  );

  return {
    things,
    eye: [0, 1.85, 4.6],
    target: [0, chartWidth * CHART_ASPECT * 0.42, 0],
    view: [3.3, 2.2],
    light: [-0.55, 0.85, 0.82],
    sky: 0.36,
    pool: (point) =>
      Math.exp(-((point[0] + 0.1) ** 2 + 1.3 * (point[1] - 0.3) ** 2 + 0.8 * (point[2] - 0.1) ** 2) / 14),
  };
}

/** The stalk of a fruit, between two distances from its centre along the axis, in radii. */
function stalkOf(
  place: { readonly centre: Vector; readonly axis: Vector; readonly radius: number },
  from: number,
  to: number,
  thickness: number,
  material: number,
): Stalk {
  const lean = normalised(addScaled(place.axis, [0.22, 0, 0.05]));
  const start = addScaled(place.centre, place.axis, from * place.radius);
  return new Stalk(start, addScaled(start, lean, (to - from) * place.radius), thickness, material);
}

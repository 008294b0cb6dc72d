/** The surroundings of the sample scene: a table of oak boards and a hanging cloth. */
import type { Palette } from './palette.ts';
import { Sheet } from './sheet.ts';
import { smoothStep, type ValueNoise } from './value-noise.ts';

/** Width of a board of the table. */
const BOARD = 0.52;
/** Threads of the cloth per unit of length. */
const THREADS = 46;

/** The table top at height 0, boards from left to right. */
export function table(palette: Palette, noise: ValueNoise): Sheet {
  const light = palette.index('oakLight');
  const dark = palette.index('oakDark');
  const gap = palette.index('board');
  return new Sheet({
    origin: [0, 0, 0],
    along: [1, 0, 0],
    across: [0, 0, -1],
    paint: (along, across, mixture, tilt) => {
      const position = across / BOARD + 0.31;
      const board = Math.floor(position);
      const edge = Math.min(position - board, board + 1 - position) * BOARD;
      const tone = noise.at(board * 3.7, 0.5);
      const shift = 7.3 * board;
      const warp = noise.layered(0.55 * along + shift, 1.6 * across, board, 3);
      const ring = Math.abs(((11 * across + 7 * warp + 0.35 * along) % 1) - 0.5) * 2;
      const fibre = noise.layered(2.2 * along + shift, 60 * across, board, 3);
      const pore = smoothStep(0.7, 0.82, noise.at(5 * along + shift, 95 * across, board));
      mixture.start(light);
      mixture.over(dark, 0.18 + 0.4 * tone * smoothStep(0.1, 0.9, ring) + 0.35 * (fibre - 0.4));
      mixture.over(dark, 0.45 * pore);
      mixture.over(gap, 0.85 * smoothStep(0.008, 0.002, edge));
      tilt.across =
        0.06 * (fibre - 0.5) + 0.35 * smoothStep(0.014, 0.004, edge) * (position - board < 0.5 ? 1 : -1);
    },
    gloss: { strength: 0.035, sharpness: 16 },
    sky: (point, normal) =>
      1 - 0.45 * Math.max(0, -normal[1]) - (normal[1] < 0.5 ? 0.3 * Math.exp(-point[1] / 0.3) : 0),
  });
}

/** The cloth, hanging in soft folds behind the table at depth `wall`. */
export function cloth(palette: Palette, noise: ValueNoise, wall: number): Sheet {
  const plain = palette.index('cloth');
  const dark = palette.index('clothDark');
  return new Sheet({
    origin: [0, 0, wall],
    along: [1, 0, 0],
    across: [0, 1, 0],
    paint: (along, across, mixture, tilt) => {
      const drift = noise.layered(0.5 * along, 0.35 * across, 2, 2);
      const fold = 2.1 * along + 3.2 * drift + 0.12 * across;
      tilt.along = 0.42 * Math.sin(2 * fold) + 0.26 * Math.sin(3.7 * fold + 1.3 * across);
      tilt.across = 0.12 * Math.sin(1.4 * fold + 1.1 * across);
      const warp = Math.sin(2 * Math.PI * THREADS * along + 2 * drift);
      const weft = Math.sin(2 * Math.PI * THREADS * across);
      const slub = noise.layered(6 * along, 40 * across, 7, 2) + noise.layered(40 * along, 5 * across, 11, 2);
      mixture.start(plain);
      mixture.over(dark, Math.max(0, 0.3 + 0.2 * warp * weft + 0.55 * (slub - 1)));
    },
    gloss: { strength: 0, sharpness: 1 },
    sky: (point, normal) => (normal[1] > 0.5 ? 1 - 0.35 * Math.exp(-(point[2] - wall) / 0.35) : 1),
  });
}

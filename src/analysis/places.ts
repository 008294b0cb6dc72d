/** A picture cut into square places, and their colours as eyes compare them. */
import { invert3 } from '../camera/three-by-three.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';
import type { Rendering } from '../reconstruction/render.ts';
import { labOf } from '../spectra/cielab.ts';
import { XYZ_TO_LINEAR_SRGB } from '../spectra/srgb.ts';
import { eachBlock } from './linear-forms.ts';

/** The colours of all places under one light. */
export interface PlacePicture {
  readonly columns: number;
  readonly places: number;
  /** Side of a place, pixels. */
  readonly side: number;
  /** Mean linear sRGB, three values a place. */
  readonly rgb: Float32Array;
  /** CIELAB relative to the white of sRGB, three values a place. */
  readonly lab: Float32Array;
}

const SRGB_TO_XYZ = invert3(XYZ_TO_LINEAR_SRGB);
const WHITE = xyzOf(1, 1, 1);

/**
 * Renders a cube in several ways and averages each picture over squares, the smallest of which there are at most
 * `most`. Rows and columns at the right and lower edge that fill no square are left out.
 *
 * @returns one picture a rendering.
 */
export function placesUnder(
  cube: SpectralCube,
  renderings: readonly Rendering[],
  { most }: { readonly most: number },
): PlacePicture[] {
  const { width, height, bands } = cube;
  let side = 1;
  while (Math.floor(width / side) * Math.floor(height / side) > most) side++;
  const columns = Math.floor(width / side);
  const rows = Math.floor(height / side);
  const pictures = renderings.map(() => new Float32Array(3 * columns * rows));
  const forms = renderings.flatMap(({ matrix }) =>
    [0, 1, 2].map((row) => matrix.subarray(row * bands, (row + 1) * bands)),
  );
  const share = 1 / (side * side);
  eachBlock(cube.data, forms, ({ start, count, values }) => {
    for (let form = 0; form < values.length; form++) {
      const sums = values[form];
      const picture = pictures[Math.floor(form / 3)];
      for (let i = 0; i < count; i++) {
        const column = Math.floor(((start + i) % width) / side);
        const row = Math.floor((start + i) / width / side);
        if (column >= columns || row >= rows) continue;
        picture[3 * (row * columns + column) + (form % 3)] += share * sums[i];
      }
    }
  });
  return pictures.map((rgb) => ({ columns, places: columns * rows, side, rgb, lab: labPicture(rgb) }));
}

function labPicture(rgb: Float32Array): Float32Array {
  const lab = new Float32Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    lab.set(labOf(xyzOf(rgb[at], rgb[at + 1], rgb[at + 2]), WHITE), at);
  }
  return lab;
}

function xyzOf(red: number, green: number, blue: number): [number, number, number] {
  const m = SRGB_TO_XYZ;
  return [
    m[0] * red + m[1] * green + m[2] * blue,
    m[3] * red + m[4] * green + m[5] * blue,
    m[6] * red + m[7] * green + m[8] * blue,
  ];
}

/**
 * Error maps of several methods on several scenes as one picture: the truth on top with the pixels whose spectra are
 * shown elsewhere, below it a row a method, all on one scale of colours that is fixed, so that figures can be compared.
 */
import type { SpectralCube } from '../../cube/spectral-cube.ts';
import { linearRgbImage, type SrgbImage, toSrgbImage } from '../../spectra/srgb.ts';
import { Canvas } from '../plots/canvas.ts';
import { colourOf } from '../plots/colour-scale.ts';
import { LETTER, textWidth } from '../plots/pixel-font.ts';
import { exposureOf, renderingOf } from '../worst-scene-picture.ts';

/** One plane of numbers. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** A column. */
export interface FigureScene {
  readonly name: string;
  readonly truth: SpectralCube;
  /** Pixels of the scene that are ringed. */
  readonly marks: readonly { readonly x: number; readonly y: number; readonly label: string }[];
}

/** A method. */
export interface FigureRow {
  readonly title: string;
  /** Errors of each scene, made small by {@link reducedPlane} with {@link figureFactor}. */
  readonly maps: readonly Plane[];
}

/** Error that the brightest colour stands for, and all above it. */
export const BRIGHTEST_ERROR = 0.1;
const CAPTION = 'MEAN OVER BANDS OF ABS(TRUTH - ESTIMATE), SAMPLES OF 0..1';

/** Widest map, pixels. */
const WIDEST = 176;
const GAP = 6;
/** Pixels a side of a dot: of titles, of names. */
const [LARGE, SMALL] = [2, 1];
const BAR = { width: 256, height: 12 };
const RADIUS = 4;

/** By how much scenes of this width are made smaller. */
export function figureFactor(width: number): number {
  return Math.ceil(width / WIDEST);
}

/** Means over squares of `factor` x `factor` pixels; what is left over at the right and lower border is left out. */
export function reducedPlane({ width, height, values }: Plane, factor: number): Plane {
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const sums = new Float64Array(columns * rows);
  for (let y = 0; y < rows * factor; y++) {
    const row = Math.floor(y / factor) * columns;
    for (let x = 0; x < columns * factor; x++) sums[row + Math.floor(x / factor)] += values[y * width + x];
  }
  return { width: columns, height: rows, values: Float32Array.from(sums, (sum) => sum / factor ** 2) };
}

/** The figure. */
export function errorFigure(scenes: readonly FigureScene[], rows: readonly FigureRow[]): SrgbImage {
  const pictures = scenes.map(({ truth }) => smallPicture(truth));
  const cell = {
    width: Math.max(...pictures.map(({ width }) => width)),
    height: Math.max(...pictures.map(({ height }) => height)),
  };
  const lineHeight = LARGE * LETTER.height + GAP;
  const namesHeight = SMALL * LETTER.height + GAP;
  const top = GAP + lineHeight + BAR.height + GAP + namesHeight + GAP;
  const rowHeight = lineHeight + cell.height + GAP;
  const texts = [CAPTION, ...rows.map(({ title }) => title)];
  const canvas = new Canvas(
    2 * GAP +
      Math.max(scenes.length * (cell.width + GAP) - GAP, ...texts.map((text) => LARGE * textWidth(text))),
    top + namesHeight + cell.height + GAP + rows.length * rowHeight,
  );
  const left = (column: number): number => GAP + column * (cell.width + GAP);
  canvas.write(CAPTION, { x: GAP, y: GAP, scale: LARGE });
  drawScale(canvas, GAP, GAP + lineHeight);
  for (const [column, { name, truth, marks }] of scenes.entries()) {
    canvas.write(name, { x: left(column), y: top, scale: SMALL });
    canvas.put(pictures[column], left(column), top + namesHeight);
    const factor = figureFactor(truth.width);
    for (const { x, y, label } of marks) {
      const [across, down] = [
        left(column) + Math.floor(x / factor),
        top + namesHeight + Math.floor(y / factor),
      ];
      canvas.ring(across, down, RADIUS);
      // On the side where there is room.
      const aside = across - left(column) > cell.width / 2 ? -RADIUS - LETTER.advance - 1 : RADIUS + 3;
      canvas.writeEdged(label, { x: across + aside, y: down - 3 });
    }
  }
  for (const [index, { title, maps }] of rows.entries()) {
    const y = top + namesHeight + cell.height + GAP + index * rowHeight;
    canvas.write(title, { x: GAP, y, scale: LARGE });
    for (const [column, { width, height, values }] of maps.entries()) {
      canvas.fill({ x: left(column), y: y + lineHeight - GAP / 2, width, height }, (across, down) =>
        colourOf(values[down * width + across] / BRIGHTEST_ERROR),
      );
    }
  }
  return canvas.image;
}

/** The colours from 0 to the brightest error, with their numbers beside them. */
function drawScale(canvas: Canvas, x: number, y: number): void {
  const bar = { x: x + LETTER.advance + GAP, y, ...BAR };
  const down = y + Math.floor((BAR.height - LETTER.height) / 2);
  canvas.write('0', { x, y: down });
  canvas.fill(bar, (column) => colourOf(column / (BAR.width - 1)));
  canvas.write(`${BRIGHTEST_ERROR} AND ABOVE`, { x: bar.x + bar.width + GAP, y: down });
}

function smallPicture(truth: SpectralCube): SrgbImage {
  const { width, height } = truth;
  const rgb = renderingOf(truth).apply(truth.data);
  const factor = figureFactor(width);
  const planes = [0, 1, 2].map((channel) =>
    reducedPlane(
      { width, height, values: rgb.subarray(channel * width * height, (channel + 1) * width * height) },
      factor,
    ),
  );
  const [small] = planes;
  const data = new Float32Array(3 * small.values.length);
  for (const [channel, { values }] of planes.entries()) data.set(values, channel * values.length);
  const exposure = exposureOf(data);
  return toSrgbImage(
    linearRgbImage(
      small.width,
      small.height,
      data.map((value) => value * exposure),
    ),
  );
}

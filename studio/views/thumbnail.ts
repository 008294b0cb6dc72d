/** A band as a small grey picture, from every n-th pixel. */
import type { HeldCube } from '../engine/contract.ts';
import { encodeSrgb } from '../engine/library.ts';

const HEIGHT = 40;
const WIDEST = 72;

/** Pixels of the small picture of a cube. */
export function thumbnailSize({ width, height }: HeldCube): {
  readonly width: number;
  readonly height: number;
} {
  return { width: Math.max(12, Math.min(WIDEST, Math.round((HEIGHT * width) / height))), height: HEIGHT };
}

/** Grey levels of linear values 0..1 in steps of 1/1023. */
const LEVELS = Uint8Array.from({ length: 1024 }, (_, level) => Math.round(255 * encodeSrgb(level / 1023)));

/** Paints a band; values outside 0..1 take the nearest end. */
export function paintThumbnail(canvas: HTMLCanvasElement, cube: HeldCube, band: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const size = thumbnailSize(cube);
  const image = context.createImageData(size.width, size.height);
  const from = band * cube.width * cube.height;
  let to = 0;
  for (let y = 0; y < size.height; y++) {
    const row = from + Math.floor(((y + 0.5) * cube.height) / size.height) * cube.width;
    for (let x = 0; x < size.width; x++, to += 4) {
      const value = cube.data[row + Math.floor(((x + 0.5) * cube.width) / size.width)];
      const level = LEVELS[Math.min(1023, Math.max(0, Math.round(1023 * value))) || 0];
      image.data[to] = level;
      image.data[to + 1] = level;
      image.data[to + 2] = level;
      image.data[to + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

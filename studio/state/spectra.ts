/** Spectra read straight out of a held cube: fast enough for every move of the pointer. */
import type { HeldCube } from '../engine/contract.ts';
import type { CubeWindow } from '../engine/library.ts';

/** The spectrum of a pixel; `into` is filled and returned if it is given. */
export function valuesAt(
  { data, bands, width, height }: HeldCube,
  x: number,
  y: number,
  into: Float32Array = new Float32Array(bands),
): Float32Array {
  const plane = width * height;
  let at = y * width + x;
  for (let band = 0; band < bands; band++, at += plane) into[band] = data[at];
  return into;
}

/** The part of a window that lies on the cube, or undefined if none does. */
export function clipWindow({ width, height }: HeldCube, window: CubeWindow): CubeWindow | undefined {
  const x = Math.max(0, window.x);
  const y = Math.max(0, window.y);
  const right = Math.min(width, window.x + window.width);
  const bottom = Math.min(height, window.y + window.height);
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : undefined;
}

/** The mean spectrum of a window. */
export function meanOver(cube: HeldCube, window: CubeWindow): Float64Array {
  const mean = new Float64Array(cube.bands);
  const inside = clipWindow(cube, window);
  if (inside === undefined) return mean;
  const plane = cube.width * cube.height;
  const pixels = inside.width * inside.height;
  for (let band = 0; band < cube.bands; band++) {
    let sum = 0;
    for (let y = inside.y; y < inside.y + inside.height; y++) {
      const row = band * plane + y * cube.width + inside.x;
      for (let x = 0; x < inside.width; x++) sum += cube.data[row + x];
    }
    mean[band] = sum / pixels;
  }
  return mean;
}

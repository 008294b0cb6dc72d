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

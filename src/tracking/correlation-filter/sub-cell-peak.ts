/**
 * Where a response is largest, between the cells too: its Fourier series is a smooth function of the shift, whose
 * maximum Newton's method finds from the best cell.
 *
 * Source: M. Danelljan et al., "Learning Spatially Regularized Correlation Filters for Visual Tracking", ICCV 2015, 3.3.
 */
import type { FilterResponse } from './background-aware-filter.ts';

/** The largest response and its place; shifts are in cells, within half of the side. */
export interface ResponsePeak {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** As in a public port; the original takes 50. */
const NEWTON_STEPS = 5;

/** Finds the peak. @param side of the response in cells. */
export function findPeak({ plane, spectrum }: FilterResponse, side: number): ResponsePeak {
  let best = 0;
  for (let index = 1; index < plane.length; index++) if (plane[index] > plane[best]) best = index;
  const start = { x: best % side, y: Math.floor(best / side) };
  let { x, y } = start;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { dx, dy, dxx, dxy, dyy } = seriesAt(spectrum, side, x, y);
    const determinant = dxx * dyy - dxy * dxy;
    if (!(determinant > 0 && dxx < 0)) break; // no hill here
    const [right, down] = [(dxy * dy - dyy * dx) / determinant, (dxy * dx - dxx * dy) / determinant];
    x += right;
    y += down;
    if (Math.abs(right) + Math.abs(down) < 1e-6) break;
  }
  const near = Math.abs(x - start.x) <= 1 && Math.abs(y - start.y) <= 1;
  const place = near ? { x, y } : start;
  const { value } = seriesAt(spectrum, side, place.x, place.y);
  const signed = (shift: number): number => (shift >= side / 2 ? shift - side : shift);
  return { x: signed(place.x), y: signed(place.y), value };
}

interface Series {
  readonly value: number;
  readonly dx: number;
  readonly dy: number;
  readonly dxx: number;
  readonly dxy: number;
  readonly dyy: number;
}

/** Value and derivatives of the series, per cell. */
function seriesAt(
  { re, im }: { re: Float32Array; im: Float32Array },
  side: number,
  x: number,
  y: number,
): Series {
  const turn = (2 * Math.PI) / side;
  let [value, dx, dy, dxx, dxy, dyy] = [0, 0, 0, 0, 0, 0];
  for (let kx = 0; kx <= side / 2; kx++) {
    const weight = kx === 0 || kx === side / 2 ? 1 : 2;
    for (let row = 0; row < side; row++) {
      const ky = row <= side / 2 ? row : row - side;
      const angle = turn * (kx * x + ky * y);
      const at = kx * side + row;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const even = weight * (re[at] * c - im[at] * s);
      const odd = weight * (re[at] * s + im[at] * c);
      const [wx, wy] = [turn * kx, turn * ky];
      value += even;
      dx -= wx * odd;
      dy -= wy * odd;
      dxx -= wx * wx * even;
      dxy -= wx * wy * even;
      dyy -= wy * wy * even;
    }
  }
  const share = 1 / (side * side);
  return {
    value: share * value,
    dx: share * dx,
    dy: share * dy,
    dxx: share * dxx,
    dxy: share * dxy,
    dyy: share * dyy,
  };
}

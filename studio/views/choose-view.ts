/** Changes what one side of the picture shows. */
import { cube, views } from '../state/store.ts';
import { nearestBand, type ViewChoice } from './view.ts';

/** Changes some of one side's choice. */
export function chooseView(side: 0 | 1, change: Partial<ViewChoice>): void {
  const [left, right] = views.peek();
  views.value = side === 0 ? [{ ...left, ...change }, right] : [left, { ...right, ...change }];
}

/** Goes to a band of the left side, which shows that band from then on. */
export function showBand(band: number): void {
  const held = cube.peek();
  if (held === undefined) return;
  const inside = Math.min(Math.max(band, 0), held.bands - 1);
  chooseView(0, { kind: 'band', wavelength: held.wavelengths[inside] });
}

/** Goes some bands up or down. */
export function stepBand(step: number): void {
  const held = cube.peek();
  if (held !== undefined) showBand(nearestBand(held.wavelengths, views.peek()[0].wavelength) + step);
}

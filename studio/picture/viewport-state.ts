/** Where the picture lies on the page at the moment, and the ways to move it. */
import { effect, signal } from '@preact/signals';
import { pictureSize } from '../state/store.ts';
import { fitInto, panBy, type Point, reveal, type Size, type Viewport, zoomAt } from './viewport.ts';

/** Size of the area that the picture is drawn in. */
export const area = signal<Size>({ width: 1, height: 1 });
export const viewport = signal<Viewport>({ x: 0, y: 0, scale: 1 });
/** Whether the picture follows the size of its area. */
export const fitted = signal(true);

effect(() => {
  const picture = pictureSize.value;
  if (picture !== undefined && fitted.value) viewport.value = fitInto(picture, area.value);
});

// a picture of another size is shown whole
let shown: Size | undefined;
effect(() => {
  const picture = pictureSize.value;
  if (picture?.width !== shown?.width || picture?.height !== shown?.height) fitted.value = true;
  shown = picture;
});

/** Shows the whole picture. */
export function fitPicture(): void {
  fitted.value = true;
}

/** Zooms around a point of the area, or around its middle. */
export function zoom(factor: number, at?: Point): void {
  const picture = pictureSize.peek();
  if (picture === undefined) return;
  const size = area.peek();
  fitted.value = false;
  viewport.value = zoomAt(
    viewport.peek(),
    factor,
    at ?? { x: size.width / 2, y: size.height / 2 },
    picture,
    size,
  );
}

/** One pixel of the picture becomes one CSS pixel. */
export function zoomToPixels(): void {
  zoom(1 / viewport.peek().scale);
}

/** Moves the picture by CSS pixels. */
export function pan(x: number, y: number): void {
  const picture = pictureSize.peek();
  if (picture === undefined) return;
  fitted.value = false;
  viewport.value = panBy(viewport.peek(), { x, y }, picture);
}

/** Moves the picture as little as needed to show a place. */
export function showPlace(place: Point): void {
  const picture = pictureSize.peek();
  if (picture === undefined) return;
  const moved = reveal(viewport.peek(), place, picture, area.peek());
  if (moved === viewport.peek()) return;
  fitted.value = false;
  viewport.value = moved;
}

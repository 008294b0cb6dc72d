/** What keys do while the picture has the focus. */
import { addPin } from '../state/places-actions.ts';
import { pictureSize } from '../state/store.ts';
import { stepBand } from '../views/choose-view.ts';
import { crossHair, hovered } from './pointer.ts';
import type { Point } from './viewport.ts';
import { fitPicture, pan, showPlace, viewport, zoom } from './viewport-state.ts';

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** CSS pixels that Shift and an arrow move the picture by. */
const PAN = 60;
const ZOOM = 1.4;

/** Repeats of a held key, so that the cross-hair gathers speed. */
let repeats = 0;

export function pictureKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function act(event: KeyboardEvent): boolean {
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) {
    if (event.shiftKey) pan(-PAN * arrow.x, -PAN * arrow.y);
    else moveCrossHair(arrow, event.repeat);
    return true;
  }
  switch (event.key) {
    case 'Enter':
    case ' ':
      return pinCrossHair();
    case 'Escape':
      crossHair.value = undefined;
      return true;
    case '+':
    case '=':
      zoom(ZOOM);
      return true;
    case '-':
      zoom(1 / ZOOM);
      return true;
    case '0':
      fitPicture();
      return true;
    case ',':
      stepBand(-1);
      return true;
    case '.':
      stepBand(1);
      return true;
    default:
      return false;
  }
}

function moveCrossHair(arrow: Point, repeated: boolean): void {
  const picture = pictureSize.peek();
  if (picture === undefined) return;
  repeats = repeated ? repeats + 1 : 0;
  const step = repeats > 30 ? 16 : repeats > 12 ? 6 : repeats > 4 ? 2 : 1;
  const from = crossHair.peek() ?? start(picture);
  const next = {
    x: Math.min(Math.max(from.x + step * arrow.x, 0), picture.width - 1),
    y: Math.min(Math.max(from.y + step * arrow.y, 0), picture.height - 1),
  };
  hovered.value = undefined; // the keyboard takes over from the pointer
  crossHair.value = next;
  showPlace({ x: next.x + 0.5, y: next.y + 0.5 });
}

/** The cross-hair begins in the middle of what is shown. */
function start(picture: { readonly width: number; readonly height: number }): Point {
  const { x, y } = viewport.peek();
  return {
    x: Math.min(Math.max(Math.floor(x), 0), picture.width - 1),
    y: Math.min(Math.max(Math.floor(y), 0), picture.height - 1),
  };
}

function pinCrossHair(): boolean {
  const picture = pictureSize.peek();
  if (picture === undefined) return false;
  const place = crossHair.peek() ?? start(picture);
  crossHair.value = place;
  addPin(place.x, place.y);
  return true;
}

/** Pointer, wheel and pinch on the picture, told apart by how far and with how many fingers they move. */
import type { Point } from './viewport.ts';

/** What gestures do. Points are CSS pixels from the upper left corner of the element. */
export interface GestureActions {
  hover(at: Point | undefined): void;
  tap(at: Point): void;
  doubleTap(at: Point): void;
  pan(x: number, y: number): void;
  zoom(factor: number, at: Point): void;
  /** Whether a drag that starts now marks a region instead of moving the picture. */
  marks(event: PointerEvent): boolean;
  mark(from: Point, to: Point, done: boolean): void;
  cancelMark(): void;
}

/** A pointer that moves less than this many pixels taps. */
const TAP_DISTANCE = 5;
const DOUBLE_TAP_TIME = 350;

/** Listens on an element; returns the end of it. */
export function listenForGestures(element: HTMLElement, actions: GestureActions): () => void {
  const fingers = new Map<number, Point>();
  let start: { readonly at: Point; readonly marking: boolean } | undefined;
  let moved = false;
  let lastTap: { readonly time: number; readonly at: Point } | undefined;

  const place = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) {
      start = { at: place(event), marking: actions.marks(event) };
      moved = false;
    } else {
      if (start?.marking) actions.cancelMark();
      start = undefined; // a pinch neither taps nor marks
    }
  }

  function move(event: PointerEvent): void {
    const at = place(event);
    const before = fingers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'touch') actions.hover(at);
      return;
    }
    if (fingers.size >= 2) {
      pinch(event.pointerId, before, at);
    } else if (start !== undefined) {
      if (!moved && distance(start.at, at) < TAP_DISTANCE) return;
      moved = true;
      if (start.marking) actions.mark(start.at, at, false);
      else actions.pan(at.x - before.x, at.y - before.y);
    }
    fingers.set(event.pointerId, at);
    if (event.pointerType !== 'touch') actions.hover(at);
  }

  function pinch(id: number, before: Point, at: Point): void {
    const other = [...fingers].find(([finger]) => finger !== id)?.[1];
    if (other === undefined) return;
    const was = distance(before, other);
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    if (was > 0) actions.zoom(distance(at, other) / was, middle);
    actions.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  function up(event: PointerEvent): void {
    const known = fingers.delete(event.pointerId);
    if (!known || start === undefined) return;
    const at = place(event);
    if (moved) {
      if (start.marking) actions.mark(start.at, at, true);
    } else {
      tapped(at, event.timeStamp);
    }
    start = undefined;
  }

  function tapped(at: Point, time: number): void {
    const near =
      lastTap !== undefined && time - lastTap.time < DOUBLE_TAP_TIME && distance(lastTap.at, at) < 12;
    if (near) {
      lastTap = undefined;
      actions.doubleTap(at);
    } else {
      lastTap = { time, at };
      actions.tap(at);
    }
  }

  function cancelled(event: PointerEvent): void {
    fingers.delete(event.pointerId);
    if (start?.marking) actions.cancelMark();
    start = undefined;
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 * event.deltaY : event.deltaY;
    actions.zoom(Math.exp(-Math.max(-240, Math.min(240, step)) / 320), place(event));
  }

  const leave = (): void => actions.hover(undefined);
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', cancelled);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', cancelled);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

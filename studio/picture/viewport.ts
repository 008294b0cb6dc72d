/** Where the picture lies in its area: zoom and pan as plain numbers. Lengths are CSS pixels unless said otherwise. */

/** A size, in CSS pixels of the area or in pixels of the picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The pixel of the picture that lies in the middle of the area, and how large a pixel is. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  /** CSS pixels a pixel of the picture. */
  readonly scale: number;
}

/** A pixel of the picture is never drawn larger. */
const LARGEST_SCALE = 64;

/** The whole picture, as large as it fits; small pictures are magnified. */
export function fitInto(picture: Size, area: Size): Viewport {
  const scale = Math.min(area.width / picture.width, area.height / picture.height);
  return { x: picture.width / 2, y: picture.height / 2, scale: Math.min(scale, LARGEST_SCALE) };
}

/** Zooms by a factor and keeps what lies under a point of the area there. */
export function zoomAt(viewport: Viewport, factor: number, at: Point, picture: Size, area: Size): Viewport {
  const least = Math.min(fitInto(picture, area).scale, 1) / 2;
  const scale = Math.min(Math.max(viewport.scale * factor, least), LARGEST_SCALE);
  const kept = toPicture(viewport, at, area);
  return clamped(
    {
      x: kept.x - (at.x - area.width / 2) / scale,
      y: kept.y - (at.y - area.height / 2) / scale,
      scale,
    },
    picture,
  );
}

/** Moves the picture by a distance on the screen. */
export function panBy(viewport: Viewport, move: Point, picture: Size): Viewport {
  const { scale } = viewport;
  return clamped({ x: viewport.x - move.x / scale, y: viewport.y - move.y / scale, scale }, picture);
}

/** The least move that brings a place of the picture into the area, a margin from its border. */
export function reveal(viewport: Viewport, place: Point, picture: Size, area: Size, margin = 24): Viewport {
  const at = toArea(viewport, place, area);
  const moveX = Math.max(margin - at.x, Math.min(area.width - margin - at.x, 0));
  const moveY = Math.max(margin - at.y, Math.min(area.height - margin - at.y, 0));
  return moveX === 0 && moveY === 0 ? viewport : panBy(viewport, { x: moveX, y: moveY }, picture);
}

/** From the area to the picture, in pixels with fractions; the first pixel spans 0..1. */
export function toPicture(viewport: Viewport, at: Point, area: Size): Point {
  return {
    x: viewport.x + (at.x - area.width / 2) / viewport.scale,
    y: viewport.y + (at.y - area.height / 2) / viewport.scale,
  };
}

/** From the picture to the area. */
export function toArea(viewport: Viewport, place: Point, area: Size): Point {
  return {
    x: (place.x - viewport.x) * viewport.scale + area.width / 2,
    y: (place.y - viewport.y) * viewport.scale + area.height / 2,
  };
}

/** The pixel that holds a place, or undefined outside the picture. */
export function pixelAt(place: Point, picture: Size): Point | undefined {
  const x = Math.floor(place.x);
  const y = Math.floor(place.y);
  return x >= 0 && y >= 0 && x < picture.width && y < picture.height ? { x, y } : undefined;
}

/** A rectangle of whole pixels between two places, inside the picture. */
export function rectangleBetween(
  a: Point,
  b: Point,
  picture: Size,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const edge = (value: number, end: number): number => Math.min(Math.max(value, 0), end);
  const left = Math.floor(edge(Math.min(a.x, b.x), picture.width - 1));
  const top = Math.floor(edge(Math.min(a.y, b.y), picture.height - 1));
  const right = Math.max(Math.ceil(edge(Math.max(a.x, b.x), picture.width)), left + 1);
  const bottom = Math.max(Math.ceil(edge(Math.max(a.y, b.y), picture.height)), top + 1);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The middle of the area stays on the picture. */
function clamped(viewport: Viewport, picture: Size): Viewport {
  return {
    x: Math.min(Math.max(viewport.x, 0), picture.width),
    y: Math.min(Math.max(viewport.y, 0), picture.height),
    scale: viewport.scale,
  };
}

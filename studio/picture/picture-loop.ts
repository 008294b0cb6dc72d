/**
 * Keeps the graphics card in step with the store: uploads rows as they arrive, a few milliseconds a frame, and draws only
 * when something has changed. After a lost context everything is uploaded again from what the page holds.
 */
import { effect } from '@preact/signals';
import type { HeldCube } from '../engine/contract.ts';
import {
  arrivals,
  arrivedRows,
  camera,
  comparing,
  cube,
  fittingTruth,
  linearPhoto,
  photo,
  split,
} from '../state/store.ts';
import { drawings, largestError, plainColours } from '../views/current-drawings.ts';
import type { Drawing, Undrawable } from '../views/drawing.ts';
import { PictureRenderer } from './picture-renderer.ts';
import { area, viewport } from './viewport-state.ts';

/** Pixels that are uploaded at once. */
const BLOCK_PIXELS = 16_384;
/** Milliseconds of a frame that uploads may take. */
const UPLOAD_TIME = 8;
/** Milliseconds between drawings of a picture that is still being uploaded, unless something else changes. */
const UPLOAD_PAUSE = 250;

const PHOTO: Drawing = {
  mode: 'photo',
  of: 'cube',
  forms: new Float64Array(12),
  low: 0,
  high: 1,
  ramp: 'grey',
  threshold: 180,
  description: 'the photo',
};

export class PictureLoop {
  readonly #canvas: HTMLCanvasElement;
  #renderer: PictureRenderer;
  #uploaded = new Uint8Array(0);
  #stale = true;
  /** Whether rows were uploaded that have not been drawn. */
  #fresh = false;
  #drawnAt = 0;
  #frame = 0;
  #ends: (() => void)[] = [];

  /** @throws DrawingError where there is no WebGL2. */
  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#renderer = new PictureRenderer(canvas);
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
    this.#watch();
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#ends) stop();
    this.#canvas.removeEventListener('webglcontextlost', this.#lost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#restored);
  }

  /** One side of the picture at its own resolution. */
  read(side: 0 | 1): ImageData {
    return this.#renderer.read(shownDrawing(side));
  }

  #watch(): void {
    let last:
      | { held: HeldCube | undefined; rgb: Float32Array | undefined; preview: ImageData | undefined }
      | undefined;
    this.#ends = [
      // what is held: a new cube or photo needs new textures; a truth or a response new values beside the cube, which is
      // shown as it was until they are there
      effect(() => {
        const held = cube.value;
        const preview = photo.value?.preview;
        const rgb = linearPhoto.value;
        if (held !== last?.held || rgb !== last?.rgb || preview !== last?.preview) {
          if (held !== undefined) this.#renderer.setCube(held, rgb);
          else if (preview !== undefined) this.#renderer.setPreview(preview);
          else this.#renderer.clear();
          last = { held, rgb, preview };
        }
        this.#renderer.setTruth(fittingTruth.value);
        camera.value;
        this.#uploaded = new Uint8Array(this.#renderer.rows.count);
        largestError.value = 0;
        this.invalidate();
      }),
      effect(() => {
        arrivals.value;
        this.#request();
      }),
      effect(() => {
        drawings.value;
        viewport.value;
        split.value;
        comparing.value;
        const { width, height } = area.value;
        const density = pixelDensity();
        resize(this.#canvas, Math.round(width * density), Math.round(height * density));
        this.invalidate();
      }),
    ];
  }

  invalidate(): void {
    this.#stale = true;
    this.#request();
  }

  #request(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (): void => {
    this.#frame = 0;
    if (this.#renderer.lost) return;
    const more = this.#upload();
    const due = this.#fresh && (!more || performance.now() - this.#drawnAt > UPLOAD_PAUSE);
    if (this.#stale || due) this.#draw();
    if (more) this.#request();
  };

  #draw(): void {
    this.#stale = false;
    this.#fresh = false;
    this.#drawnAt = performance.now();
    this.#renderer.draw({
      viewport: viewport.peek(),
      area: area.peek(),
      density: pixelDensity(),
      left: shownDrawing(0),
      right: comparing.peek() ? shownDrawing(1) : undefined,
      split: split.peek(),
    });
  }

  /** Uploads rows that have arrived; true if some are left for the next frame. */
  #upload(): boolean {
    const held = cube.peek();
    const uploaded = this.#uploaded;
    if (held === undefined || uploaded.length === 0) return false;
    const { columns, step } = this.#renderer.rows;
    const arrived = arrivedRows.peek();
    const most = Math.max(1, Math.floor(BLOCK_PIXELS / columns));
    const source = { response: camera.peek(), rgb: linearPhoto.peek(), truth: fittingTruth.peek() };
    const end = performance.now() + UPLOAD_TIME;
    let largest = largestError.peek();
    let y = 0;
    let more = false;
    while (y < uploaded.length) {
      let rows = 0;
      while (rows < most && uploaded[y + rows] === 0 && arrived[(y + rows) * step] === 1) rows++;
      if (rows === 0) {
        y++;
        continue;
      }
      if (performance.now() > end) {
        more = true;
        break;
      }
      largest = Math.max(largest, this.#renderer.uploadRows(held, source, y, rows));
      uploaded.fill(1, y, y + rows);
      this.#fresh = true;
      y += rows;
    }
    if (!more) this.#renderer.setComplete(uploaded.indexOf(0) < 0);
    largestError.value = largest;
    return more;
  }

  readonly #lost = (event: Event): void => {
    event.preventDefault(); // asks the browser to restore it
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  };

  readonly #restored = (): void => {
    for (const stop of this.#ends) stop();
    this.#renderer = new PictureRenderer(this.#canvas);
    this.#watch();
  };
}

/** Pixels of the screen a CSS pixel; more than 2 would cost time that nobody sees. */
export function pixelDensity(): number {
  return Math.min(devicePixelRatio, 2);
}

/** Setting a size clears a canvas, even if it is the same. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== Math.max(1, width)) canvas.width = Math.max(1, width);
  if (canvas.height !== Math.max(1, height)) canvas.height = Math.max(1, height);
}

/** The drawing of a side, or the photo or plain colours where it cannot be drawn. */
function shownDrawing(side: 0 | 1): Drawing {
  const drawing: Drawing | Undrawable | undefined = drawings.peek()?.[side];
  if (drawing !== undefined && !('reason' in drawing)) return drawing;
  return plainColours.peek() ?? PHOTO;
}

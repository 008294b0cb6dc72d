/** A computed view: kept until what it shows changes, and then computed again where it changed. */
import type { Drawing } from '../../views/drawing.ts';
import type { Size } from '../viewport.ts';

export class ViewTexture {
  readonly #gl: WebGL2RenderingContext;
  readonly #texture: WebGLTexture;
  readonly #target: WebGLFramebuffer;
  readonly size: Size;
  #drawing: Drawing | undefined;
  /** Rows that must be computed again: from, to. */
  #stale: readonly [number, number];
  #mipmapped = false;

  constructor(gl: WebGL2RenderingContext, size: Size) {
    this.#gl = gl;
    this.size = { width: size.width, height: size.height };
    this.#stale = [0, size.height];
    this.#texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texStorage2D(gl.TEXTURE_2D, levels(size), gl.RGBA8, size.width, size.height);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.#target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Says that rows y .. y + rows - 1 of the data have changed. */
  invalidate(y: number, rows: number): void {
    const [from, to] = this.#stale;
    this.#stale = from < to ? [Math.min(from, y), Math.max(to, y + rows)] : [y, y + rows];
  }

  /** Computes what is stale; `compute` draws into the bound target. */
  refresh(drawing: Drawing, compute: (drawing: Drawing) => void): void {
    const gl = this.#gl;
    if (this.#drawing === undefined || !sameDrawing(this.#drawing, drawing))
      this.invalidate(0, this.size.height);
    this.#drawing = drawing;
    const [from, to] = this.#stale;
    if (from >= to) return;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target);
    gl.viewport(0, 0, this.size.width, this.size.height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, from, this.size.width, to - from);
    compute(drawing);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    this.#stale = [0, 0];
    this.#mipmapped = false;
  }

  /** Binds it for drawing at a magnification: pixels stay sharp when magnified, and are averaged when reduced. */
  bind(magnification: number): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    const reduced = magnification < 0.5;
    if (reduced && !this.#mipmapped) {
      gl.generateMipmap(gl.TEXTURE_2D);
      this.#mipmapped = true;
    }
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, reduced ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  /** The pixels of the last refresh, first row first. */
  read(): ImageData {
    const gl = this.#gl;
    const { width, height } = this.size;
    const bytes = new Uint8ClampedArray(4 * width * height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return new ImageData(bytes, width, height);
  }

  delete(): void {
    this.#gl.deleteFramebuffer(this.#target);
    this.#gl.deleteTexture(this.#texture);
  }
}

function levels({ width, height }: Size): number {
  return 1 + Math.floor(Math.log2(Math.max(width, height)));
}

/** Whether two drawings give the same pixels. */
export function sameDrawing(a: Drawing, b: Drawing): boolean {
  if (a === b) return true;
  const same = (['mode', 'of', 'low', 'high', 'ramp', 'threshold'] as const).every(
    (key) => a[key] === b[key],
  );
  return (
    same && a.forms.length === b.forms.length && a.forms.every((value, index) => value === b.forms[index])
  );
}

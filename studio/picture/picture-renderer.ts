/** Draws the picture with WebGL2: holds the textures, draws one or two views side by side, and reads a view back. */
import type { HeldCube } from '../engine/contract.ts';
import { NO_VALUE, RAMP_NAMES } from '../views/colour-ramp.ts';
import { DRAWING_MODES, type Drawing } from '../views/drawing.ts';
import { compileProgram, DrawingError, type Program } from './gl/program.ts';
import { SCREEN_SHADER, VERTEX_SHADER, viewShader } from './gl/shader.ts';
import {
  type CubeTexture,
  createCubeTexture,
  createPhotoTexture,
  createPlainTexture,
  createPreviewTexture,
  createRampTexture,
  uploadCubeRows,
  uploadRows,
} from './gl/textures.ts';
import { ViewTexture } from './gl/view-texture.ts';
import { type ExtrasSource, extrasOf, gatherRows } from './row-block.ts';
import type { Size, Viewport } from './viewport.ts';

/** What one picture on the screen is. */
export interface Frame {
  readonly viewport: Viewport;
  /** CSS pixels. */
  readonly area: Size;
  /** Pixels of the screen a CSS pixel. */
  readonly density: number;
  readonly left: Drawing;
  /** Shown right of the divider. */
  readonly right?: Drawing | undefined;
  readonly split: number;
}

interface HeldTexture {
  readonly texture: CubeTexture;
  readonly bands: number;
}

export class PictureRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs = new Map<number, Program>();
  readonly #screen: Program;
  readonly #ramps: WebGLTexture;
  readonly #nothing: CubeTexture;
  #photo: WebGLTexture;
  #extras: WebGLTexture;
  #picture: Size = { width: 1, height: 1 };
  #cube: HeldTexture | undefined;
  #truth: HeldTexture | undefined;
  #complete = false;
  /** What the left and the right side show. */
  #views: readonly [ViewTexture, ViewTexture] | undefined;

  /** @throws DrawingError where there is no WebGL2, or it does not take the programs. */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: false, stencil: false });
    if (gl === null) throw new DrawingError('this browser draws no WebGL2');
    this.#gl = gl;
    this.#screen = compileProgram(gl, VERTEX_SHADER, SCREEN_SHADER);
    this.#program(1); // what does not compile fails here, where it can be said
    this.#ramps = createRampTexture(gl);
    this.#nothing = createCubeTexture(gl, 4, 1, 1);
    this.#photo = createPlainTexture(gl, 1, 1);
    this.#extras = createPlainTexture(gl, 1, 1);
  }

  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  /** Shows a photo before there are spectra. */
  setPreview(preview: ImageData): void {
    this.clear();
    this.#photo = createPreviewTexture(this.#gl, preview);
    this.#picture = preview;
    this.#views = this.#newViews(preview);
  }

  /** Makes room for a cube; its photo, if it has one, is shown where rows are missing. */
  setCube(cube: HeldCube, rgb: Float32Array | undefined): void {
    this.clear();
    const gl = this.#gl;
    const { width, height, bands } = cube;
    const texture = createCubeTexture(gl, bands, width, height);
    this.#cube = { texture, bands };
    this.#picture = { width, height };
    this.#extras = createPlainTexture(gl, texture.width, texture.height);
    this.#photo =
      rgb === undefined
        ? createPlainTexture(gl, texture.width, texture.height)
        : createPhotoTexture(gl, rgb, width, height, texture.step);
    this.#views = this.#newViews(texture);
  }

  /** Makes room for the truth beside the cube, which it fits. */
  setTruth(truth: HeldCube | undefined): void {
    if (this.#truth !== undefined) this.#gl.deleteTexture(this.#truth.texture.handle);
    this.#truth =
      truth === undefined
        ? undefined
        : {
            texture: createCubeTexture(this.#gl, truth.bands, truth.width, truth.height),
            bands: truth.bands,
          };
  }

  /** Rows of the texture that hold rows of the cube, and every how many rows of the cube there is one. */
  get rows(): { readonly count: number; readonly columns: number; readonly step: number } {
    const texture = this.#cube?.texture;
    return { count: texture?.height ?? 0, columns: texture?.width ?? 0, step: texture?.step ?? 1 };
  }

  /** Uploads texture rows y .. y + rows - 1 and returns the largest re-projection error among them. */
  uploadRows(cube: HeldCube, source: ExtrasSource, y: number, rows: number): number {
    if (this.#cube === undefined) return 0;
    const { texture } = this.#cube;
    const block = gatherRows(cube.data, cube.bands, cube, texture.step, y, rows);
    uploadCubeRows(this.#gl, texture, block, cube.bands, y, rows);
    const { packed, largestError } = extrasOf(block, cube, source, texture.step, y, rows);
    uploadRows(this.#gl, this.#extras, packed, texture.width, y, rows);
    if (source.truth !== undefined && this.#truth !== undefined) {
      const { truth } = source;
      const trueBlock = gatherRows(truth.data, truth.bands, truth, texture.step, y, rows);
      uploadCubeRows(this.#gl, this.#truth.texture, trueBlock, truth.bands, y, rows);
    }
    for (const view of this.#views ?? []) view.invalidate(y, rows);
    return largestError;
  }

  /** Says whether every row has been uploaded. */
  setComplete(complete: boolean): void {
    this.#complete = complete;
  }

  /** Draws a frame; the canvas has the size of the area times its density. */
  draw(frame: Frame): void {
    const gl = this.#gl;
    const { width, height } = gl.canvas;
    const sides = this.#views;
    sides?.[0].refresh(frame.left, this.#compute);
    if (frame.right !== undefined) sides?.[1].refresh(frame.right, this.#compute);
    gl.viewport(0, 0, width, height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (sides === undefined) return;
    gl.enable(gl.SCISSOR_TEST);
    const divider = frame.right === undefined ? width : Math.round(width * frame.split);
    gl.scissor(0, 0, divider, height);
    this.#show(sides[0], frame);
    if (divider === width) return;
    gl.scissor(divider, 0, width - divider, height);
    this.#show(sides[1], frame);
  }

  /** A view of the whole picture, a pixel a pixel of the texture. */
  read(drawing: Drawing): ImageData {
    const [view] = this.#views ?? this.#newViews({ width: 1, height: 1 });
    view.refresh(drawing, this.#compute);
    return view.read();
  }

  /** Lets go of photo, cube and truth. */
  clear(): void {
    const gl = this.#gl;
    for (const held of [this.#cube, this.#truth])
      if (held !== undefined) gl.deleteTexture(held.texture.handle);
    for (const view of this.#views ?? []) view.delete();
    gl.deleteTexture(this.#photo);
    gl.deleteTexture(this.#extras);
    this.#photo = createPlainTexture(gl, 1, 1);
    this.#extras = createPlainTexture(gl, 1, 1);
    this.#cube = undefined;
    this.#truth = undefined;
    this.#views = undefined;
    this.#complete = false;
    this.#picture = { width: 1, height: 1 };
  }

  #newViews(size: Size): readonly [ViewTexture, ViewTexture] {
    return [new ViewTexture(this.#gl, size), new ViewTexture(this.#gl, size)];
  }

  /** Puts a computed view on the screen. */
  #show(view: ViewTexture, { viewport, area, density }: Frame): void {
    const gl = this.#gl;
    const program = this.#screen;
    gl.useProgram(program.handle);
    gl.activeTexture(gl.TEXTURE0);
    view.bind((viewport.scale * density * this.#picture.width) / view.size.width);
    gl.uniform1i(program.uniform('view'), 0);
    const x = viewport.x - area.width / 2 / viewport.scale;
    const y = viewport.y - area.height / 2 / viewport.scale;
    gl.uniform2f(program.uniform('origin'), x, y);
    gl.uniform1f(program.uniform('perPixel'), 1 / (viewport.scale * density));
    gl.uniform1f(program.uniform('areaHeight'), gl.canvas.height);
    gl.uniform2f(program.uniform('size'), this.#picture.width, this.#picture.height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** Computes a view into the bound target. */
  readonly #compute = (drawing: Drawing): void => {
    const gl = this.#gl;
    const held = drawing.of === 'truth' ? this.#truth : this.#cube;
    const texture = held?.texture ?? this.#nothing;
    const program = this.#program(texture.layers);
    gl.useProgram(program.handle);
    const bind = (unit: number, target: number, handle: WebGLTexture, name: string): void => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(target, handle);
      gl.uniform1i(program.uniform(name), unit);
    };
    bind(1, gl.TEXTURE_2D_ARRAY, texture.handle, 'cube');
    bind(2, gl.TEXTURE_2D, this.#photo, 'photo');
    bind(3, gl.TEXTURE_2D, this.#extras, 'extras');
    bind(4, gl.TEXTURE_2D, this.#ramps, 'ramps');
    gl.activeTexture(gl.TEXTURE0);
    gl.uniform4fv(program.uniform('forms'), packForms(drawing.forms, held?.bands ?? 4, texture.layers));
    gl.uniform1i(program.uniform('mode'), DRAWING_MODES[held === undefined ? 'photo' : drawing.mode]);
    gl.uniform1i(program.uniform('everywhere'), this.#complete || drawing.of === 'truth' ? 1 : 0);
    gl.uniform2f(program.uniform('scale'), drawing.low, drawing.high);
    gl.uniform1f(program.uniform('ramp'), (RAMP_NAMES.indexOf(drawing.ramp) + 0.5) / RAMP_NAMES.length);
    gl.uniform1f(program.uniform('threshold'), drawing.threshold);
    gl.uniform3f(program.uniform('noValue'), NO_VALUE[0] / 255, NO_VALUE[1] / 255, NO_VALUE[2] / 255);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  };

  #program(layers: number): Program {
    const known = this.#programs.get(layers);
    if (known !== undefined) return known;
    const made = compileProgram(this.#gl, VERTEX_SHADER, viewShader(layers));
    this.#programs.set(layers, made);
    return made;
  }
}

/** 3 x bands as three runs of `layers` vectors of four, the missing bands 0. */
function packForms(forms: Float64Array, bands: number, layers: number): Float32Array {
  const packed = new Float32Array(12 * layers);
  for (let row = 0; row < 3; row++) {
    packed.set(forms.subarray(row * bands, (row + 1) * bands), 4 * layers * row);
  }
  return packed;
}

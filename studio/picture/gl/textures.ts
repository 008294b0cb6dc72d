/** Textures of the picture: spectra four bands a layer, the photo, values beside the cube, and the colour ramps. */
import { RAMP_NAMES, rampBytes } from '../../views/colour-ramp.ts';

/** Pixels a texture of spectra holds at most; larger cubes are drawn from every n-th pixel (and measured at every one). */
const MOST_PIXELS = 4_500_000;

/** Spectra in an array of RGBA16F layers. */
export interface CubeTexture {
  readonly handle: WebGLTexture;
  readonly layers: number;
  /** Every n-th pixel along each side is held. */
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/** A texture for a cube of this size, all zero. */
export function createCubeTexture(
  gl: WebGL2RenderingContext,
  bands: number,
  width: number,
  height: number,
): CubeTexture {
  const largest: number = gl.getParameter(gl.MAX_TEXTURE_SIZE);
  let step = 1;
  while (Math.max(width, height) / step > largest || (width * height) / step ** 2 > MOST_PIXELS) step++;
  const size = { width: Math.ceil(width / step), height: Math.ceil(height / step) };
  const layers = Math.ceil(bands / 4);
  const handle = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, handle);
  gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.RGBA16F, size.width, size.height, layers);
  smooth(gl, gl.TEXTURE_2D_ARRAY);
  return { handle, layers, step, ...size };
}

/**
 * Uploads rows of a cube texture.
 *
 * @param block planar [bands, rows, texture width] of the held pixels.
 * @param y first row of the texture.
 */
export function uploadCubeRows(
  gl: WebGL2RenderingContext,
  texture: CubeTexture,
  block: Float32Array,
  bands: number,
  y: number,
  rows: number,
): void {
  const pixels = texture.width * rows;
  const packed = new Float32Array(4 * pixels * texture.layers);
  for (let band = 0; band < bands; band++) {
    let to = 4 * pixels * (band >> 2) + (band & 3);
    for (let from = band * pixels; from < (band + 1) * pixels; from++, to += 4) packed[to] = block[from];
  }
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture.handle);
  gl.texSubImage3D(
    gl.TEXTURE_2D_ARRAY,
    0,
    0,
    y,
    0,
    texture.width,
    rows,
    texture.layers,
    gl.RGBA,
    gl.FLOAT,
    packed,
  );
}

/** A photo of sRGB bytes; sampling gives linear light. */
export function createPreviewTexture(gl: WebGL2RenderingContext, preview: ImageData): WebGLTexture {
  const handle = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, handle);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.SRGB8_ALPHA8, gl.RGBA, gl.UNSIGNED_BYTE, preview);
  smooth(gl, gl.TEXTURE_2D);
  return handle;
}

/** A photo of planar linear light, every `step`-th pixel. */
export function createPhotoTexture(
  gl: WebGL2RenderingContext,
  rgb: Float32Array,
  width: number,
  height: number,
  step: number,
): WebGLTexture {
  const size = { width: Math.ceil(width / step), height: Math.ceil(height / step) };
  const packed = new Float32Array(4 * size.width * size.height);
  const plane = width * height;
  let to = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step, to += 4) {
      const from = y * width + x;
      packed[to] = rgb[from];
      packed[to + 1] = rgb[plane + from];
      packed[to + 2] = rgb[2 * plane + from];
    }
  }
  const handle = createPlainTexture(gl, size.width, size.height);
  uploadRows(gl, handle, packed, size.width, 0, size.height);
  return handle;
}

/** An RGBA16F texture, all zero. */
export function createPlainTexture(gl: WebGL2RenderingContext, width: number, height: number): WebGLTexture {
  const handle = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, handle);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA16F, width, height);
  smooth(gl, gl.TEXTURE_2D);
  return handle;
}

/** Uploads rows of interleaved RGBA. */
export function uploadRows(
  gl: WebGL2RenderingContext,
  handle: WebGLTexture,
  packed: Float32Array,
  width: number,
  y: number,
  rows: number,
): void {
  gl.bindTexture(gl.TEXTURE_2D, handle);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, y, width, rows, gl.RGBA, gl.FLOAT, packed);
}

/** All ramps, one a row. */
export function createRampTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const handle = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, handle);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, 256, RAMP_NAMES.length);
  for (const [row, name] of RAMP_NAMES.entries()) {
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, row, 256, 1, gl.RGBA, gl.UNSIGNED_BYTE, rampBytes(name));
  }
  smooth(gl, gl.TEXTURE_2D);
  return handle;
}

function smooth(gl: WebGL2RenderingContext, target: number): void {
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

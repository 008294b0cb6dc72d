/**
 * The two programs of the picture. One computes a view, a pixel a pixel of the cube: linear forms of its spectrum and what
 * is made of them, decided by uniforms alone. The other puts a computed view on the screen, moved and magnified.
 */
import { DRAWING_MODES } from '../../views/drawing.ts';

/** One triangle over the whole area. */
export const VERTEX_SHADER = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0), 0.0, 1.0);
}`;

const modes = Object.entries(DRAWING_MODES)
  .map(([name, value]) => `const int ${name.toUpperCase()}_MODE = ${value};`)
  .join('\n');

/** Computes a view of a cube of `layers` times four bands. */
export function viewShader(layers: number): string {
  return `#version 300 es
precision highp float;
precision highp sampler2DArray;
const int LAYERS = ${layers};
${modes}
uniform sampler2DArray cube;   // spectra, four bands a layer
uniform sampler2D photo;       // linear light
uniform sampler2D extras;      // 1024 x re-projection error, angle to the truth (-1: none), -, 1 where the row has arrived
uniform sampler2D ramps;       // a ramp a row
uniform vec4 forms[3 * LAYERS];
uniform int mode;
uniform bool everywhere;       // all rows have arrived
uniform vec2 scale;            // values at the ends of the ramp
uniform float ramp;            // row of the ramp, 0..1
uniform float threshold;       // degrees
uniform vec3 noValue;
out vec4 colour;

const float DARK = 0.02;       // mean of a spectrum whose direction means nothing

vec3 encode(vec3 light) {
  light = clamp(light, 0.0, 1.0);
  return mix(12.92 * light, 1.055 * pow(light, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, light));
}
vec3 ramped(float value) {
  if (!(abs(value) < 1e30)) return noValue;
  float share = clamp((value - scale.x) / (scale.y - scale.x), 0.0, 1.0);
  return texture(ramps, vec2((share * 255.0 + 0.5) / 256.0, ramp)).rgb;
}
vec3 shown(ivec2 place) {
  if (mode == PHOTO_MODE) return encode(texelFetch(photo, place, 0).rgb);
  vec4 extra = texelFetch(extras, place, 0);
  if (!everywhere && extra.a < 0.5) return 0.35 * encode(texelFetch(photo, place, 0).rgb) + 0.12;
  if (mode == REPROJECTION_MODE) return ramped(extra.r / 1024.0);
  if (mode == TRUTH_MODE) return extra.g < 0.0 ? noValue : ramped(extra.g);
  vec3 form = vec3(0.0);
  float squares = 0.0;
  for (int layer = 0; layer < LAYERS; layer++) {
    vec4 z = texelFetch(cube, ivec3(place, layer), 0);
    form += vec3(dot(forms[layer], z), dot(forms[LAYERS + layer], z), dot(forms[2 * LAYERS + layer], z));
    squares += dot(z, z);
  }
  if (mode == COLOUR_MODE) return encode(form);
  if (mode == SCALAR_MODE) return ramped(form.x);
  if (mode == OUTSIDE_MODE) return squares > 0.0 ? ramped(sqrt(max(0.0, 1.0 - dot(form, form) / squares))) : noValue;
  if (mode == RATIO_MODE) return form.y > 0.0 ? ramped(form.x / form.y) : noValue;
  if (mode == DIFFERENCE_MODE) return form.x + form.y > 0.0 ? ramped((form.x - form.y) / (form.x + form.y)) : noValue;
  // angle: form.y is the mean of the spectrum
  float angle = form.y > DARK && squares > 0.0 ? degrees(acos(clamp(form.x * inversesqrt(squares), -1.0, 1.0))) : 180.0;
  return angle <= threshold ? ramped(angle) : 0.45 * encode(vec3(form.y));
}
void main() {
  colour = vec4(shown(ivec2(gl_FragCoord.xy)), 1.0);
}`;
}

/** Puts a view on the screen. */
export const SCREEN_SHADER = `#version 300 es
precision highp float;
uniform sampler2D view;
uniform vec2 origin;           // place of the picture at the upper left corner of the area
uniform float perPixel;        // pixels of the picture a pixel of the area
uniform float areaHeight;
uniform vec2 size;             // of the picture
out vec4 colour;
void main() {
  vec2 place = origin + vec2(gl_FragCoord.x, areaHeight - gl_FragCoord.y) * perPixel;
  if (any(lessThan(place, vec2(0.0))) || any(greaterThanEqual(place, size))) discard;
  colour = texture(view, place / size);
}`;

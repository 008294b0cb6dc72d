/**
 * The one shader: linear forms of a pixel's spectrum and what is made of them. A cube is an array of textures, four bands
 * a layer; what is looked at is decided by uniforms alone.
 */
import { DRAWING_MODES } from '../../views/drawing.ts';

export const VERTEX_SHADER = `#version 300 es
void main() { // one triangle over the whole area
  gl_Position = vec4(vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0), 0.0, 1.0);
}`;

const modes = Object.entries(DRAWING_MODES)
  .map(([name, value]) => `const int ${name.toUpperCase()}_MODE = ${value};`)
  .join('\n');

/** The fragment shader for cubes of `layers` times four bands. */
export function fragmentShader(layers: number): string {
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
uniform vec2 origin;           // place of the picture at the upper left corner of the area
uniform float perPixel;        // pixels of the picture a pixel of the area
uniform float areaHeight;
uniform bool upright;          // first row of the picture at the top of the area
uniform vec2 size;             // of the picture
uniform bool everywhere;       // all rows have arrived
uniform vec2 scale;            // values at the ends of the ramp
uniform float ramp;            // row of the ramp, 0..1
uniform float threshold;       // degrees
uniform vec3 noValue;
out vec4 colour;

const float DARK = 0.02;       // mean of a spectrum whose direction means nothing

vec2 place;
bool magnified;

vec4 spectrum(int layer) {
  vec2 at = place / size;
  return magnified
    ? texelFetch(cube, ivec3(at * vec2(textureSize(cube, 0).xy), layer), 0)
    : texture(cube, vec3(at, float(layer)));
}
vec4 flatly(sampler2D image) {
  vec2 at = place / size;
  return magnified ? texelFetch(image, ivec2(at * vec2(textureSize(image, 0))), 0) : texture(image, at);
}
vec3 encode(vec3 light) {
  light = clamp(light, 0.0, 1.0);
  return mix(12.92 * light, 1.055 * pow(light, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, light));
}
vec3 ramped(float value) {
  if (!(abs(value) < 1e30)) return noValue;
  float share = clamp((value - scale.x) / (scale.y - scale.x), 0.0, 1.0);
  return texture(ramps, vec2((share * 255.0 + 0.5) / 256.0, ramp)).rgb;
}
vec3 shown() {
  if (mode == PHOTO_MODE) return encode(flatly(photo).rgb);
  vec4 extra = flatly(extras);
  if (!everywhere && extra.a < 0.5) return 0.35 * encode(flatly(photo).rgb) + 0.12;
  if (mode == REPROJECTION_MODE) return ramped(extra.r / 1024.0);
  if (mode == TRUTH_MODE) return extra.g < 0.0 ? noValue : ramped(extra.g);
  vec3 form = vec3(0.0);
  float squares = 0.0;
  for (int layer = 0; layer < LAYERS; layer++) {
    vec4 z = spectrum(layer);
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
  float down = upright ? areaHeight - gl_FragCoord.y : gl_FragCoord.y;
  place = origin + vec2(gl_FragCoord.x, down) * perPixel;
  if (any(lessThan(place, vec2(0.0))) || any(greaterThanEqual(place, size))) discard;
  magnified = perPixel <= 1.0;
  colour = vec4(shown(), 1.0);
}`;
}

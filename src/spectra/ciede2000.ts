/**
 * The CIEDE2000 colour difference: 1 is about what an eye just sees side by side.
 *
 * Source: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary
 * test data, and mathematical observations", Color Research and Application 30 (2005) 21; equations in brackets.
 */

const RADIANS = Math.PI / 180;
const POWER_25_7 = 25 ** 7;

/**
 * The difference between two colours under reference conditions (kL = kC = kH = 1).
 *
 * @param a CIELAB L*, a*, b*. @param b likewise.
 * @returns 0 or more, the same for (a, b) and (b, a).
 */
export function ciede2000(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [lightness1, lightness2] = [a[0], b[0]];
  const meanOfChromas = (Math.hypot(a[1], a[2]) + Math.hypot(b[1], b[2])) / 2;
  const stretch = 1 + 0.5 * (1 - saturating(meanOfChromas)); // (4) 1 + G
  const [a1, a2] = [stretch * a[1], stretch * b[1]]; // (5)
  const [chroma1, chroma2] = [Math.hypot(a1, a[2]), Math.hypot(a2, b[2])]; // (6)
  const [hue1, hue2] = [hueOf(a1, a[2]), hueOf(a2, b[2])]; // (7)
  const grey = chroma1 * chroma2 === 0;

  const lightnessStep = lightness2 - lightness1; // (8)
  const chromaStep = chroma2 - chroma1; // (9)
  const turn = hue2 - hue1;
  const hueStep = grey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn; // (10)
  const hueDistance = 2 * Math.sqrt(chroma1 * chroma2) * Math.sin((hueStep / 2) * RADIANS); // (11)

  const lightness = (lightness1 + lightness2) / 2; // (12)
  const chroma = (chroma1 + chroma2) / 2; // (13)
  const hue = grey ? hue1 + hue2 : meanHue(hue1, hue2); // (14)
  const t =
    1 -
    0.17 * Math.cos((hue - 30) * RADIANS) +
    0.24 * Math.cos(2 * hue * RADIANS) +
    0.32 * Math.cos((3 * hue + 6) * RADIANS) -
    0.2 * Math.cos((4 * hue - 63) * RADIANS); // (15)
  const fromMiddle = (lightness - 50) ** 2;
  const lightnessWeight = 1 + (0.015 * fromMiddle) / Math.sqrt(20 + fromMiddle); // (18)
  const chromaWeight = 1 + 0.045 * chroma; // (19)
  const hueWeight = 1 + 0.015 * chroma * t; // (20)
  const blueTurn = 60 * Math.exp(-(((hue - 275) / 25) ** 2)); // (16), twice the angle
  const rotation = -2 * saturating(chroma) * Math.sin(blueTurn * RADIANS); // (17), (21)

  const [dl, dc, dh] = [lightnessStep / lightnessWeight, chromaStep / chromaWeight, hueDistance / hueWeight];
  return Math.sqrt(Math.max(0, dl * dl + dc * dc + dh * dh + rotation * dc * dh)); // (22)
}

/** sqrt(C^7 / (C^7 + 25^7)): 0 for greys, towards 1 for strong colours. */
function saturating(chroma: number): number {
  const power = chroma ** 7;
  return Math.sqrt(power / (power + POWER_25_7));
}

/** Hue angle in 0..360 degrees; 0 for grey. */
function hueOf(a: number, b: number): number {
  if (a === 0 && b === 0) return 0;
  const degrees = Math.atan2(b, a) / RADIANS;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** The mean on the shorter arc. */
function meanHue(hue1: number, hue2: number): number {
  const sum = hue1 + hue2;
  if (Math.abs(hue1 - hue2) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}

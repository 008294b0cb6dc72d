/** Remarks on cubes that seem to be on another scale than they should. Nothing is rescaled: a remark is all. */
import type { SpectralCube } from '../cube/spectral-cube.ts';

/** Largest values of the scales that cubes are commonly stored on. */
const SCALES = [
  { largest: 100, what: 'percent' },
  { largest: 255, what: '8 bits' },
  { largest: 1023, what: '10 bits' },
  { largest: 4095, what: '12 bits' },
  { largest: 10000, what: 'reflectance x 10000' },
  { largest: 16383, what: '14 bits' },
  { largest: 65535, what: '16 bits' },
] as const;

/** Ratio of means beyond which it is not the method that errs. */
const SUSPICIOUS_RATIO = 20;

/** Protocols take a range of 1; lights and mirrors may reach a little above. */
const SUSPICIOUS_PEAK = 4;

/**
 * What seems wrong with the scales of a true cube and its estimate, in words; empty if nothing does.
 *
 * Compared are the means of the absolute values, which a few odd samples hardly move.
 */
export function scaleNotes(truth: SpectralCube, estimate: SpectralCube): string[] {
  const [y, z] = [levels(truth.data), levels(estimate.data)];
  const notes: string[] = [];
  if (y.peak > SUSPICIOUS_PEAK) {
    notes.push(
      `the truth reaches ${brief(y.peak)}, but the range of the protocols is 1: figures that rest on the range are wrong; nothing was rescaled`,
    );
  }
  if (y.mean === 0 || z.mean === 0) return notes;
  const ratio = z.mean / y.mean;
  if (ratio > SUSPICIOUS_RATIO || ratio < 1 / SUSPICIOUS_RATIO) {
    const [larger, smaller] = ratio > 1 ? ['estimate', 'truth'] : ['truth', 'estimate'];
    const factor = Math.max(ratio, 1 / ratio);
    const distance = (largest: number): number => Math.abs(Math.log(largest / factor));
    const scale = SCALES.reduce((best, one) => (distance(one.largest) < distance(best.largest) ? one : best));
    notes.push(
      `the ${larger} is ${brief(factor)} times as bright as the ${smaller} (mean ${brief(z.mean)} estimated, ${brief(y.mean)} true): it may be on a scale of 0..${scale.largest} (${scale.what}) where the ${smaller} is on 0..1; nothing was rescaled`,
    );
  }
  return notes;
}

function levels(samples: Float32Array): { readonly mean: number; readonly peak: number } {
  let sum = 0;
  let count = 0;
  let peak = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    if (!(size < Number.POSITIVE_INFINITY)) continue;
    sum += size;
    count++;
    if (size > peak) peak = size;
  }
  return { mean: count === 0 ? 0 : sum / count, peak };
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}

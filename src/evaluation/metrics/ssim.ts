/** Structural similarity, with every constant a parameter: published figures differ in window and range. */
import { EvaluationError } from '../evaluation-error.ts';
import { type CubePair, countedPixels } from './cube-pair.ts';

export interface SsimOptions {
  readonly width: number;
  readonly height: number;
  /** Side of the uniform window, odd. Default 7. */
  readonly window?: number;
  /** Dynamic range L. Default 1; the published figures of Zhu et al. used 2, which flatters. */
  readonly range?: number;
  /** Default 0.01. */
  readonly k1?: number;
  /** Default 0.03. */
  readonly k2?: number;
}

/**
 * Mean over bands of the mean structural similarity: uniform window, sample covariance (N / (N - 1)), only windows
 * that lie wholly inside. Takes no mask, since a window has no shape of its own.
 *
 * @throws EvaluationError if sizes do not fit, a mask is given, or the window is even or larger than the image.
 * Source: Z. Wang et al., IEEE TIP 13 (2004), Eq. 13; window and covariance as in scikit-image's default.
 */
export function ssim(pair: CubePair, options: SsimOptions): number {
  const { width, height, window = 7, range = 1, k1 = 0.01, k2 = 0.03 } = options;
  const { truth, estimate, bands } = pair;
  const plane = countedPixels(pair).length;
  if (pair.mask !== undefined)
    throw new EvaluationError('expected no mask for structural similarity, found one');
  if (plane !== width * height) {
    throw new EvaluationError(`expected ${width} x ${height} pixels, found ${plane}`);
  }
  if (!(Number.isInteger(window) && window % 2 === 1 && window >= 3 && window <= Math.min(width, height))) {
    throw new EvaluationError(
      `expected an odd window of 3..${Math.min(width, height)} pixels, found ${window}`,
    );
  }
  const count = window * window;
  const correction = count / (count - 1);
  const [c1, c2] = [(k1 * range) ** 2, (k2 * range) ** 2];
  const means = (value: (pixel: number) => number): Float64Array =>
    windowMeans(
      Float64Array.from({ length: plane }, (_, pixel) => value(pixel)),
      width,
      height,
      window,
    );
  let total = 0;
  for (let band = 0; band < bands; band++) {
    const y = (pixel: number): number => truth[band * plane + pixel];
    const z = (pixel: number): number => estimate[band * plane + pixel];
    const meanY = means(y);
    const meanZ = means(z);
    const meanYY = means((pixel) => y(pixel) ** 2);
    const meanZZ = means((pixel) => z(pixel) ** 2);
    const meanYZ = means((pixel) => y(pixel) * z(pixel));
    let sum = 0;
    for (let place = 0; place < meanY.length; place++) {
      const [a, b] = [meanY[place], meanZ[place]];
      const varianceY = correction * (meanYY[place] - a * a);
      const varianceZ = correction * (meanZZ[place] - b * b);
      const covariance = correction * (meanYZ[place] - a * b);
      sum +=
        ((2 * a * b + c1) * (2 * covariance + c2)) / ((a * a + b * b + c1) * (varianceY + varianceZ + c2));
    }
    total += sum / meanY.length;
  }
  return total / bands;
}

/** Mean in every whole window, along rows and then columns; (height - window + 1) x (width - window + 1). */
function windowMeans(image: Float64Array, width: number, height: number, window: number): Float64Array {
  const across = width - window + 1;
  const down = height - window + 1;
  const rows = new Float64Array(height * across);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let step = 0; step < window; step++) sum += image[y * width + x + step];
      rows[y * across + x] = sum;
    }
  }
  const result = new Float64Array(down * across);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let step = 0; step < window; step++) sum += rows[(y + step) * across + x];
      result[y * across + x] = sum / (window * window);
    }
  }
  return result;
}

/** Spectra as rows in float64, with the sums that unmixing needs. */

/** Spectra, `[count, bands]` row-major. */
export interface SpectralSamples {
  readonly count: number;
  readonly bands: number;
  readonly data: Float64Array;
}

/** At most `most` pixels of a planar cube `[bands, pixels]`, evenly spread over it. */
export function samplePixels(
  cube: Float32Array,
  bands: number,
  pixels: number,
  most: number,
): SpectralSamples {
  const count = Math.min(most, pixels);
  const data = new Float64Array(count * bands);
  for (let row = 0; row < count; row++) {
    const pixel = Math.floor(((row + 0.5) * pixels) / count);
    for (let band = 0; band < bands; band++) data[row * bands + band] = cube[band * pixels + pixel];
  }
  return { count, bands, data };
}

/** Mean of the outer products y y^T, bands x bands, row-major. */
export function correlation({ count, bands, data }: SpectralSamples): Float64Array {
  const sum = new Float64Array(bands * bands);
  for (let row = 0; row < count; row++) {
    const from = row * bands;
    for (let i = 0; i < bands; i++) {
      const value = data[from + i];
      for (let j = 0; j <= i; j++) sum[i * bands + j] += value * data[from + j];
    }
  }
  for (let i = 0; i < bands; i++) {
    for (let j = 0; j <= i; j++) {
      sum[i * bands + j] /= count;
      sum[j * bands + i] = sum[i * bands + j];
    }
  }
  return sum;
}

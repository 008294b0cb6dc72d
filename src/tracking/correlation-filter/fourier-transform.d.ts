/** Types of what is used of the package, which brings none. */
declare module 'fourier-transform' {
  /** Spectrum of real samples, length a power of two: bins 0..N/2 into the two arrays of the output. */
  export function fft(
    input: ArrayLike<number>,
    output: [re: Float64Array, im: Float64Array],
  ): [Float64Array, Float64Array];
  /** The way back from bins 0..N/2, divided by N. */
  export function ifft(re: Float64Array, im: Float64Array, output: Float64Array): Float64Array;
  /** Spectrum of complex samples, in place. */
  export function cfft(re: Float64Array, im: Float64Array): void;
  /** The way back, in place, divided by N. */
  export function cifft(re: Float64Array, im: Float64Array): void;
}

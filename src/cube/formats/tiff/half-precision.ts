/** Floating point of 16 bits (IEEE 754 binary16), which JavaScript engines do not all know yet. */

/** The numbers of 16-bit patterns in the order of this machine. */
export function halfPrecision(patterns: Uint16Array): Float32Array {
  const numbers = new Float32Array(patterns.length);
  for (let index = 0; index < patterns.length; index++) {
    const pattern = patterns[index];
    const exponent = (pattern >> 10) & 31;
    const fraction = pattern & 1023;
    const sign = pattern & 0x8000 ? -1 : 1;
    if (exponent === 31) numbers[index] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else if (exponent === 0) numbers[index] = sign * fraction * 2 ** -24;
    else numbers[index] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return numbers;
}

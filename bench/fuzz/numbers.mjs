// Numbers that readers of files stumble over: edges of the integer types, what is no number, what overflows.

/** Integers at the edges of their types and of what a double holds exactly. */
export const EDGES = [
  0n,
  1n,
  2n,
  3n,
  7n,
  31n,
  127n,
  128n,
  255n,
  256n,
  4095n,
  4096n,
  4097n,
  32767n,
  65535n,
  65536n,
  2n ** 24n,
  2n ** 29n,
  2n ** 30n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 33n,
  2n ** 52n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** Doubles that are no number, infinite, tiny, negative or beyond every integer. */
export const ODD_DOUBLES = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  -1,
  5e-324,
  1e-300,
  1e300,
  1.7976931348623157e308,
  2 ** 53,
  -(2 ** 31),
  0.5,
];

/** The same in writing, and what only a text can say. */
export const ODD_TEXTS = [
  ...EDGES.map(String),
  ...ODD_DOUBLES.map(String),
  '1e999',
  '-1e999',
  '1e308',
  '-1',
  '-9007199254740993',
  '99999999999999999999999999999999',
  '0x10',
  '0b1',
  '1_000',
  '1,5',
  '.5',
  '5.',
  '+7',
  '--7',
  'inf',
  'nan',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '',
  ' ',
];

/** The bytes of an integer, cut to their number. */
export function integerBytes(value, size, littleEndian) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), littleEndian);
  return littleEndian ? bytes.subarray(0, size) : bytes.subarray(8 - size);
}

/** The bytes of a floating-point number of 4 or 8 bytes. */
export function floatBytes(value, size, littleEndian) {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setFloat32(0, value, littleEndian);
  else view.setFloat64(0, value, littleEndian);
  return bytes;
}

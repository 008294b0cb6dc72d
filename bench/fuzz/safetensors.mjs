// Safetensors files with any header, honest or not.
import { mutateText } from './mutate-text.mjs';
import { textBytes } from './cubes.mjs';

/** A file with a header and data of our own. */
export function safetensorsBytes(header, data, length) {
  const head = textBytes(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(head.length));
  return new Uint8Array(Buffer.concat([size, head, data]));
}

/** The header mutated as a text, its length put right. */
export function mutateSafetensors(random, bytes) {
  const length = bytes.length < 8 ? 0 : Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const end = Math.min(bytes.length, 8 + length);
  const header = Buffer.from(mutateText(random, bytes.subarray(8, end))).toString('utf8');
  return safetensorsBytes(header, bytes.subarray(end));
}

const zeros = (count) => new Uint8Array(count);
const entry = (shape, offsets, dtype = 'F32') => JSON.stringify({ dtype, shape, data_offsets: offsets });
const lying = (what, header, data = zeros(16), length = undefined) => ({
  what,
  make: () => safetensorsBytes(header(), data, length),
});

/** Files that lie. */
export const LYING_SAFETENSORS = [
  lying('a header of 2^64 - 1 bytes', () => '{}', zeros(0), 2n ** 64n - 1n),
  lying('a header of 2^53 bytes', () => '{}', zeros(0), 2n ** 53n),
  lying('a product that overflows', () => `{"a":${entry(Array(20).fill(2 ** 52), [0, 16])}}`),
  lying('2^52 values of no bytes', () => `{"a":${entry([2 ** 52, 0], [0, 0])}}`),
  lying('offsets that run backwards', () => `{"a":${entry([4], [16, 0])}}`),
  lying('offsets beyond the file', () => `{"a":${entry([4], [2 ** 52, 2 ** 52 + 16])}}`),
  lying('negative offsets', () => '{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}'),
  lying('offsets beyond every number', () => '{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,1e999]}}'),
  lying(
    'twenty thousand tensors of the same megabyte',
    () =>
      `{${Array.from({ length: 20_000 }, (_, k) => `"t${k}":${entry([262_144], [0, 1_048_576])}`).join(',')}}`,
    zeros(1_048_576),
  ),
  lying(
    'sixty thousand tensors of nothing',
    () => `{${Array.from({ length: 60_000 }, (_, k) => `"${k}":${entry([0], [0, 0])}`).join(',')}}`,
  ),
  lying('metadata that cannot be texts', () => '{"__metadata__":{"a":{"toString":1,"valueOf":1}}}'),
  lying('nested metadata', () => `{"__metadata__":{"a":${'['.repeat(300_000)}${']'.repeat(300_000)}}}`),
  lying('metadata that is a text', () => `{"__metadata__":"${'x'.repeat(1_000_000)}"}`),
  lying('a name of a million letters', () => `{"${'n'.repeat(1_000_000)}":{}}`),
  lying('a type of a million letters', () => `{"a":${entry([4], [0, 16], 'F'.repeat(1_000_000))}}`),
  lying('a million axes', () => `{"a":${entry(Array(1_000_000).fill(1), [0, 4])}}`),
  lying('a prototype', () => `{"__proto__":${entry([4], [0, 16])}}`),
];

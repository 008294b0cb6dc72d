/** Safetensors: round trips, and bytes that lie. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, SafetensorsError, writeSafetensors } from './safetensors.ts';

const tensors = fc.dictionary(
  fc
    .string({ minLength: 1, maxLength: 12 })
    .filter((name) => name !== '__metadata__' && name !== '__proto__'),
  fc.array(fc.float({ noNaN: true }), { maxLength: 20 }),
  { maxKeys: 5 },
);

function file(values: Record<string, number[]>, metadata: Record<string, string> = {}): Uint8Array {
  const entries = Object.entries(values).map(
    ([name, data]) => [name, { shape: [data.length], data: Float32Array.from(data) }] as const,
  );
  return writeSafetensors(new Map(entries), metadata);
}

describe('safetensors', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.constantFrom('a', 'b'), fc.string()), (values, metadata) => {
        const read = readSafetensors(file(values, metadata));
        expect(read.metadata).toEqual({ ...metadata });
        expect([...read.tensors.keys()]).toEqual(Object.keys(values));
        for (const [name, data] of Object.entries(values)) {
          expect([...(read.tensors.get(name)?.data ?? [])]).toEqual([...Float32Array.from(data)]);
        }
      }),
    );
  });

  it('reads from a view into a larger buffer, as Node gives it', () => {
    const bytes = file({ a: [1, 2, 3] });
    const larger = Buffer.alloc(bytes.length + 7, 255);
    larger.set(bytes, 5);
    const read = readSafetensors(larger.subarray(5, 5 + bytes.length));
    expect([...(read.tensors.get('a')?.data ?? [])]).toEqual([1, 2, 3]);
  });

  it('answers truncated and random bytes with its own error', () => {
    const bytes = file({ weights: [1, 2, 3, 4] });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(SafetensorsError);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => readSafetensors(noise)).toThrow(SafetensorsError);
      }),
    );
  });

  const withHeader = (text: string, data = 16): Uint8Array => {
    const header = new TextEncoder().encode(text);
    const bytes = new Uint8Array(8 + header.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    return bytes;
  };
  const entry = (name: string, shape: readonly number[], end: number): string =>
    `"${name}":{"dtype":"F32","shape":${JSON.stringify(shape)},"data_offsets":[0,${end}]}`;

  it.each([
    [
      'tensors of the same bytes',
      `{${entry('a', [4], 16)},${entry('b', [4], 16)}}`,
      /share no bytes, found 32/,
    ],
    ['metadata that are no texts', '{"__metadata__":{"a":{"toString":1}}}', /to hold texts/],
    ['metadata that are a text', '{"__metadata__":"abc"}', /to hold texts/],
    ['metadata that are a list', '{"__metadata__":["abc"]}', /to hold texts/],
    ['more axes than there can be', `{${entry('a', Array(17).fill(1), 4)}}`, /at most 16 sizes/],
    [
      'a header beyond the limit',
      `{${' '.repeat(8_388_608)}}`,
      /at most 8388608 bytes, found one of 8388610/,
    ],
  ])('refuses %s', (_, header, message) => {
    expect(() => readSafetensors(withHeader(header))).toThrow(SafetensorsError);
    expect(() => readSafetensors(withHeader(header))).toThrow(message);
  });

  it('says what is wrong in a line, however long the names are', () => {
    const long = 'x'.repeat(100_000);
    for (const header of [`{"${long}":1}`, `{"a":{"dtype":"${long}","shape":[4],"data_offsets":[0,16]}}`]) {
      expect(() => readSafetensors(withHeader(header))).toThrow(/^.{1,200}$/);
    }
  });

  it('reads as many tensors of nothing as the header names', () => {
    const { tensors } = readSafetensors(withHeader(`{${entry('a', [0], 0)},${entry('b', [2, 0], 0)}}`, 0));
    expect([...tensors.keys()]).toEqual(['a', 'b']);
  });

  it('refuses offsets that lie and types that it does not know', () => {
    const lying = (header: unknown): Uint8Array => {
      const text = new TextEncoder().encode(JSON.stringify(header));
      const bytes = new Uint8Array(8 + text.length + 16);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
      bytes.set(text, 8);
      return bytes;
    };
    const entry = { dtype: 'F32', shape: [4], data_offsets: [0, 16] };
    expect(readSafetensors(lying({ a: entry })).tensors.size).toBe(1);
    for (const change of [
      { shape: [1e12] },
      { shape: [-1] },
      { data_offsets: [8, 24] },
      { dtype: 'BF16' },
      { shape: 4 },
    ]) {
      expect(() => readSafetensors(lying({ a: { ...entry, ...change } }))).toThrow(SafetensorsError);
    }
  });
});

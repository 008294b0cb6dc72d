/** A file in memory holds what was written, whatever of it is put away, and however calls overlap. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { MemoryFile } from './memory-file.ts';

const PAGE = 1_048_576;

describe('MemoryFile', () => {
  it('agrees with plain bytes through writes at any place, with two pages in hand', async () => {
    const file = new MemoryFile('x', 2);
    const plain = new Uint8Array(5 * PAGE + 77);
    const random = new Random(4);
    const calls: Promise<void>[] = [];
    for (let call = 0; call < 60; call++) {
      const position = random.integer(plain.length - 10);
      const length = Math.min(plain.length - position, 1 + random.integer(call % 7 === 0 ? 2 * PAGE : 500));
      const bytes = new Uint8Array(length).fill(1 + (call % 255));
      plain.set(bytes, position);
      calls.push(file.writeAt(bytes, position)); // not waited for one by one
    }
    calls.push(file.writeAt(Uint8Array.of(9), plain.length - 1));
    plain[plain.length - 1] = 9;
    await Promise.all(calls);
    for (const [position, length] of [
      [0, 10],
      [PAGE - 5, 10],
      [3 * PAGE, 2 * PAGE],
    ]) {
      const read = new Uint8Array(await file.read(position, length));
      expect(Buffer.compare(read, plain.subarray(position, position + length))).toBe(0);
    }
    const blob = file.toBlob();
    expect(blob.size).toBe(plain.length);
    expect(Buffer.compare(new Uint8Array(await blob.arrayBuffer()), plain)).toBe(0);
  });

  it('gives zeros where nothing was written, and refuses to read beyond its end', async () => {
    const file = new MemoryFile('x', 1);
    await file.writeAt(Uint8Array.of(1), 3 * PAGE);
    expect(new Uint8Array(await file.read(PAGE, 4))).toEqual(new Uint8Array(4));
    await expect(file.read(3 * PAGE, 2)).rejects.toThrow('expected');
    expect(file.toBlob().size).toBe(3 * PAGE + 1);
  });
});

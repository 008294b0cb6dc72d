/** PackBits: runs of bytes. Source: Adobe, "TIFF Revision 6.0", section 9. */

/**
 * Unpacks PackBits data into a buffer of fixed size; what would go beyond it is dropped.
 *
 * @returns how many bytes there were, at most those of `target`.
 */
export function unpackPackBits(packed: Uint8Array, target: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < packed.length && length < target.length; ) {
    const head = packed[at++];
    if (head === 128) continue;
    if (head < 128) {
      const literal = packed.subarray(at, at + Math.min(head + 1, target.length - length));
      target.set(literal, length);
      length += literal.length;
      at += head + 1;
    } else if (at < packed.length) {
      const end = Math.min(length + 257 - head, target.length);
      target.fill(packed[at++], length, end);
      length = end;
    }
  }
  return length;
}

/** A header that contradicts itself or ends too early; becomes a PhotoError with the file's name. */
export class BrokenHeader extends Error {}

/** A view of bytes; reading beyond them throws a RangeError. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Four letters at a place. */
export function wordAt(bytes: Uint8Array, at: number): string {
  if (at + 4 > bytes.length) throw new BrokenHeader('ends within its header');
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

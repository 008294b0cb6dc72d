/** Little-endian numbers and letters put one after another. */

export class ByteList {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  u8(...values: readonly number[]): this {
    this.#bytes.push(...values);
    return this;
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.#bytes.push(value & 0xff, (value >>> 8) & 0xff);
    return this;
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.u16(value & 0xffff, value >>> 16);
    return this;
  }

  /** Whole numbers up to 2^53. */
  u64(...values: readonly number[]): this {
    for (const value of values) this.u32(value % 2 ** 32, Math.floor(value / 2 ** 32));
    return this;
  }

  /** The address of nothing: eight bytes of ones. */
  none(): this {
    for (let index = 0; index < 8; index++) this.#bytes.push(0xff);
    return this;
  }

  /** Letters of ASCII. */
  text(text: string): this {
    return this.add(new TextEncoder().encode(text));
  }

  add(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** Zeros up to a multiple. */
  fill(multiple: number): this {
    return this.fillTo(Math.ceil(this.length / multiple) * multiple);
  }

  /** Zeros up to a length. */
  fillTo(length: number): this {
    while (this.length < length) this.#bytes.push(0);
    return this;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

/** Bytes put one after another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

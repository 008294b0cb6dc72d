// Packed data that become a thousand times more than they are, made without the memory that they are to take.
import { constants, deflateRawSync } from 'node:zlib';

const BLOCK = 2 ** 20;
/** The largest prime below 2^16, of the check sum that zlib data end with (RFC 1950). */
const MODULUS = 65_521;

/**
 * Zlib data that unpack to some bytes and a count of zeros, check sum right.
 *
 * @param wrapped false for plain deflate, as ZIP archives hold it.
 */
export function packedZeros(prefix, zeros, { wrapped = true } = {}) {
  const flush = { level: 9, finishFlush: constants.Z_FULL_FLUSH };
  const block = deflateRawSync(Buffer.alloc(BLOCK), flush);
  const rest = deflateRawSync(Buffer.alloc(zeros % BLOCK), { level: 9 });
  const body = [
    deflateRawSync(prefix, flush),
    ...Array.from({ length: Math.floor(zeros / BLOCK) }, () => block),
    rest,
  ];
  if (!wrapped) return Buffer.concat(body);
  let [low, high] = [1, 0];
  for (const byte of prefix) {
    low = (low + byte) % MODULUS;
    high = (high + low) % MODULUS;
  }
  high = (high + zeros * low) % MODULUS;
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(high * 65_536 + low);
  return Buffer.concat([Buffer.from([0x78, 0xda]), ...body, sum]);
}

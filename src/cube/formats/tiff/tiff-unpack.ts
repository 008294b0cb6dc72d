/** From the bytes of a strip or tile to numbers, never more of them than the block has. */
import { inflate } from '../deflate.ts';
import { HOST_IS_LITTLE_ENDIAN, type SampleView, viewSamples } from '../raw/sample-type.ts';
import { halfPrecision } from './half-precision.ts';
import { unpackLzw } from './lzw.ts';
import { unpackPackBits } from './pack-bits.ts';
import { joinBytePlanes, toHostOrder, undoDifferences } from './predictor.ts';
import type { TiffPage } from './tiff-page.ts';
import { COMPRESSION } from './tiff-tags.ts';

/** Samples of one pixel that stand beside each other in a block. */
export function blockSamples({ separate, samples }: TiffPage): number {
  return separate ? 1 : samples;
}

/** Bytes of one row of a block. */
export function blockRowBytes(page: TiffPage): number {
  return page.blocks.width * blockSamples(page) * page.sampleBytes;
}

/** How the bytes of a file are to be taken. */
export interface UnpackOptions {
  readonly littleEndian: boolean;
  /** For messages. */
  readonly name: string;
}

/**
 * Unpacks a block.
 *
 * @returns the numbers of its rows, as many rows as came whole.
 * @throws CubeError if the bytes are damaged or become more than the block.
 */
export async function unpackBlock(
  packed: Uint8Array<ArrayBuffer>,
  page: TiffPage,
  options: UnpackOptions,
): Promise<SampleView> {
  const rowBytes = blockRowBytes(page);
  const all = await unpackBytes(packed, page.compression, page.blocks.height * rowBytes, options.name);
  const bytes = all.subarray(0, all.length - (all.length % rowBytes));
  const stride = blockSamples(page);
  const rows = { rowSamples: page.blocks.width * stride, stride, sampleBytes: page.sampleBytes };
  if (page.predictor === 3) return viewHost(joinBytePlanes(bytes, rows), page);
  toHostOrder(bytes, page.sampleBytes, options.littleEndian);
  if (page.predictor === 2) undoDifferences(bytes, rows);
  return viewHost(bytes, page);
}

async function unpackBytes(
  packed: Uint8Array<ArrayBuffer>,
  compression: number,
  most: number,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (compression === COMPRESSION.deflate || compression === COMPRESSION.oldDeflate) {
    return inflate([packed], { most, name });
  }
  const bytes = new Uint8Array(most);
  const lzw = compression === COMPRESSION.lzw;
  return bytes.subarray(0, lzw ? unpackLzw(packed, bytes, name) : unpackPackBits(packed, bytes));
}

/** The numbers of whole samples in the order of this machine. */
export function viewHost(bytes: Uint8Array<ArrayBuffer>, { type }: TiffPage): SampleView {
  const exact = bytes.length === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  if (type === 'float16') return halfPrecision(new Uint16Array(exact));
  return viewSamples(exact, type, HOST_IS_LITTLE_ENDIAN);
}

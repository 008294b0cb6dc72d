/**
 * How large a tile may be so that a reconstruction stays within a memory limit. The figures are measured, see
 * docs/performance.md; they err on the high side.
 */
import { SpectraliftError } from '../errors.ts';
import { GENERATOR_HALO } from '../networks/generator.ts';

/** A limit within which a photo cannot be reconstructed. */
export class MemoryError extends SpectraliftError {
  readonly _tag = 'MemoryError';
}

const MEBIBYTE = 2 ** 20;
/** Node, ONNX Runtime and sharp with nothing loaded. */
const BASE_BYTES = 190 * MEBIBYTE;
/** The network's own memory a tile pixel, with what surrounds it (copies of the cube, consistency). */
const BYTES_PER_TILE_PIXEL = 10_800;
/** Copies of a strip that live at once: its samples, and the writer's. */
const STRIP_COPIES = 1.3;
const TILES = [192, 160, 128, 112, 96, 80];

export interface MemoryQuestion {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  readonly bands: number;
}

/** Expected peak in bytes with tiles of a size. */
export function expectedPeak({ width, height, bitDepth, bands }: MemoryQuestion, tile: number): number {
  const pixels = width * height;
  const photo = 3 * pixels * (bitDepth / 8);
  const decoding = Math.min(photo, 64 * MEBIBYTE);
  const picture = 3 * pixels;
  const [tileWidth, tileHeight] = [Math.min(tile, width), Math.min(tile, height)];
  const stripRows = tileHeight === height ? height : tile - GENERATOR_HALO;
  const strip = 4 * bands * width * stripRows * STRIP_COPIES;
  return BASE_BYTES + photo + decoding + picture + strip + BYTES_PER_TILE_PIXEL * tileWidth * tileHeight;
}

/**
 * The largest tile that stays within a limit.
 *
 * @param limit bytes.
 * @throws MemoryError that says how much the photo needs at least.
 */
export function largestTile(question: MemoryQuestion, limit: number): number {
  const tile = TILES.find((candidate) => expectedPeak(question, candidate) <= limit);
  if (tile !== undefined) return tile;
  const least = Math.ceil(expectedPeak(question, TILES[TILES.length - 1]) / MEBIBYTE);
  throw new MemoryError(
    `expected a memory limit of at least ${least} MiB for ${question.width} x ${question.height} pixels, found ${Math.floor(limit / MEBIBYTE)} MiB`,
    { hint: `give --max-memory ${least}M or more` },
  );
}

/**
 * Reads `800M`, `1G`, `1.5GiB` or plain bytes; powers of 1024.
 *
 * @throws MemoryError for anything else.
 */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([KMG])(?:i?B)?)?$/i.exec(text.trim());
  const bytes =
    match === null
      ? 0
      : Number(match[1]) * 1024 ** ['', 'K', 'M', 'G'].indexOf((match[2] ?? '').toUpperCase());
  if (!(bytes > 0)) throw new MemoryError(`expected a memory size such as 800M or 1G, found '${text}'`);
  return bytes;
}

/**
 * Windows of a file of raw samples in any interleave. Only the stretches of the file that hold the window are
 * read; stretches that nearly touch are read in one go, in pieces of a few megabytes.
 */
import type { Interleave } from '../envi-header.ts';
import { allocateWindow, type CubeWindow, checkWindow } from '../cube-source.ts';
import { SAMPLE_BYTES, type SampleType, type SampleView, viewSamples } from '../sample-type.ts';
import type { CubeHeader } from '../spectral-cube.ts';
import type { FileBytes } from './file-bytes.ts';

/** Where samples stand in a file and what they mean. */
export interface RawLayout extends CubeHeader {
  readonly type: SampleType;
  readonly interleave: Interleave;
  readonly littleEndian: boolean;
  /** Bytes before the first sample. */
  readonly headerOffset: number;
  /** Position in the file of each band. */
  readonly fileBands: readonly number[];
  /** A sample is `stored * gain[band] + offset[band]`. */
  readonly gain: readonly number[];
  readonly offset: readonly number[];
}

/** Stretches with at most this many bytes between them are read together. */
const GAP_BYTES = 16_384;

/** Bytes read in one go, unless a single stretch is longer. */
const PIECE_BYTES = 4_194_304;

/** One stretch of samples that follow one another in the file: a row of a band, or pixels with all bands. */
interface Stretch {
  /** Index of its first sample in the file. */
  readonly from: number;
  readonly row: number;
  /** Position of its band in the file; for `bip`, which has all bands, 0. */
  readonly fileBand: number;
}

/**
 * Reads a window, planar `[band, row, column]`, scaled.
 *
 * @throws CubeError if the window does not lie within the cube, memory does not suffice or the file ends.
 */
export async function readRawWindow(
  file: FileBytes,
  layout: RawLayout,
  window: CubeWindow,
  signal?: AbortSignal,
): Promise<Float32Array> {
  signal?.throwIfAborted();
  checkWindow(layout, window);
  const result = allocateWindow(layout, window);
  const size = SAMPLE_BYTES[layout.type];
  const length = layout.interleave === 'bip' ? window.width * layout.bands : window.width;
  const resultBands = new Map(layout.fileBands.map((fileBand, band) => [fileBand, band]));
  let piece: Stretch[] = [];
  const flush = async () => {
    if (piece.length === 0) return;
    signal?.throwIfAborted();
    const first = piece[0].from;
    const samples = piece[piece.length - 1].from + length - first;
    const buffer = await file.read(layout.headerOffset + first * size, samples * size);
    const stored = viewSamples(buffer, layout.type, layout.littleEndian);
    for (const stretch of piece)
      scatter(stored, stretch.from - first, stretch, layout, window, resultBands, result);
    piece = [];
  };
  for (const stretch of stretches(layout, window)) {
    const last = piece[piece.length - 1];
    const gap = last === undefined ? 0 : (stretch.from - last.from - length) * size;
    const total = last === undefined ? 0 : (stretch.from + length - piece[0].from) * size;
    if (gap > GAP_BYTES || total > PIECE_BYTES) await flush();
    piece.push(stretch);
  }
  await flush();
  return result;
}

/** Stretches of a window in the order of the file. */
function* stretches(layout: RawLayout, window: CubeWindow): Generator<Stretch> {
  const { bands, height, width } = layout;
  const { x, y } = window;
  if (layout.interleave === 'bsq') {
    for (let fileBand = 0; fileBand < bands; fileBand++) {
      for (let row = 0; row < window.height; row++) {
        yield { from: (fileBand * height + y + row) * width + x, row, fileBand };
      }
    }
    return;
  }
  for (let row = 0; row < window.height; row++) {
    if (layout.interleave === 'bip') {
      yield { from: ((y + row) * width + x) * bands, row, fileBand: 0 };
      continue;
    }
    for (let fileBand = 0; fileBand < bands; fileBand++) {
      yield { from: ((y + row) * bands + fileBand) * width + x, row, fileBand };
    }
  }
}

/** Puts the samples of a stretch, the first at `start` of `stored`, to their places in the result. */
function scatter(
  stored: SampleView,
  start: number,
  stretch: Stretch,
  layout: RawLayout,
  window: CubeWindow,
  resultBands: ReadonlyMap<number, number>,
  result: Float32Array,
): void {
  const pixelStep = layout.interleave === 'bip' ? layout.bands : 1;
  for (let bandStep = 0; bandStep < pixelStep; bandStep++) {
    const band = resultBands.get(stretch.fileBand + bandStep) ?? 0;
    const to = (band * window.height + stretch.row) * window.width;
    const gain = layout.gain[band];
    const offset = layout.offset[band];
    if (stored instanceof Float32Array && pixelStep === 1 && gain === 1 && offset === 0) {
      result.set(stored.subarray(start, start + window.width), to);
      continue;
    }
    for (let column = 0; column < window.width; column++) {
      result[to + column] = Number(stored[start + column * pixelStep + bandStep]) * gain + offset;
    }
  }
}

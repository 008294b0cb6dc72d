/**
 * Windows of a file of plain numbers, whatever the order of its axes. Only the stretches of the file that hold
 * the window are read; stretches that nearly touch are read in one go, in pieces of a few megabytes.
 */
import { allocateWindow, type CubeWindow, checkWindow, windowBands } from '../../cube-source.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import type { Axis, RawLayout } from './raw-layout.ts';
import { SAMPLE_BYTES, type SampleView, viewSamples } from './sample-type.ts';

/** Stretches with at most this many bytes between them are read together. */
const GAP_BYTES = 16_384;

/** Bytes read in one go, unless a single stretch is longer. */
const PIECE_BYTES = 4_194_304;

/** What is read along one axis of the file. */
interface Span {
  readonly axis: Axis;
  /** Samples in the file from one step along this axis to the next. */
  readonly step: number;
  /** First and last place that is read, as the file counts. */
  readonly first: number;
  readonly last: number;
  /** Index in the result of each place from `first`, in steps of this axis; undefined where it is passed over. */
  readonly targets: readonly (number | undefined)[];
}

/** One stretch of samples along the fastest axis. */
interface Stretch {
  /** Index of its first sample in the file. */
  readonly from: number;
  /** What the two slower axes add to the index in the result. */
  readonly target: number;
  /** Position of its band in the file where the band is a slower axis. */
  readonly fileBand: number;
}

/**
 * Reads a window, planar `[band, row, column]`, scaled.
 *
 * @throws CubeError if the window does not lie within the cube, memory does not suffice or the file ends.
 */
export async function readRawWindow(
  file: Pick<ByteSource, 'read'>,
  layout: RawLayout,
  window: CubeWindow,
  signal?: AbortSignal,
): Promise<Float32Array> {
  signal?.throwIfAborted();
  checkWindow(layout, window);
  const result = allocateWindow(layout, window);
  const [slow, middle, fast] = spansOf(layout, window);
  const size = SAMPLE_BYTES[layout.type];
  const length = fast.last - fast.first + 1;
  const scatter = scatterInto(result, layout, fast);
  let piece: Stretch[] = [];
  const flush = async () => {
    if (piece.length === 0) return;
    signal?.throwIfAborted();
    const first = piece[0].from;
    const samples = piece[piece.length - 1].from + length - first;
    const buffer = await file.read(layout.headerOffset + first * size, samples * size);
    const stored = viewSamples(buffer, layout.type, layout.littleEndian);
    for (const stretch of piece) scatter(stored, stretch.from - first, stretch);
    piece = [];
  };
  for (const stretch of stretches(slow, middle, fast)) {
    if (piece.length > 0) {
      const gap = (stretch.from - piece[piece.length - 1].from - length) * size;
      const total = (stretch.from + length - piece[0].from) * size;
      if (gap > GAP_BYTES || total > PIECE_BYTES) await flush();
    }
    piece.push(stretch);
  }
  await flush();
  return result;
}

/** What is read along each axis of the file, the slowest first. */
function spansOf(layout: RawLayout, window: CubeWindow): [Span, Span, Span] {
  const sizes: Readonly<Record<Axis, number>> = {
    band: layout.bands,
    row: layout.height,
    column: layout.width,
  };
  const [, middle, fast] = layout.axes;
  const steps = [sizes[middle] * sizes[fast], sizes[fast], 1];
  const { first: firstBand, count } = windowBands(layout, window);
  const fileBands = layout.fileBands.slice(firstBand, firstBand + count);
  const plane = window.width * window.height;
  const spanOf = (axis: Axis, index: number): Span => {
    const step = steps[index];
    if (axis === 'band') {
      const first = Math.min(...fileBands);
      const last = Math.max(...fileBands);
      const targets: (number | undefined)[] = new Array(last - first + 1).fill(undefined);
      for (const [band, fileBand] of fileBands.entries()) targets[fileBand - first] = band * plane;
      return { axis, step, first, last, targets };
    }
    const [first, places, each] =
      axis === 'row' ? [window.y, window.height, window.width] : [window.x, window.width, 1];
    const targets = Array.from({ length: places }, (_, place) => place * each);
    return { axis, step, first, last: first + places - 1, targets };
  };
  return [spanOf(layout.axes[0], 0), spanOf(layout.axes[1], 1), spanOf(layout.axes[2], 2)];
}

/** Stretches of a window in the order of the file. */
function* stretches(slow: Span, middle: Span, fast: Span): Generator<Stretch> {
  for (let outer = slow.first; outer <= slow.last; outer++) {
    const outerTarget = slow.targets[outer - slow.first];
    if (outerTarget === undefined) continue;
    for (let inner = middle.first; inner <= middle.last; inner++) {
      const innerTarget = middle.targets[inner - middle.first];
      if (innerTarget === undefined) continue;
      yield {
        from: outer * slow.step + inner * middle.step + fast.first,
        target: outerTarget + innerTarget,
        fileBand: slow.axis === 'band' ? outer : inner,
      };
    }
  }
}

/** Puts the samples of a stretch, the first at `start` of `stored`, to their places in the result. */
function scatterInto(
  result: Float32Array,
  layout: RawLayout,
  fast: Span,
): (stored: SampleView, start: number, stretch: Stretch) => void {
  const bandOf = new Map(layout.fileBands.map((fileBand, band) => [fileBand, band]));
  const { gain, offset } = layout;
  if (fast.axis === 'band') {
    return (stored, start, { target }) => {
      for (const [place, add] of fast.targets.entries()) {
        if (add === undefined) continue;
        const band = bandOf.get(fast.first + place) ?? 0;
        result[target + add] = Number(stored[start + place]) * gain[band] + offset[band];
      }
    };
  }
  const length = fast.targets.length;
  const each = fast.axis === 'column' ? 1 : (fast.targets[1] ?? 1);
  return (stored, start, { target, fileBand }) => {
    const band = bandOf.get(fileBand) ?? 0;
    if (each === 1 && stored instanceof Float32Array && gain[band] === 1 && offset[band] === 0) {
      result.set(stored.subarray(start, start + length), target);
      return;
    }
    for (let place = 0; place < length; place++) {
      result[target + place * each] = Number(stored[start + place]) * gain[band] + offset[band];
    }
  };
}

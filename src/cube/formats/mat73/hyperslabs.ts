/**
 * Windows of a data set of an HDF5 file: blocks of a few megabytes, along the pieces that the data set is stored in
 * so that none is unpacked twice.
 */
import { allocateWindow, type CubeWindow, checkWindow, windowBands } from '../../cube-source.ts';
import type { Hdf5Dataset, Hdf5File } from '../hdf5-parser.ts';
import type { Axis, RawLayout } from '../raw/raw-layout.ts';
import { SAMPLE_BYTES, type SampleView } from '../raw/sample-type.ts';
import { unlessAborted } from '../unless-aborted.ts';

/** Bytes of a block, unless one piece of the data set has more. */
const BLOCK_BYTES = 16_777_216;

/** What is read along one axis of the data set. */
interface Span {
  readonly first: number;
  readonly count: number;
  /** Size of the stored pieces along this axis. */
  readonly chunk: number;
  /** What each place from `first` adds to the index in the result; -1 where it is passed over. */
  readonly targets: Float64Array;
}

/**
 * Reads a window, planar `[band, row, column]`, scaled.
 *
 * @param layout of the data set with three axes; a first axis of one step may be missing in the data set.
 * @throws CubeError if the window does not lie within the cube, memory does not suffice or the file is damaged.
 */
export async function readHyperslabs(
  file: Pick<Hdf5File, 'read'>,
  dataset: Hdf5Dataset,
  layout: RawLayout,
  window: CubeWindow,
  signal?: AbortSignal,
): Promise<Float32Array> {
  signal?.throwIfAborted();
  checkWindow(layout, window);
  const result = allocateWindow(layout, window);
  const spans = spansOf(dataset, layout, window);
  const missing = spans.length - dataset.shape.length;
  for (const block of blocks(spans, SAMPLE_BYTES[dataset.type])) {
    signal?.throwIfAborted();
    const start = block.map(({ first }) => first).slice(missing);
    const count = block.map((span) => span.count).slice(missing);
    const stored = await unlessAborted(file.read(dataset.path, start, count), signal);
    scatter(stored, block, layout, result);
  }
  return result;
}

function spansOf({ chunks }: Hdf5Dataset, layout: RawLayout, window: CubeWindow): Span[] {
  const { first: firstBand, count } = windowBands(layout, window);
  const fileBands = layout.fileBands.slice(firstBand, firstBand + count);
  const plane = window.width * window.height;
  const missing = layout.axes.length - (chunks?.length ?? layout.axes.length);
  const spanOf = (axis: Axis, index: number): Span => {
    const chunk = chunks?.[index - missing] ?? 1;
    if (axis === 'band') {
      const first = fileBands.reduce((least, band) => Math.min(least, band));
      const last = fileBands.reduce((most, band) => Math.max(most, band));
      const targets = new Float64Array(last - first + 1).fill(-1);
      for (const [band, fileBand] of fileBands.entries()) targets[fileBand - first] = band * plane;
      return { first, count: targets.length, chunk, targets };
    }
    const [first, places, each] =
      axis === 'row' ? [window.y, window.height, window.width] : [window.x, window.width, 1];
    return {
      first,
      count: places,
      chunk,
      targets: Float64Array.from({ length: places }, (_, place) => place * each),
    };
  };
  return layout.axes.map(spanOf);
}

/** A window in blocks that are not too large; each but the first begins where a stored piece does. */
function* blocks(spans: readonly Span[], sampleBytes: number, axis = 0): Generator<Span[], void, void> {
  const bytes = spans.reduce((product, { count }) => product * count, sampleBytes);
  if (bytes <= BLOCK_BYTES || axis === spans.length) {
    yield [...spans];
    return;
  }
  const { first, count, chunk, targets } = spans[axis];
  const most = Math.max(1, Math.floor(BLOCK_BYTES / (bytes / count) / chunk)) * chunk;
  for (let from = first; from < first + count; ) {
    const to = Math.min(first + count, Math.floor(from / chunk) * chunk + most);
    const part = {
      first: from,
      count: to - from,
      chunk,
      targets: targets.subarray(from - first, to - first),
    };
    yield* blocks(spans.with(axis, part), sampleBytes, axis + 1);
    from = to;
  }
}

/** Puts the samples of a block to their places in the result. */
function scatter(
  stored: SampleView,
  [slow, middle, fast]: readonly Span[],
  { gain, offset }: RawLayout,
  result: Float32Array,
): void {
  // One gain for all bands: a plain array has no other.
  const [scale] = gain;
  const [shift] = offset;
  let from = 0;
  for (const outer of slow.targets) {
    for (const inner of middle.targets) {
      if (outer >= 0 && inner >= 0) {
        for (let place = 0; place < fast.count; place++) {
          const target = fast.targets[place];
          if (target >= 0) result[outer + inner + target] = Number(stored[from + place]) * scale + shift;
        }
      }
      from += fast.count;
    }
  }
}

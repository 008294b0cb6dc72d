/**
 * An array that can only be unpacked whole: bytes as they come out of a packed stream become float32 samples in the
 * order of the file, once, when the first window is asked for. Windows are then cut from memory.
 */
import type { CubeSource } from '../cube-source.ts';
import { CubeError } from '../spectral-cube.ts';
import { DEFLATE_RATIO } from './deflate.ts';
import type { RawLayout } from './raw/raw-layout.ts';
import { readRawWindow } from './raw/raw-window.ts';
import { formatCount, HOST_IS_LITTLE_ENDIAN, SAMPLE_BYTES, viewSamples } from './raw/sample-type.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Bytes that a packed stream may have beyond its data: headers, check sums. */
const PACKING_BYTES = 64;

/**
 * @throws CubeError if so few packed bytes cannot become so many: nothing need be allocated for such a claim.
 */
export function checkPacking(packed: number, unpacked: number, name: string): void {
  if (unpacked <= (packed + PACKING_BYTES) * DEFLATE_RATIO) return;
  throw new CubeError(
    `expected ${formatCount(packed)} packed bytes to become at most ${formatCount(packed * DEFLATE_RATIO)}, found ${formatCount(unpacked)} declared for ${name}`,
    { hint: 'the file is damaged or made to exhaust memory' },
  );
}

/** Collects the samples of a whole array from bytes that come piece by piece. */
export class SampleCollector {
  readonly #layout: RawLayout;
  readonly #name: string;
  readonly #samples: Float32Array<ArrayBuffer>;
  /** The first bytes of a sample whose last have not come yet. */
  #rest = new Uint8Array(0);
  #count = 0;

  /** @throws CubeError if memory does not suffice. */
  constructor(layout: RawLayout, name: string) {
    this.#layout = layout;
    this.#name = name;
    const samples = layout.bands * layout.height * layout.width;
    try {
      this.#samples = new Float32Array(samples);
    } catch (cause) {
      throw new CubeError(
        `expected ${formatCount(4 * samples)} bytes of memory to unpack ${name}, found less`,
        { cause, hint: 'store the array without compression: then windows of it can be read' },
      );
    }
  }

  /** Takes the next bytes. @throws CubeError if they are more than the array has. */
  take(bytes: Uint8Array): void {
    const { type, littleEndian, gain, offset } = this.#layout;
    const size = SAMPLE_BYTES[type];
    const all = this.#rest.length + bytes.length;
    const whole = Math.floor(all / size);
    if (this.#count + Math.ceil(all / size) > this.#samples.length) {
      throw new CubeError(
        `expected ${formatCount(this.#samples.length)} samples when unpacked, found more in ${this.#name}`,
      );
    }
    const joined = new Uint8Array(all);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    const stored = viewSamples(joined.slice(0, whole * size).buffer, type, littleEndian);
    // One gain for all bands: a plain array has no other.
    for (let index = 0; index < whole; index++) {
      this.#samples[this.#count + index] = Number(stored[index]) * gain[0] + offset[0];
    }
    this.#count += whole;
    this.#rest = joined.slice(whole * size);
  }

  /** All samples. @throws CubeError if some have not come. */
  finish(): Float32Array<ArrayBuffer> {
    if (this.#count < this.#samples.length || this.#rest.length > 0) {
      throw new CubeError(
        `expected ${formatCount(this.#samples.length)} samples when unpacked, found ${formatCount(this.#count)} in ${this.#name}`,
        { hint: 'the file is damaged: copy or download it again' },
      );
    }
    return this.#samples;
  }
}

/**
 * Windows of an array that is unpacked when the first is asked for, and kept until the source is closed.
 *
 * @param unpack gives the samples of a collector; stops soon when the signal says so.
 */
export function unpackedWindows(
  layout: RawLayout,
  unpack: (stop: AbortSignal) => Promise<Float32Array<ArrayBuffer>>,
): Pick<CubeSource, 'readWindow' | 'close'> {
  const { bands } = layout;
  const samples: RawLayout = {
    ...layout,
    type: 'float32',
    littleEndian: HOST_IS_LITTLE_ENDIAN,
    headerOffset: 0,
    gain: Array.from({ length: bands }, () => 1),
    offset: Array.from({ length: bands }, () => 0),
  };
  const closing = new AbortController();
  let unpacked: Promise<Float32Array<ArrayBuffer>> | undefined;
  return {
    async readWindow(window, signal) {
      signal?.throwIfAborted();
      closing.signal.throwIfAborted();
      unpacked ??= unpack(closing.signal).catch((error: unknown) => {
        unpacked = undefined;
        throw error;
      });
      const { buffer } = await unlessAborted(unpacked, signal);
      const read = async (position: number, length: number): Promise<ArrayBuffer> =>
        buffer.slice(position, position + length);
      return readRawWindow({ read }, samples, window, signal);
    },
    async close() {
      closing.abort(new CubeError('expected an open cube, found one that was closed'));
      await unpacked?.catch(() => undefined);
      unpacked = undefined;
    },
  };
}

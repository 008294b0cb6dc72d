/**
 * Rows of a cube into a band-sequential, little-endian data file, in any order of rows.
 */
import { formatCount, HOST_IS_LITTLE_ENDIAN, swapBytes } from '../sample-type.ts';
import { CubeError, type CubeHeader } from '../spectral-cube.ts';
import { RowLedger } from '../cube-source.ts';
import type { AtomicFile } from './atomic-file.ts';

/** How samples are stored. */
export interface PlanarFormat {
  readonly dataType: 'float32' | 'uint16';
  /** Stored number for a sample of 1. */
  readonly scaleFactor: number;
  /** Bytes before the first sample. */
  readonly headerOffset: number;
}

/** Writes planar rows into a file and keeps account of rows and of samples that had to be clamped. */
export class PlanarWriter {
  readonly ledger: RowLedger;
  readonly #file: AtomicFile;
  readonly #header: CubeHeader;
  readonly #format: PlanarFormat;
  #clamped = 0;

  /** @throws CubeError if the header or the scale factor cannot be. */
  constructor(file: AtomicFile, header: CubeHeader, format: PlanarFormat) {
    this.ledger = new RowLedger(header);
    if (!(Number.isFinite(format.scaleFactor) && format.scaleFactor > 0)) {
      throw new CubeError(`expected the scale factor to be a positive number, found ${format.scaleFactor}`);
    }
    this.#file = file;
    this.#header = header;
    this.#format = format;
  }

  /** Samples that uint16 cannot hold, clamped to 0..65535; one that is no number was stored as 0. */
  get clampedSamples(): number {
    return this.#clamped;
  }

  /** Writes rows, `data` planar `[band, row, column]`. @throws CubeError if they do not fit or came before. */
  async writeRows(y: number, rows: number, data: Float32Array): Promise<void> {
    this.ledger.take(y, rows, data);
    const { bands, height, width } = this.#header;
    const size = this.#format.dataType === 'float32' ? 4 : 2;
    let clamped = 0;
    try {
      for (let band = 0; band < bands; band++) {
        const samples = data.subarray(band * rows * width, (band + 1) * rows * width);
        const stored = this.#encode(samples);
        clamped += stored.clamped;
        await this.#file.writeAt(
          stored.bytes,
          this.#format.headerOffset + (band * height + y) * width * size,
        );
      }
    } catch (error) {
      this.ledger.giveBack(y, rows);
      throw error;
    }
    this.#clamped += clamped;
  }

  #encode(samples: Float32Array): { readonly bytes: Uint8Array; readonly clamped: number } {
    const { dataType, scaleFactor } = this.#format;
    let stored: Float32Array | Uint16Array = samples;
    let clamped = 0;
    if (dataType === 'uint16') {
      stored = new Uint16Array(samples.length);
      for (let index = 0; index < samples.length; index++) {
        const value = Math.round(samples[index] * scaleFactor);
        if (!(value >= 0 && value <= 65535)) clamped++;
        stored[index] = value > 0 ? Math.min(value, 65535) : 0;
      }
    } else if (scaleFactor !== 1) {
      stored = samples.map((sample) => sample * scaleFactor);
    }
    let bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    if (!HOST_IS_LITTLE_ENDIAN) {
      bytes = bytes.slice();
      swapBytes(bytes, stored.BYTES_PER_ELEMENT);
    }
    return { bytes, clamped };
  }

  /** What must be said about clamped samples; empty when there are none. */
  clampNotes(): string[] {
    if (this.#clamped === 0) return [];
    const { bands, height, width } = this.#header;
    const highest = 65535 / this.#format.scaleFactor;
    return [
      `${formatCount(this.#clamped)} of ${formatCount(bands * height * width)} samples lay outside 0..${Number(highest.toPrecision(6))}, the range of uint16 with scale factor ${this.#format.scaleFactor}, and were clamped`,
    ];
  }
}

/**
 * Rows of a cube into a file of plain numbers, in any order of rows.
 */
import { RowLedger } from '../../cube-source.ts';
import type { OutputFile } from '../../files/output-files.ts';
import { CubeError, type CubeHeader } from '../../spectral-cube.ts';
import type { Interleave } from './raw-layout.ts';
import {
  type EncodedSamples,
  encodeSamples,
  formatCount,
  SAMPLE_BYTES,
  type SampleType,
} from './sample-type.ts';
import { INTEGER_RANGES } from './sample-type.ts';

/** How samples are stored. */
export interface RawFormat {
  readonly dataType: SampleType;
  readonly interleave: Interleave;
  readonly littleEndian: boolean;
  /** Stored number for a sample of 1. */
  readonly scaleFactor: number;
  /** Bytes before the first sample. */
  readonly headerOffset: number;
}

/** Writes rows into a file and keeps account of rows and of samples that had to be clamped. */
export class RawWriter {
  readonly ledger: RowLedger;
  readonly #file: OutputFile;
  readonly #header: CubeHeader;
  readonly #format: RawFormat;
  #clamped = 0;

  /** @throws CubeError if the header or the scale factor cannot be. */
  constructor(file: OutputFile, header: CubeHeader, format: RawFormat) {
    this.ledger = new RowLedger(header);
    checkScaleFactor(format.scaleFactor);
    this.#file = file;
    this.#header = header;
    this.#format = format;
  }

  /** Samples that the type cannot hold, clamped to its range; one that is no number was stored as 0. */
  get clampedSamples(): number {
    return this.#clamped;
  }

  /** Writes rows, `data` planar `[band, row, column]`. @throws CubeError if they do not fit or came before. */
  async writeRows(y: number, rows: number, data: Float32Array): Promise<void> {
    this.ledger.take(y, rows, data);
    let clamped = 0;
    try {
      for (const { samples, from } of this.#stretches(y, rows, data)) {
        const stored = this.#encode(samples);
        clamped += stored.clamped;
        const { headerOffset, dataType } = this.#format;
        await this.#file.writeAt(stored.bytes, headerOffset + from * SAMPLE_BYTES[dataType]);
      }
    } catch (error) {
      this.ledger.giveBack(y, rows);
      throw error;
    }
    this.#clamped += clamped;
  }

  /** What follows one another in the file, with the index in it of the first sample. */
  *#stretches(
    y: number,
    rows: number,
    data: Float32Array,
  ): Generator<{ readonly samples: Float32Array; readonly from: number }> {
    const { bands, height, width } = this.#header;
    const { interleave } = this.#format;
    if (interleave === 'bsq') {
      for (let band = 0; band < bands; band++) {
        const samples = data.subarray(band * rows * width, (band + 1) * rows * width);
        yield { samples, from: (band * height + y) * width };
      }
      return;
    }
    const [pixelStep, bandStep] = interleave === 'bip' ? [bands, 1] : [1, width];
    const samples = new Float32Array(bands * width);
    for (let row = 0; row < rows; row++) {
      for (let band = 0; band < bands; band++) {
        const plane = (band * rows + row) * width;
        for (let column = 0; column < width; column++) {
          samples[band * bandStep + column * pixelStep] = data[plane + column];
        }
      }
      yield { samples, from: (y + row) * bands * width };
    }
  }

  #encode(samples: Float32Array): EncodedSamples {
    const { dataType, scaleFactor, littleEndian } = this.#format;
    return encodeSamples(samples, dataType, { scaleFactor, littleEndian });
  }

  /** What must be said about clamped samples; empty when there are none. */
  clampNotes(): string[] {
    return clampNotes(this.#clamped, this.#header, this.#format);
  }
}

/** What must be said about clamped samples; empty when there are none. */
export function clampNotes(
  clamped: number,
  { bands, height, width }: CubeHeader,
  { dataType, scaleFactor }: { readonly dataType: SampleType; readonly scaleFactor: number },
): string[] {
  const range = INTEGER_RANGES[dataType];
  if (clamped === 0 || range === undefined) return [];
  const [lowest, highest] = range.map((value) => Number((value / scaleFactor).toPrecision(6)));
  return [
    `${formatCount(clamped)} of ${formatCount(bands * height * width)} samples lay outside ${lowest}..${highest}, the range of ${dataType} with scale factor ${scaleFactor}, and were clamped`,
  ];
}

/** @throws CubeError unless a scale factor is a positive number. */
export function checkScaleFactor(scaleFactor: number): void {
  if (!(Number.isFinite(scaleFactor) && scaleFactor > 0)) {
    throw new CubeError(`expected the scale factor to be a positive number, found ${scaleFactor}`);
  }
}

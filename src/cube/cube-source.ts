/**
 * How a cube is read and written piece by piece: a source gives any window, a sink takes whole rows. Every
 * file format and memory stand behind the same two interfaces, so that a cube larger than memory and one
 * that fits take the same path.
 */
import {
  CubeError,
  type CubeHeader,
  type CubeMetadata,
  checkCubeHeader,
  createCube,
  headerOf,
} from './spectral-cube.ts';
import type { SpectralCube } from './spectral-cube.ts';

/** A rectangle of pixels: column `x` and row `y` of its corner count from 0. */
export interface CubeWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The bands that are wanted, counted from 0; all of them unless given. */
  readonly bands?: BandRange;
}

/** Bands that follow one another. */
export interface BandRange {
  readonly first: number;
  readonly count: number;
}

/** A cube that can be read window by window. Close it when done, also after an error. */
export interface CubeSource extends CubeHeader {
  /** What the reader had to assume or change, one sentence each; empty when the file says everything. */
  readonly notes: readonly string[];
  /** Samples of a window, planar `[band, row, column]` over its bands, in the units of the metadata. */
  readWindow(window: CubeWindow, signal?: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A cube that can be written rows by rows, in any order, each row once. */
export interface CubeSink {
  /** What was changed on the way (clamped samples), one sentence each; complete after `finish`. */
  readonly notes: readonly string[];
  /**
   * Takes rows `y .. y + rows - 1`; `data` is planar `[band, row, column]` over all bands and columns and must
   * stay as it is until the promise is kept.
   */
  writeRows(y: number, rows: number, data: Float32Array): Promise<void>;
  /** Makes the output appear, whole, under its name; `metadata` overrides that of the header. Gives paths. */
  finish(metadata?: Partial<CubeMetadata>): Promise<string[]>;
  /** Removes everything that was written; nothing happens after `finish` or a second time. */
  abort(): Promise<void>;
}

/** A sink that keeps the cube in memory; `cube` is there after `finish`. */
export interface MemorySink extends CubeSink {
  readonly cube: SpectralCube;
}

/**
 * Throws unless a window has whole, positive sizes and lies within the cube.
 *
 * @throws CubeError that names the window and the size of the cube.
 */
export function checkWindow(header: CubeHeader, window: CubeWindow): void {
  const { x, y, width, height } = window;
  const whole = [x, y, width, height].every(Number.isInteger);
  const inside = x >= 0 && y >= 0 && x + width <= header.width && y + height <= header.height;
  if (!(whole && inside && width >= 1 && height >= 1)) {
    throw new CubeError(
      `expected a window within ${header.width} x ${header.height} pixels, found x ${x}, y ${y}, width ${width}, height ${height}`,
    );
  }
  const { first, count } = windowBands(header, window);
  if (
    !([first, count].every(Number.isInteger) && first >= 0 && count >= 1 && first + count <= header.bands)
  ) {
    throw new CubeError(
      `expected bands within 0..${header.bands - 1}, found ${count} bands from band ${first}`,
    );
  }
}

/** The bands of a window. */
export function windowBands(header: CubeHeader, window: CubeWindow): BandRange {
  return window.bands ?? { first: 0, count: header.bands };
}

/** The window that is the whole picture. */
export function wholeWindow({ width, height }: CubeHeader): CubeWindow {
  return { x: 0, y: 0, width, height };
}

/**
 * Allocates the samples of a window.
 *
 * @throws CubeError if the machine cannot give so much memory at once.
 */
export function allocateWindow(header: CubeHeader, window: CubeWindow): Float32Array<ArrayBuffer> {
  const bands = windowBands(header, window).count;
  const samples = bands * window.height * window.width;
  try {
    return new Float32Array(samples);
  } catch (cause) {
    throw new CubeError(
      `expected ${(samples * 4).toLocaleString('en-US')} bytes of memory for ${window.height} x ${window.width} x ${bands} samples, found less`,
      { cause, hint: 'read smaller windows' },
    );
  }
}

/** A source over a cube in memory; its windows are copies. */
export function memorySource(cube: SpectralCube, notes: readonly string[] = []): CubeSource {
  const { height, width, data } = cube;
  return {
    ...headerOf(cube),
    notes,
    async readWindow(window, signal) {
      signal?.throwIfAborted();
      checkWindow(cube, window);
      const result = allocateWindow(cube, window);
      const { first, count } = windowBands(cube, window);
      for (let band = 0; band < count; band++) {
        for (let row = 0; row < window.height; row++) {
          const from = ((first + band) * height + window.y + row) * width + window.x;
          const to = (band * window.height + row) * window.width;
          result.set(data.subarray(from, from + window.width), to);
        }
      }
      return result;
    },
    async close() {},
  };
}

/**
 * Which rows a sink has taken. Every sink keeps one, so that none can finish with a hole or take a row twice.
 */
export class RowLedger {
  readonly #header: CubeHeader;
  readonly #written: Uint8Array;
  #state: 'open' | 'finished' | 'aborted' = 'open';

  constructor(header: CubeHeader) {
    checkCubeHeader(header);
    this.#header = header;
    this.#written = new Uint8Array(header.height);
  }

  get state(): 'open' | 'finished' | 'aborted' {
    return this.#state;
  }

  /** Marks rows as taken. @throws CubeError if they do not fit, were taken before, or the sink is closed. */
  take(y: number, rows: number, data: Float32Array): void {
    this.#expectOpen('take rows');
    const { bands, height, width } = this.#header;
    if (!(Number.isInteger(y) && Number.isInteger(rows) && y >= 0 && rows >= 1 && y + rows <= height)) {
      throw new CubeError(`expected rows within 0..${height - 1}, found ${rows} rows from row ${y}`);
    }
    if (data.length !== bands * rows * width) {
      throw new CubeError(
        `expected ${bands * rows * width} samples for ${bands} bands x ${rows} rows x ${width} columns, found ${data.length}`,
      );
    }
    const again = this.#written.subarray(y, y + rows).indexOf(1);
    if (again >= 0) throw new CubeError(`expected each row once, found row ${y + again} a second time`);
    this.#written.fill(1, y, y + rows);
  }

  /** Marks rows as not taken after a write that failed. */
  giveBack(y: number, rows: number): void {
    this.#written.fill(0, y, y + rows);
  }

  /** @throws CubeError if a row is missing or the sink is closed. */
  finish(): void {
    this.#expectOpen('finish');
    const missing = this.#written.indexOf(0);
    if (missing >= 0) {
      const count = this.#written.reduce((sum, written) => sum + (written === 0 ? 1 : 0), 0);
      throw new CubeError(
        `expected all ${this.#header.height} rows before finishing, found ${count} not written, the first of them row ${missing}`,
      );
    }
    this.#state = 'finished';
  }

  /** Closes the sink; true if it was open. */
  abort(): boolean {
    const wasOpen = this.#state === 'open';
    if (wasOpen) this.#state = 'aborted';
    return wasOpen;
  }

  #expectOpen(action: string): void {
    if (this.#state !== 'open') {
      throw new CubeError(`expected an open sink to ${action}, found one that is ${this.#state}`);
    }
  }
}

/**
 * A sink that collects rows in memory.
 *
 * @throws CubeError if the header's sizes or wavelengths are wrong or memory does not suffice.
 */
export function memorySink(header: CubeHeader): MemorySink {
  const ledger = new RowLedger(header);
  const { bands, height, width } = header;
  const data = allocateWindow(header, { x: 0, y: 0, width, height });
  let metadata = header.metadata;
  return {
    notes: [],
    async writeRows(y, rows, samples) {
      ledger.take(y, rows, samples);
      for (let band = 0; band < bands; band++) {
        const from = band * rows * width;
        data.set(samples.subarray(from, from + rows * width), (band * height + y) * width);
      }
    },
    async finish(overrides = {}) {
      ledger.finish();
      metadata = { ...metadata, ...overrides };
      return [];
    },
    async abort() {
      ledger.abort();
    },
    get cube() {
      if (ledger.state !== 'finished') {
        throw new CubeError(`expected a finished sink, found one that is ${ledger.state}`);
      }
      return createCube({ bands, height, width, wavelengths: header.wavelengths, metadata }, data);
    },
  };
}

/** Reads a whole source into memory. @throws CubeError if memory does not suffice or the file is not what it says. */
export async function readWholeCube(source: CubeSource, signal?: AbortSignal): Promise<SpectralCube> {
  const { bands, height, width, wavelengths, metadata } = source;
  const data = await source.readWindow(wholeWindow(source), signal);
  return createCube({ bands, height, width, wavelengths, metadata }, data);
}

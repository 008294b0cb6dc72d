/**
 * One lane of a reconstruction: some tile columns of a picture, from top to bottom. Where the network runs stage by
 * stage, each stage follows one tile row behind the one before, so that only a few tile rows of spectra and
 * residuals are in memory, whatever the height of the picture. Lanes beside one another share the residuals.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import type { LinearPicture } from './linear-picture.ts';
import type { ReprojectionSums } from './reprojection.ts';
import { RowRing } from './row-ring.ts';
import type { StepPlan, StepSessions } from './steps.ts';
import { putTile, type StripMemory } from './strip.ts';
import { type FinishOptions, TileFinisher } from './tile-finisher.ts';
import { planTiles, type TileSpan } from './tiles.ts';

/** Tiles of a picture along both axes. */
export interface TileGrid {
  readonly rows: readonly TileSpan[];
  readonly columns: readonly TileSpan[];
}

/** The tile columns `from .. to - 1` that a lane takes. */
export interface LaneColumns {
  readonly from: number;
  readonly to: number;
}

export interface LaneOptions {
  readonly picture: LinearPicture;
  readonly columns: LaneColumns;
  readonly steps: StepSessions;
  readonly response: CameraResponse;
  readonly finish: FinishOptions;
  /** Memory of {@link residualSamples} samples for what passes from step to step; all lanes have the same. */
  readonly residuals: Float32Array;
  /** Called before each tile and step; throws to stop. */
  readonly check: () => void;
  /** Called after each tile and step. */
  readonly onTile: () => void;
  /** Called before each turn, of one step on one tile row: returns when the neighbours have ended all before it. */
  readonly awaitNeighbours: (turn: number) => void;
  readonly onTurn: (turn: number) => void;
  /** Room for the strip of a tile row; waits until there is some. */
  readonly openStrip: (row: number) => Promise<StripMemory> | StripMemory;
  /** Called when the lane has filled its columns of the strip of a tile row. */
  readonly closeStrip: (row: number, span: TileSpan) => Promise<void> | void;
}

/** The tiles of a picture. */
export function tileGrid(
  { width, height }: { readonly width: number; readonly height: number },
  plan: Pick<StepPlan, 'height' | 'width' | 'halo'>,
): TileGrid {
  return {
    rows: planTiles(height, plan.height, plan.halo),
    columns: planTiles(width, plan.width, plan.halo),
  };
}

/** Rows of residuals that are kept: a step reads from the start of the tile row above the one written last. */
function residualRows(height: number, plan: StepPlan): number {
  return Math.min(height, 2 * plan.height);
}

/** Size of the memory that lanes share, in samples. */
export function residualSamples(
  { width, height }: { readonly width: number; readonly height: number },
  plan: StepPlan,
): number {
  return (plan.models.length - 1) * 3 * width * residualRows(height, plan);
}

/** Takes a lane through the network; its strips come each once and from top to bottom. */
export async function runLane(options: LaneOptions): Promise<ReprojectionSums> {
  return new Lane(options).run();
}

class Lane {
  readonly #options: LaneOptions;
  readonly #grid: TileGrid;
  readonly #last: number;
  /** What each step but the last leaves unexplained. */
  readonly #residuals: readonly RowRing[];
  /** Spectra of tiles that are between two steps, by tile row and column. */
  readonly #cubes = new Map<string, Float32Array>();
  readonly #spare: Float32Array[] = [];
  readonly #finisher: TileFinisher;
  // one array of each kind for all tiles: fresh ones outrun the collector
  readonly #residual: Float32Array;
  readonly #seen: Float32Array;
  readonly #rgb: Float32Array;
  readonly #kept: Float32Array;
  readonly #keptRgb: Float32Array;

  constructor(options: LaneOptions) {
    const { picture, steps, response, finish, residuals } = options;
    const { plan } = steps;
    this.#options = options;
    this.#grid = tileGrid(picture, plan);
    this.#last = plan.models.length - 1;
    const rows = residualRows(picture.height, plan);
    const size = 3 * picture.width * rows;
    this.#residuals = Array.from(
      { length: this.#last },
      (_, step) => new RowRing(3, picture.width, rows, residuals.subarray(step * size, (step + 1) * size)),
    );
    this.#finisher = new TileFinisher(response, finish);
    const pixels = plan.height * plan.width;
    this.#residual = new Float32Array(3 * pixels);
    this.#seen = new Float32Array(3 * pixels);
    this.#rgb = new Float32Array(3 * pixels);
    this.#kept = new Float32Array(plan.bands * pixels);
    this.#keptRgb = new Float32Array(3 * pixels);
  }

  async run(): Promise<ReprojectionSums> {
    const { rows } = this.#grid;
    const { columns, check, onTile, awaitNeighbours, onTurn, openStrip, closeStrip } = this.#options;
    let turn = 0;
    for (let y = 0; y < rows.length + this.#last; y++) {
      for (let step = 0; step <= this.#last; step++) {
        const row = y - step;
        if (row >= 0 && row < rows.length) {
          awaitNeighbours(turn);
          const strip = step === this.#last ? await openStrip(row) : undefined;
          for (let column = columns.from; column < columns.to; column++) {
            check();
            await this.#runTile(step, row, column, strip);
            onTile();
          }
          if (strip !== undefined) await closeStrip(row, rows[row]);
        }
        onTurn(turn++);
      }
    }
    return this.#finisher.meter.sums();
  }

  async #runTile(step: number, row: number, column: number, strip: StripMemory | undefined): Promise<void> {
    const { picture, steps } = this.#options;
    const { plan } = steps;
    const rows = this.#grid.rows[row];
    const columns = this.#grid.columns[column];
    const window = { x: columns.start, y: rows.start, width: plan.width, height: plan.height };
    const rgb = picture.readWindow(window, this.#rgb);
    const key = `${row} ${column}`;
    const before = this.#cubes.get(key);
    const cube = this.#spare.pop() ?? new Float32Array(plan.bands * plan.height * plan.width);
    if (step > 0) this.#residuals[step - 1].read(this.#seen, window);
    await steps.run(
      step,
      { rgb, ...(before === undefined ? {} : { cube: before, residual: this.#seen }) },
      { cube, ...(step < this.#last ? { residual: this.#residual } : {}) },
    );
    if (before !== undefined) this.#spare.push(before);
    if (strip === undefined) {
      this.#cubes.set(key, cube);
      const part = partOf(rows, columns);
      this.#residuals[step].write(this.#residual, plan, part, columns.keepStart, rows.keepStart);
      return;
    }
    this.#cubes.delete(key);
    this.#finish(cube, rows, columns, strip);
    this.#spare.push(cube);
  }

  /** Cuts what is kept out of a tile, finishes it, and puts it into its strip. */
  #finish(cube: Float32Array, rows: TileSpan, columns: TileSpan, strip: StripMemory): void {
    const { plan } = this.#options.steps;
    const part = partOf(rows, columns);
    const pixels = part.rows * part.columns;
    const estimate = cut(cube, plan, part, this.#kept.subarray(0, plan.bands * pixels));
    const seen = cut(this.#rgb, plan, part, this.#keptRgb.subarray(0, 3 * pixels));
    putTile(strip, this.#finisher.finish(estimate, seen), rows, columns.keepStart, part.columns);
  }
}

interface Part {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** The kept part of a tile in coordinates of the tile. */
function partOf(rows: TileSpan, columns: TileSpan): Part {
  return {
    row: rows.keepStart - rows.start,
    column: columns.keepStart - columns.start,
    rows: rows.keepEnd - rows.keepStart,
    columns: columns.keepEnd - columns.keepStart,
  };
}

/** A part of a planar image, written to an image of its own. */
function cut(
  image: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  part: Part,
  result: Float32Array,
): Float32Array {
  const channels = image.length / (height * width);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < part.rows; row++) {
      const from = (channel * height + part.row + row) * width + part.column;
      result.set(image.subarray(from, from + part.columns), (channel * part.rows + row) * part.columns);
    }
  }
  return result;
}

/**
 * Finds columns or rows of a cube that hold no picture: they do not go on as their neighbours do. In a picture, two
 * neighbouring columns differ by a small part of their level; a column of noise, of another scale, or of nothing
 * differs by more than its level.
 *
 * Checked on the CAVE set: steps at the corrupt columns 0..3 of five whole scenes are 1.3 to 1.9 times the mean level,
 * the largest of fifteen sound windows is 1.1, and 0.9 near a border.
 */

/** Steps from line to line, as multiples of their mean level: 0 where two are equal, 2 where one of them is empty. */
export interface StepRatios {
  /** From each line to the next. */
  readonly next: ArrayLike<number>;
  /** From each line to the one after the next. */
  readonly afterNext: ArrayLike<number>;
}

/** Sums of the steps from line to line; samples that are not finite make none. */
export class LineSteps {
  readonly #next: StepSums;
  readonly #afterNext: StepSums;

  /** @param lines number of columns or rows. */
  constructor(lines: number) {
    this.#next = new StepSums(lines - 1);
    this.#afterNext = new StepSums(lines - 2);
  }

  /** Takes a sample of line `line` and its neighbour in the next line. */
  takeNext(line: number, sample: number, neighbour: number): void {
    this.#next.take(line, sample, neighbour);
  }

  /** Takes a sample of line `line` and its neighbour in the line after the next. */
  takeAfterNext(line: number, sample: number, neighbour: number): void {
    this.#afterNext.take(line, sample, neighbour);
  }

  get ratios(): StepRatios {
    return { next: this.#next.ratios, afterNext: this.#afterNext.ratios };
  }
}

class StepSums {
  readonly #steps: Float64Array;
  readonly #levels: Float64Array;

  constructor(count: number) {
    this.#steps = new Float64Array(Math.max(0, count));
    this.#levels = new Float64Array(Math.max(0, count));
  }

  take(line: number, sample: number, other: number): void {
    const step = Math.abs(sample - other);
    if (!Number.isFinite(step)) return;
    this.#steps[line] += step;
    this.#levels[line] += (Math.abs(sample) + Math.abs(other)) / 2;
  }

  get ratios(): Float64Array {
    return this.#steps.map((step, line) => (this.#levels[line] > 0 ? step / this.#levels[line] : 0));
  }
}

/** A step of neighbours that differ four-fold on average. */
const SEAM = 1.2;
/** In a picture that is all noise every step is large: a seam stands out. */
const ABOVE_MEDIAN = 4;

/** Fewer lines than this prove nothing. */
const FEWEST_LINES = 8;

/** Most lines at a border that a seam cuts off; further in, something begins that fills the picture. */
const BORDER = 8;

/**
 * Lines that do not go on as their neighbours do: a few at a border that a seam cuts off from the picture, and single
 * ones that the picture goes on beyond.
 */
export function corruptLines({ next, afterNext }: StepRatios): number[] {
  const lines = next.length + 1;
  if (lines < FEWEST_LINES) return [];
  const sorted = Float64Array.from(next).sort();
  const least = Math.max(SEAM, ABOVE_MEDIAN * sorted[Math.floor(sorted.length / 2)]);
  const seam = (step: number): boolean => next[step] > least;
  const single = (line: number): boolean =>
    line > 0 && line + 1 < lines && seam(line - 1) && seam(line) && !(afterNext[line - 1] > least);
  const corrupt = new Set<number>();
  for (let line = 0; line < lines; line++) if (single(line)) corrupt.add(line);
  const border = Math.min(BORDER, Math.floor(lines / 4));
  for (let step = 0; step < border; step++) {
    const last = next.length - 1 - step;
    if (seam(step) && !single(step) && !single(step + 1)) addRange(corrupt, 0, step);
    if (seam(last) && !single(last) && !single(last + 1)) addRange(corrupt, last + 1, lines - 1);
  }
  return [...corrupt].sort((a, b) => a - b);
}

function addRange(lines: Set<number>, first: number, last: number): void {
  for (let line = first; line <= last; line++) lines.add(line);
}

/** Most runs of lines that are told. */
const TOLD_RUNS = 8;

/** `0..3, 17`; of many runs the first eight. */
export function tellLines(lines: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const line of lines) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run[1] === line - 1) run[1] = line;
    else runs.push([line, line]);
  }
  const told = runs
    .slice(0, TOLD_RUNS)
    .map(([first, last]) => (first === last ? String(first) : `${first}..${last}`))
    .join(', ');
  return runs.length > TOLD_RUNS ? `${told} and ${runs.length - TOLD_RUNS} more places` : told;
}

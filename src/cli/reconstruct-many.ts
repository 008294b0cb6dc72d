/** `spectralift reconstruct` on several photos, a folder of photos, or a video. */
import { stat } from 'node:fs/promises';
import { SpectraliftError } from '../errors.ts';
import { namesCube } from '../reconstruction/node/output-paths.ts';
import {
  type PhotoResult,
  type ReconstructPhotosOptions,
  reconstructPhotos,
} from '../reconstruction/node/reconstruct-photos.ts';
import type { PhotosProgress } from '../reconstruction/node/photos-progress.ts';
import type { ReconstructionReport } from '../reconstruction/report.ts';
import { UsageError } from './options.ts';
import { formatDuration, type ProgressBar } from './progress.ts';
import { sayError } from './report-failure.ts';

/** How it is told that a photo is passed over; names follow. */
export const SKIPPED = 'skipped, complete already:';

/** Exit code where some photos failed and others did not. */
const SOME_FAILED = 3;

/** @throws UsageError if an output cannot be a folder for many. */
export async function checkFolderName(output: string): Promise<void> {
  const found = await stat(output).catch(() => undefined);
  const isCube = found === undefined && namesCube(output);
  if (isCube || (found !== undefined && !found.isDirectory())) {
    const kind = isCube ? 'the name of a cube' : 'a file';
    throw new UsageError(
      `expected -o to name a folder for the outputs of many photos, found ${kind}, ${output}`,
      {
        hint: 'it is made if it is missing; --format npy chooses the kind of cube',
      },
    );
  }
}

/** Reconstructs many and tells of each; sets the exit code. */
export async function runMany(
  photos: readonly string[],
  folder: string,
  options: ReconstructPhotosOptions & { readonly json: boolean },
  bar: ProgressBar,
): Promise<void> {
  const onProgress = (progress: PhotosProgress): void => showProgress(bar, progress);
  const results = reconstructPhotos(photos, folder, { ...options, onProgress });
  await tellResults(results, bar, { ...options, hint: 'go on with --resume' });
}

/** Draws how far many photos are. */
export function showProgress(bar: ProgressBar, progress: PhotosProgress): void {
  const { donePixels, totalPixels, pixelsPerSecond, remaining, file, index, count } = progress;
  const rate = `MP, ${(pixelsPerSecond / 1e6).toFixed(2)}/s`;
  bar.update(megapixels(donePixels), megapixels(totalPixels), rate, remaining, `${index}/${count} ${file}`);
}

/** Tells of each photo as it is done; sets the exit code. */
export async function tellResults(
  results: AsyncIterable<PhotoResult>,
  bar: ProgressBar,
  options: {
    readonly json: boolean;
    readonly signal?: AbortSignal;
    /** How to go on after an interrupt. */
    readonly hint: string;
  },
): Promise<void> {
  const tally = new Tally();
  const skipped = new SkippedRun((text) => tellPerson(bar, text));
  try {
    for await (const result of results) {
      tally.add(result);
      if (result.kind !== 'skipped') skipped.end();
      bar.clear();
      if (options.json) process.stdout.write(jsonLine(result));
      else if (result.kind === 'done') process.stdout.write(`${describeBriefly(result.report)}\n`);
      if (result.kind === 'failed') sayError(result.error, result.file);
      if (result.kind === 'skipped') skipped.add(result.file);
    }
  } finally {
    skipped.end();
    const interrupted = options.signal?.aborted === true ? `; ${options.hint}` : '';
    if (tally.count > 0) tellPerson(bar, `${tally.summary()}${interrupted}`);
  }
  process.exitCode = tally.exitCode();
}

function tellPerson(bar: ProgressBar, text: string): void {
  bar.clear();
  process.stderr.write(`${text}\n`);
}

/** What became of all, in numbers. */
class Tally {
  readonly #start = performance.now();
  #done = 0;
  #failed = 0;
  #skipped = 0;
  #megapixels = 0;

  get count(): number {
    return this.#done + this.#failed + this.#skipped;
  }

  add(result: PhotoResult): void {
    if (result.kind === 'done') {
      this.#done++;
      this.#megapixels += result.report.megapixels;
    } else if (result.kind === 'failed') this.#failed++;
    else this.#skipped++;
  }

  /** `7 photos done, 1 failed, 2 skipped; 3.10 megapixels in 0:07, 0.44 a second`. */
  summary(): string {
    const seconds = (performance.now() - this.#start) / 1000;
    const counts = [
      `${this.#done} photo${this.#done === 1 ? '' : 's'} done`,
      ...(this.#failed > 0 ? [`${this.#failed} failed`] : []),
      ...(this.#skipped > 0 ? [`${this.#skipped} skipped`] : []),
    ];
    if (this.#done === 0) return counts.join(', ');
    const rate = this.#megapixels / seconds;
    return `${counts.join(', ')}; ${this.#megapixels.toFixed(2)} megapixels in ${formatDuration(seconds)}, ${rate.toFixed(2)} megapixels a second`;
  }

  exitCode(): number {
    if (this.#failed === 0) return 0;
    return this.#failed === this.count ? 1 : SOME_FAILED;
  }
}

/** Photos passed over one after another, told in one line. */
class SkippedRun {
  readonly #tell: (text: string) => void;
  #files: string[] = [];

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  add(file: string): void {
    this.#files.push(file);
  }

  end(): void {
    const files = this.#files;
    this.#files = [];
    if (files.length === 0) return;
    const named = files.length === 1 ? files[0] : `${files[0]} to ${files.at(-1)} (${files.length})`;
    this.#tell(`${SKIPPED} ${named}`);
  }
}

/** A line of `--json`: the report; what failed has an `error` instead, what was passed over is `skipped`. */
export function jsonLine(result: PhotoResult): string {
  return `${JSON.stringify(asJson(result))}\n`;
}

function asJson(result: PhotoResult): unknown {
  if (result.kind === 'done') return result.report;
  const photo = { file: result.file };
  if (result.kind === 'skipped') return { photo, skipped: true, outputs: result.outputs };
  const { error } = result;
  const hint = error instanceof SpectraliftError ? error.hint : '';
  return error instanceof Error
    ? { photo, error: { name: error.name, message: error.message, hint } }
    : { photo, error: { name: 'Error', message: String(error), hint } };
}

function describeBriefly({ photo, response, seconds, outputs }: ReconstructionReport): string {
  return `${photo.file}: ${photo.width} x ${photo.height}, response ${response.name}, ${seconds.toFixed(1)} s, wrote ${outputs[0]}`;
}

/** For bars: two decimals. */
export function megapixels(pixels: number): number {
  return Number((pixels / 1e6).toFixed(2));
}

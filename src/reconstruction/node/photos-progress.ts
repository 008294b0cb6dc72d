/** How far the reconstruction of many photos is, by their pixels. */
import type { LoadedPhoto, PhotoTask, SurveyedInput } from './photo-tasks.ts';

/** How far many photos are. Photos that fail or are passed over do not count, once that is known. */
export interface PhotosProgress {
  /** The photo or frame at work. */
  readonly file: string;
  /** Its place among all, counted from 1, and their number (as far as that of a video's frames can be known). */
  readonly index: number;
  readonly count: number;
  readonly donePixels: number;
  readonly totalPixels: number;
  /** Mean since the first photo. */
  readonly pixelsPerSecond: number;
  /** Expected seconds to the end. */
  readonly remaining: number;
}

/** Keeps the account. */
export class ProgressCount {
  readonly #tell: (progress: PhotosProgress) => void;
  /** Photos of each input that are still to come. */
  readonly #toCome: Map<SurveyedInput, number>;
  #index = 0;
  #donePixels = 0;
  #start: number | undefined;

  constructor(inputs: readonly SurveyedInput[], tell: (progress: PhotosProgress) => void) {
    this.#tell = tell;
    this.#toCome = new Map(inputs.map((input) => [input, input.count]));
  }

  /** A task has been loaded. */
  loaded({ input }: PhotoTask, loaded: LoadedPhoto): void {
    this.#start ??= performance.now();
    const over = loaded.kind === 'end' || (loaded.kind === 'failed' && loaded.all);
    if (loaded.kind !== 'end') this.#index++;
    this.#toCome.set(input, over ? 0 : Math.max(0, (this.#toCome.get(input) ?? 0) - 1));
  }

  /** Some pixels of a photo are through the network. */
  at({ file }: PhotoTask, photo: { readonly donePixels: number; readonly totalPixels: number }): void {
    const donePixels = this.#donePixels + photo.donePixels;
    let [count, totalPixels] = [this.#index, this.#donePixels + photo.totalPixels];
    for (const [input, photos] of this.#toCome) {
      count += photos;
      if (input.kind !== 'broken') totalPixels += photos * input.size.width * input.size.height;
    }
    const pixelsPerSecond = (1000 * donePixels) / (performance.now() - (this.#start ?? 0));
    const remaining = (totalPixels - donePixels) / pixelsPerSecond;
    this.#tell({ file, index: this.#index, count, donePixels, totalPixels, pixelsPerSecond, remaining });
  }

  /** All pixels of a photo are. */
  computed({ width, height }: { readonly width: number; readonly height: number }): void {
    this.#donePixels += width * height;
  }
}

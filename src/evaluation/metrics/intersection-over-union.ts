/** How well pixels are labelled: intersection over union (Jaccard index), class by class. */
import { EvaluationError } from '../evaluation-error.ts';

/** Counts of pixels by true class (rows) and told class (columns). */
export class LabelCounts {
  readonly classes: number;
  readonly #counts: Float64Array;

  constructor(classes: number) {
    this.classes = classes;
    this.#counts = new Float64Array(classes * classes);
  }

  /**
   * Adds a picture.
   *
   * @param truth a class a pixel; pixels whose number is no class do not count.
   * @throws EvaluationError if sizes differ or a told number is no class.
   */
  add(truth: ArrayLike<number>, told: ArrayLike<number>): void {
    if (truth.length !== told.length) {
      throw new EvaluationError(`expected ${truth.length} labels, found ${told.length}`);
    }
    for (let pixel = 0; pixel < truth.length; pixel++) {
      const [is, said] = [truth[pixel], told[pixel]];
      if (!(is >= 0 && is < this.classes)) continue;
      if (!(said >= 0 && said < this.classes)) {
        throw new EvaluationError(`expected a class in 0..${this.classes - 1}, found ${said}`);
      }
      this.#counts[is * this.classes + said]++;
    }
  }

  /** True positives over all pixels that are of the class or were told to be; NaN for a class that never was either. */
  perClass(): number[] {
    return Array.from({ length: this.classes }, (_, index) => {
      let union = -this.#at(index, index);
      for (let other = 0; other < this.classes; other++)
        union += this.#at(index, other) + this.#at(other, index);
      return this.#at(index, index) / union;
    });
  }

  /** Mean over the classes that occur. */
  mean(): number {
    const known = this.perClass().filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  }

  /** Share of counted pixels that were told rightly. */
  accuracy(): number {
    let right = 0;
    for (let index = 0; index < this.classes; index++) right += this.#at(index, index);
    return right / this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #at(is: number, said: number): number {
    return this.#counts[is * this.classes + said];
  }
}

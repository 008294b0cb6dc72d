/**
 * Shares of endmembers in a spectrum: least squares with shares that are not negative and sum to 1. The exact minimum,
 * by exchanging endmembers between those that take part and those that do not until the optimality conditions hold;
 * what the solution needs for a set of endmembers is computed once, whatever number of pixels meets that set.
 *
 * Sources: D. C. Heinz, C.-I. Chang, IEEE TGRS 39 (2001) 529 (the problem); L. F. Portugal, J. J. Judice, L. N. Vicente,
 * Mathematics of Computation 63 (1994) 625 (block principal pivoting). The trackers that we follow project onto the
 * simplex (R. Heylen et al., IEEE TGRS 49 (2011) 4112), which has the same minimum.
 */
import { factorise, solveFactorised } from '../../networks/cholesky.ts';
import { TrackingError } from '../tracking-error.ts';

/** Beside the mean of the diagonal: endmembers that are nearly alike still have one solution. */
const RIDGE = 1e-9;
const MOST_ENDMEMBERS = 30;
/** Tries in which the number of violations may fail to sink, before only one endmember is exchanged at a time. */
const PATIENCE = 3;
const MOST_STEPS = 200;
/** Pixels whose products with the endmembers are computed together. */
const BLOCK = 512;

/** The solution for one set of endmembers: shares are `gain` (size x size) times E^T y, plus `offset`. */
interface Subset {
  readonly members: readonly number[];
  readonly gain: Float64Array;
  readonly offset: Float64Array;
}

/** Unmixes spectra into shares of fixed endmembers. */
export class FullyConstrainedUnmixing {
  readonly count: number;
  readonly bands: number;
  readonly #endmembers: Float64Array;
  readonly #gram: Float64Array;
  readonly #subsets = new Map<number, Subset>();
  readonly #product: Float64Array;
  #start: number;

  /**
   * @param endmembers `[count, bands]`, row-major; 1..30 of them.
   * @throws TrackingError if the number is out of range or the size does not fit.
   */
  constructor(endmembers: ArrayLike<number>, count: number, bands: number) {
    if (!(count >= 1 && count <= MOST_ENDMEMBERS) || endmembers.length !== count * bands) {
      throw new TrackingError(
        `expected 1..${MOST_ENDMEMBERS} endmembers of ${bands} bands, found ${endmembers.length} numbers for ${count}`,
      );
    }
    this.count = count;
    this.bands = bands;
    this.#endmembers = Float64Array.from(endmembers);
    this.#gram = new Float64Array(count * count);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        let sum = 0;
        for (let band = 0; band < bands; band++) {
          sum += this.#endmembers[row * bands + band] * this.#endmembers[column * bands + band];
        }
        this.#gram[row * count + column] = sum;
      }
    }
    let trace = 0;
    for (let index = 0; index < count; index++) trace += this.#gram[index * (count + 1)];
    if (!(trace > 0 && Number.isFinite(trace))) {
      throw new TrackingError(
        `expected endmembers that are finite and not all 0, found a sum of squares of ${trace}`,
      );
    }
    for (let index = 0; index < count; index++) {
      this.#gram[index * (count + 1)] += (RIDGE * trace) / count;
    }
    this.#product = new Float64Array(count);
    this.#start = 2 ** count - 1;
  }

  /**
   * Shares for every pixel of a planar cube.
   *
   * @param cube `[bands, pixels]`. @param shares receives `[count, pixels]`.
   */
  unmix(cube: Float32Array, pixels: number, shares: Float32Array): void {
    const { count, bands } = this;
    const endmembers = this.#endmembers;
    const one = new Float64Array(count);
    const products = new Float64Array(count * BLOCK);
    for (let start = 0; start < pixels; start += BLOCK) {
      const size = Math.min(BLOCK, pixels - start);
      products.fill(0);
      for (let member = 0; member < count; member++) {
        const to = member * BLOCK;
        for (let band = 0; band < bands; band++) {
          const weight = endmembers[member * bands + band];
          const from = band * pixels + start;
          for (let index = 0; index < size; index++) products[to + index] += weight * cube[from + index];
        }
      }
      for (let index = 0; index < size; index++) {
        for (let member = 0; member < count; member++)
          this.#product[member] = products[member * BLOCK + index];
        this.#solve(one);
        for (let member = 0; member < count; member++) shares[member * pixels + start + index] = one[member];
      }
    }
  }

  /** Shares that minimise the misfit for the product E^T y at hand. */
  #solve(shares: Float64Array): void {
    const { count } = this;
    let set = this.#start; // that of the pixel before
    let fewest = count + 1;
    let patience = PATIENCE;
    for (let step = 0; step < MOST_STEPS; step++) {
      const { wrong, last, violations } = this.#violations(set, shares);
      if (violations === 0) break;
      if (violations < fewest) {
        fewest = violations;
        patience = PATIENCE;
      } else patience--;
      set ^= patience > 0 ? wrong : 1 << last;
      if (set === 0) set = 1 << last;
    }
    this.#start = set;
    let sum = 0;
    for (let member = 0; member < count; member++) {
      shares[member] = Math.max(0, shares[member]);
      sum += shares[member];
    }
    for (let member = 0; member < count; member++) shares[member] /= sum;
  }

  /** Shares of a set of endmembers, and those that violate the conditions: negative shares, or a misfit that asks for more. */
  #violations(
    set: number,
    shares: Float64Array,
  ): { readonly wrong: number; readonly last: number; readonly violations: number } {
    const { count } = this;
    const product = this.#product;
    const { members, gain, offset } = this.#subset(set);
    const size = members.length;
    shares.fill(0);
    for (let row = 0; row < size; row++) {
      let share = offset[row];
      for (let column = 0; column < size; column++)
        share += gain[row * size + column] * product[members[column]];
      shares[members[row]] = share;
    }
    // The multiplier of the sum, from any endmember that takes part; all give the same.
    const slope = (member: number): number => {
      let sum = -product[member];
      for (let index = 0; index < size; index++) {
        sum += this.#gram[member * count + members[index]] * shares[members[index]];
      }
      return sum;
    };
    const level = slope(members[0]);
    const tolerance = 1e-10 * this.#gram[0];
    let [wrong, last, violations] = [0, 0, 0];
    for (let member = 0; member < count; member++) {
      const takesPart = ((set >> member) & 1) === 1;
      const violates = takesPart ? shares[member] < -1e-12 : slope(member) - level < -tolerance;
      if (!violates) continue;
      wrong |= 1 << member;
      last = member;
      violations++;
    }
    return { wrong, last, violations };
  }

  #subset(set: number): Subset {
    const old = this.#subsets.get(set);
    if (old !== undefined) return old;
    const members = Array.from({ length: this.count }, (_, member) => member).filter(
      (member) => ((set >> member) & 1) === 1,
    );
    const size = members.length;
    const part = Float64Array.from(
      { length: size * size },
      (_, index) => this.#gram[members[Math.floor(index / size)] * this.count + members[index % size]],
    );
    const inverse = new Float64Array(size * size);
    for (let index = 0; index < size; index++) inverse[index * (size + 1)] = 1;
    solveFactorised(factorise(part, size), size, inverse, size);
    const sums = Float64Array.from({ length: size }, (_, row) =>
      inverse.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value, 0),
    );
    const total = sums.reduce((sum, value) => sum + value, 0);
    const subset: Subset = {
      members,
      gain: inverse.map(
        (value, index) => value - (sums[Math.floor(index / size)] * sums[index % size]) / total,
      ),
      offset: sums.map((sum) => sum / total),
    };
    this.#subsets.set(set, subset);
    return subset;
  }
}

/** A linear form of one spectrum. */
export function sum(weights: ArrayLike<number>, values: ArrayLike<number>): number {
  let total = 0;
  for (let band = 0; band < weights.length; band++) total += weights[band] * values[band];
  return total;
}

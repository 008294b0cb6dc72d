/** How far apart two answers to the same question are. */

/** Largest difference divided by the largest magnitude of the reference; infinite if anything is not a number. */
export function relativeDifference(found, reference) {
  if (found.length !== reference.length) return Number.POSITIVE_INFINITY;
  let [difference, magnitude] = [0, 0];
  for (let index = 0; index < reference.length; index++) {
    const step = Math.abs(found[index] - reference[index]);
    if (!(step <= difference)) difference = Number.isNaN(step) ? Number.POSITIVE_INFINITY : step;
    if (Math.abs(reference[index]) > magnitude) magnitude = Math.abs(reference[index]);
  }
  return difference === 0 ? 0 : difference / magnitude;
}

/** Length of the difference of two moves from the same start, divided by the length of the reference's. */
export function moveDifference(found, reference, start) {
  let [difference, length] = [0, 0];
  for (let index = 0; index < reference.length; index++) {
    difference += (found[index] - reference[index]) ** 2;
    length += (reference[index] - start[index]) ** 2;
  }
  return Math.sqrt(difference / length);
}

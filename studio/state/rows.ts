/** Which rows of the cube have arrived: flags that the picture, the film strip and the plot look at. */
import { arrivals, arrivedRows } from './store.ts';

/** Forgets all rows; `filled` says that a whole cube came at once. */
export function resetRows(height: number, filled: boolean): void {
  arrivedRows.value = new Uint8Array(height).fill(filled ? 1 : 0);
  arrivals.value++;
}

/** Marks rows y .. y + count - 1. */
export function markRows(y: number, count: number): void {
  arrivedRows.peek().fill(1, y, y + count);
  arrivals.value++;
}

/** Whether the spectra of a row can be read; row counts from 0. */
export function hasRow(y: number): boolean {
  return arrivedRows.peek()[y] === 1;
}

/** Sizes that a network is asked for. */
import { NetworkError } from './parameters.ts';

/**
 * Checks that sizes are whole numbers of at least 1, and that lists of sizes hold at least one.
 *
 * @param network its name, for the message.
 * @throws NetworkError naming the first that is not.
 */
export function checkCounts(
  network: string,
  counts: Readonly<Record<string, number | readonly number[]>>,
): void {
  for (const [name, given] of Object.entries(counts)) {
    if (typeof given === 'number') checkCount(network, name, given);
    else if (given.length === 0) throw new NetworkError(`${network}: expected '${name}', found none`);
    else {
      for (const [index, count] of given.entries()) checkCount(network, `${name}[${index}]`, count);
    }
  }
}

function checkCount(network: string, name: string, count: number): void {
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new NetworkError(`${network}: expected '${name}' to be a whole number from 1 on, found ${count}`);
  }
}

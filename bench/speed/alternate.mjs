/**
 * Ways to do the same work, measured in turn (A B C A B C ...), so that whatever else slows the machine slows all of
 * them. Between two runs is a pause in which threads that wait for more work fall asleep.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 200;
/** A first run is a warm-up and does not count, unless it takes longer than this: then nothing is left to warm. */
const LONG_MS = 15_000;

/** Median, and the extremes, of a list of milliseconds. */
export function summarise(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1], runs: sorted.length };
}

/** Prepares ways, which is not timed; gives those that failed with their reason, so that `alternate` reports it. */
export async function prepareAll(ways, say) {
  const prepared = [];
  for (const way of ways) {
    try {
      await way.prepare();
      prepared.push(way);
    } catch (error) {
      prepared.push({ ...way, failure: reasonOf(way, error, say) });
    }
  }
  return prepared;
}

/** Frees what ways hold. */
export async function releaseAll(ways, say) {
  for (const way of ways) {
    if (way.failure === undefined) await way.release().catch((error) => reasonOf(way, error, say));
  }
}

function reasonOf({ name }, error, say) {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  say(`${name} failed: ${reason}`);
  return reason;
}

/**
 * Runs all ways in turn. A way is `{ name, run }`; `run()` gives `{ ms, ...notes }`; notes that are numbers are kept
 * as medians, those that begin with `peak` as maxima, others as last seen. A way that fails drops out with its
 * reason; one that has spent its share of time rests while the others finish their rounds.
 *
 * @returns for each way, in order, `{ way, ms, notes }` or `{ way, failure }`.
 */
export async function alternate(ways, { rounds, budgetMs = 60_000, say = () => {} }) {
  const records = ways.map((way) => ({ way, times: [], notes: [], failure: way.failure }));
  for (let round = 0; round <= rounds; round++) {
    for (const record of records) {
      const spent = record.times.reduce((sum, ms) => sum + ms, 0);
      const enough = record.times.length >= rounds || (record.times.length > 0 && spent >= budgetMs);
      if (record.failure !== undefined || enough) continue;
      await sleep(PAUSE_MS);
      try {
        const { ms, ...notes } = await record.way.run();
        if (round > 0 || ms > LONG_MS) {
          record.times.push(ms);
          record.notes.push(notes);
        }
      } catch (error) {
        record.failure = reasonOf(record.way, error, say);
      }
    }
  }
  return records.map(({ way, times, notes, failure }) =>
    failure === undefined ? { way, ms: summarise(times), notes: mergeNotes(notes) } : { way, failure },
  );
}

function mergeNotes(notes) {
  const last = notes[notes.length - 1] ?? {};
  return Object.fromEntries(
    Object.entries(last).map(([key, value]) => {
      if (typeof value !== 'number') return [key, value];
      const all = notes.map((note) => note[key]);
      return [key, key.startsWith('peak') ? Math.max(...all) : summarise(all).median];
    }),
  );
}

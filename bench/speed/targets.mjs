/** What the figures should be: at least (or at most) this, and what we aim for. */
import { bestCeiling } from './ceiling.mjs';
import { OURS, PLAIN_GRAPH } from './inference.mjs';
import { COMMAND_LINE } from './command-line.mjs';
import { LARGE_PHOTO } from './large-photo.mjs';
import { TORCH_WAYS } from './pytorch.mjs';
import { round } from './rows.mjs';
import { FIRST_RESULT, HELP } from './start-up.mjs';

const [PLAIN_TORCH, TUNED_TORCH] = TORCH_WAYS.values();
const GENERATOR = 'generator';

/** Finds figures in rows; undefined where something was not measured. */
function figuresOf(rows) {
  const rowOf = (wanted) =>
    rows.find(
      (row) => row.ms !== undefined && Object.entries(wanted).every(([key, value]) => row[key] === value),
    );
  const generator = (size, way) => rowOf({ section: 'inference', network: GENERATOR, size, way });
  const photo = generator(LARGE_PHOTO, COMMAND_LINE);
  const seconds = (work) => rowOf({ section: 'start-up', work })?.ms.median / 1000;
  return {
    slower: (size, way) => generator(size, way)?.timesOurs,
    slowerTraining: (way) => rowOf({ section: 'training', way })?.timesOurs,
    share: (photo?.gflops ?? Number.NaN) / (bestCeiling(rows) ?? Number.NaN),
    // the same work on both sizes: the network alone, in memory
    growth:
      generator(LARGE_PHOTO, OURS)?.microsecondsPerPixel / generator('512x512', OURS)?.microsecondsPerPixel,
    peak: photo?.peakMegabytes === null ? undefined : photo?.peakMegabytes / 1000,
    help: seconds(HELP),
    first: seconds(FIRST_RESULT),
  };
}

/** Every target with its figure: `{ name, value, atLeast | atMost, aim, verdict }`. */
export function checkTargets(rows) {
  const { slower, slowerTraining, share, growth, peak, help, first } = figuresOf(rows);
  const least = (name, value, atLeast, aim) => judge({ name, value, atLeast, aim });
  const most = (name, value, atMost, aim) => judge({ name, value, atMost, aim });
  return [
    least('256x256: plain graph / ours', slower('256x256', PLAIN_GRAPH), 3.5, 5),
    least('256x256: PyTorch / ours', slower('256x256', PLAIN_TORCH), 4, 6),
    least('256x256: PyTorch tuned / ours', slower('256x256', TUNED_TORCH), 1.8, 2.5),
    least('1392x1300: PyTorch / ours', slower('1392x1300', PLAIN_TORCH), 10, 15),
    least('1392x1300: PyTorch tuned / ours', slower('1392x1300', TUNED_TORCH), 1.3, 2),
    least('12 megapixels: share of the ceiling', share, 0.35, 0.5),
    most('us a pixel, 12 megapixels / 512x512', growth, 1.2, 1),
    most('12 megapixels: peak memory, GB', peak, 1.2, 0.6),
    least('training step: PyTorch / ours', slowerTraining(PLAIN_TORCH), 2, 3),
    least('training step: PyTorch tuned / ours', slowerTraining(TUNED_TORCH), 1.2, 2),
    most('start-up: help, s', help, 0.3, 0.15),
    most('start-up: first result, s', first, 3, 1.5),
  ];
}

function judge({ name, value, atLeast, atMost, aim }) {
  const limit = atLeast === undefined ? { atMost } : { atLeast };
  if (value === undefined || Number.isNaN(value))
    return { name, value: null, ...limit, aim, verdict: 'not measured' };
  const reaches = (bound) => (atLeast === undefined ? value <= bound : value >= bound);
  const verdict = reaches(aim) ? 'aim reached' : reaches(atLeast ?? atMost) ? 'reached' : 'missed';
  return { name, value: round(value), ...limit, aim, verdict };
}

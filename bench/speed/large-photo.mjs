/** A photo of 12 megapixels through the command line, from JPEG to float32 ENVI cube, with the process's peak memory. */
import { statfsSync } from 'node:fs';
import { alternate } from './alternate.mjs';
import { COMMAND_LINE, reconstructWay } from './command-line.mjs';
import { NETWORKS } from './networks.mjs';
import { recordRow } from './rows.mjs';
import { writePhoto } from './scene.mjs';

const [WIDTH, HEIGHT] = [4000, 3000];
const PIXELS = WIDTH * HEIGHT;
const SCENE_SEED = 12;
/** The cube is 1.5 GB. */
const NEEDED_BYTES = 2.5e9;
const MOST_ROUNDS = 3;

/** The way and size of the rows, by which targets find them. */
export const LARGE_PHOTO = `${WIDTH}x${HEIGHT}`;

const workOf = (name) => `${name} ${LARGE_PHOTO}, JPEG to cube`;

export async function measureLargePhoto({ threads, rounds, scratch, say, match }) {
  const free = statfsSync(scratch.file('.'));
  if (free.bavail * free.bsize < NEEDED_BYTES) {
    say(`${LARGE_PHOTO} skipped: expected ${NEEDED_BYTES / 1e9} GB free for temporary files`);
    return [];
  }
  const rows = [];
  const wanted = NETWORKS.filter(({ name, photo }) => photo && workOf(name).includes(match));
  if (wanted.length === 0) return rows;
  const photo = scratch.file('large.jpg');
  await writePhoto(photo, WIDTH, HEIGHT, SCENE_SEED);
  for (const { name, macsPerPixel } of wanted) {
    const work = workOf(name);
    say(work);
    const way = reconstructWay({ name: COMMAND_LINE, photo, scratch, threads });
    const [record] = await alternate([way], { rounds: Math.min(rounds, MOST_ROUNDS), budgetMs: 90_000, say });
    const what = { section: 'inference', work, network: name, size: LARGE_PHOTO, pixels: PIXELS, threads };
    rows.push(recordRow(record, { ...what, flops: 2 * macsPerPixel * PIXELS }));
  }
  return rows;
}

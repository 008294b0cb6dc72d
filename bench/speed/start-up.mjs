/** How long a user waits at first: for the help, and for the first result on a small photo. */
import { alternate } from './alternate.mjs';
import { COMMAND_LINE, helpWay, reconstructWay } from './command-line.mjs';
import { recordRow } from './rows.mjs';
import { writePhoto } from './scene.mjs';

const [WIDTH, HEIGHT] = [640, 480];
const SCENE_SEED = 3;
export const HELP = 'help';
export const FIRST_RESULT = `first result, ${WIDTH}x${HEIGHT} JPEG to cube`;

export async function measureStartUp({ threads, rounds, scratch, say }) {
  say('start-up');
  const photo = scratch.file('small.jpg');
  await writePhoto(photo, WIDTH, HEIGHT, SCENE_SEED);
  const ways = [helpWay(HELP), reconstructWay({ name: FIRST_RESULT, photo, scratch, threads })];
  const records = await alternate(ways, { rounds, say });
  return records.map((record) => {
    const what = { section: 'start-up', work: record.way.name, threads };
    return { ...recordRow(record, what), way: COMMAND_LINE };
  });
}

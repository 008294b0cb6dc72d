/** `spectralift cluster submit`: photos, folders and videos onto the queue. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkSettings } from '../../cluster/queue/check-settings.ts';
import { MOST_FRAMES, MOST_SOURCES } from '../../cluster/queue/queue-content.ts';
import { type Submission, submitBatch } from '../../cluster/queue/submit-batch.ts';
import { USUAL_RETRIES } from '../../cluster/queue/unit-queue.ts';
import type { JobSettings } from '../../cluster/work-unit.ts';
import { parseFrameRange } from '../../reconstruction/node/frame-choice.ts';
import { isVideo } from '../../reconstruction/node/photo-inputs.ts';
import { interruptSignal, jsonOption, numberOption, positiveOption, UsageError } from '../options.ts';
import { print, printJson, say } from '../output.ts';
import { progressBar } from '../progress.ts';
import { addSettingsOptions, settingsOf } from '../settings-options.ts';
import { addRedisOption, type RedisOption, withRedis } from './redis-option.ts';

interface SubmitCommandOptions extends JobSettings, RedisOption {
  readonly output: string;
  readonly name?: string;
  readonly framesPerJob: number;
  readonly frames?: { readonly from: number; readonly to?: number };
  readonly every?: number;
  readonly attempts: number;
  readonly backoff: number;
  readonly again: boolean;
  readonly json: boolean;
}

const HELP = `
Workers must find photos and outputs under the same paths. The same inputs, output and settings are the same batch:
submitted again, only what is new is added, and an interrupted submission is completed; --again also has what is
done looked at again, which is quick for photos that have not changed.

Examples:
  spectralift cluster submit /data/holiday -o /data/cubes --name holiday
  spectralift cluster submit /data/clip.mp4 -o /data/frames --frames-per-job 50`;

export function registerSubmit(command: Command): void {
  command
    .argument('<photo...>', 'photos, folders of photos, or videos (needs ffmpeg)')
    .requiredOption('-o, --output <folder>', 'folder of all outputs')
    .option('--name <name>', 'by which the batch is found, beside its id');
  addSettingsOptions(command, 'envi')
    .option('--frames <from-to>', 'frames of a video, counted from 1: 100-200, 100- or -200', parseFrameRange)
    .option('--every <n>', 'every n-th frame of a video', numberOption(1))
    .option('--frames-per-job <n>', 'frames of a video that one job takes', numberOption(1, MOST_FRAMES), 25)
    .option('--attempts <n>', 'tries of a photo in all', numberOption(1, 100), USUAL_RETRIES.attempts)
    .option(
      '--backoff <seconds>',
      'pause before the second try, then twice as long each time',
      positiveOption,
      USUAL_RETRIES.firstPause / 1000,
    )
    .option('--again', 'have what is done already looked at again', false);
  addRedisOption(command).addOption(jsonOption()).addHelpText('after', HELP).action(runSubmit);
}

async function runSubmit(inputs: readonly string[], options: SubmitCommandOptions): Promise<void> {
  const { output, name, framesPerJob, frames, every = 1, attempts, backoff, again, json } = options;
  if (inputs.length > MOST_SOURCES) {
    throw new UsageError(`expected at most ${MOST_SOURCES} inputs, found ${inputs.length}`, {
      hint: 'name the folder that they are in',
    });
  }
  if ((frames !== undefined || every > 1) && !inputs.some(isVideo)) {
    throw new UsageError(
      `expected a video with ${frames === undefined ? '--every' : '--frames'}, found none`,
    );
  }
  if (name !== undefined) checkName(name);
  const settings = settingsOf(options);
  await checkSettings(settings);
  const plan = {
    sources: inputs.map(wholePath),
    destination: wholePath(output),
    settings,
    framesPerJob,
    ...(frames === undefined && every === 1
      ? {}
      : { frames: { from: 1, ...frames, ...(every === 1 ? {} : { every }) } }),
  };
  const bar = progressBar(!json);
  try {
    const submission = await withRedis(
      options,
      (link) =>
        submitBatch(link, plan, {
          ...(name === undefined ? {} : { name }),
          retries: { attempts, firstPause: Math.round(1000 * backoff) },
          again,
          signal: interruptSignal(),
          onProgress: (units) => bar.update(units, units, 'units', undefined),
        }),
      { notes: true },
    );
    bar.done();
    if (json) printJson(submission);
    else {
      print(submission.id);
      say(describe(submission));
    }
  } finally {
    bar.done();
  }
}

function wholePath(path: string): string {
  return path.startsWith('s3://') ? path : resolve(path);
}

/** Names that no id looks like, and that stay one word of a command line. */
function checkName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(name) && !/^[0-9a-f]{16}$/.test(name)) return;
  throw new UsageError(`expected a name of letters, digits and . _ -, found '${name}'`);
}

function describe({ existed, units, added, finished }: Submission): string {
  const count = (number: number): string => `${number} unit${number === 1 ? '' : 's'}`;
  if (!existed) return `${count(units)} queued`;
  const open = units - added - finished;
  return `this batch was there: ${count(added)} added, ${open} waiting or running, ${finished} finished`;
}

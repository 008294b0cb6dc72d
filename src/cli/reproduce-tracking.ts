/** `spectralift reproduce table4`: trackers compared on the sequences that a user has. */
import { join } from 'node:path';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { makeFolder } from '../cube/node/make-folder.ts';
import { laneRuntime } from '../reconstruction/node/lane-runtime.ts';
import {
  comparisonMarkdown,
  comparisonPlots,
  type TrackingComparison,
} from '../tracking/metrics/tracking-comparison.ts';
import { compareTrackers } from '../tracking/node/compare-trackers.ts';
import { interruptSignal } from './options.ts';
import { print } from './output.ts';
import { progressBar } from './progress.ts';

/** Name of the table. */
export const TRACKING_TABLE = 'table4';
/** Models that it compares unless others are named. */
export const TRACKING_MODELS: readonly string[] = ['unsupervised', 'agd-net'];

/** What the table is made of. */
export interface TrackingTableOptions {
  readonly data: string;
  readonly output: string;
  readonly models?: readonly string[];
  readonly frames?: number;
  readonly threads?: number;
}

/** Tracks, and writes the table as Markdown, JSON and SVG. */
export async function reproduceTracking({
  data,
  output,
  models = TRACKING_MODELS,
  frames,
  threads,
}: TrackingTableOptions): Promise<void> {
  const folder = join(output, TRACKING_TABLE);
  const runtime = await laneRuntime(threads === undefined ? {} : { threads });
  const bar = progressBar(true);
  try {
    const { scores, remarks } = await compareTrackers({
      data,
      folder,
      models,
      runtime,
      signal: interruptSignal(),
      framesOf: () => frames,
      onProgress: (method, sequence, { done, total, framesPerSecond }) =>
        bar.update(
          done,
          total ?? done,
          `frames, ${framesPerSecond.toFixed(1)}/s`,
          total === undefined ? undefined : (total - done) / framesPerSecond,
          `${sequence}, ${method}`,
        ),
    });
    bar.done();
    const few = frames === undefined ? '' : ` --frames ${frames}`;
    const named = models.join(',') === TRACKING_MODELS.join(',') ? '' : ` --models ${models.join(',')}`;
    const comparison: TrackingComparison = {
      title: 'Tracking in reconstructed video',
      scores,
      remarks,
      command: `spectralift reproduce ${TRACKING_TABLE} --data DATA -o OUT${named}${few}`,
    };
    const { precision, success } = comparisonPlots(comparison);
    const markdown = comparisonMarkdown(comparison);
    await makeFolder(folder);
    const write = (name: string, content: string): Promise<string> =>
      writeFileAtomically(join(folder, name), content, { overwrite: true });
    await write(`${TRACKING_TABLE}.md`, markdown);
    await write(`${TRACKING_TABLE}.json`, `${JSON.stringify(comparison, undefined, 1)}\n`);
    await write('precision.svg', precision);
    await write('success.svg', success);
    print(markdown);
  } finally {
    bar.done();
    await runtime.close();
  }
}

/** `spectralift reconstruct --shard`: one process's share of work that many share; also all work with buckets. */
import { dealUnits } from '../cluster/shards/deal-units.ts';
import { shardInputs } from '../cluster/shards/shard-inputs.ts';
import { isBucketAddress } from '../cluster/storage/bucket-address.ts';
import { openBuckets } from '../cluster/storage/buckets.ts';
import { openUnitRunner } from '../cluster/unit-runner.ts';
import { interruptSignal, UsageError } from './options.ts';
import { progressBar } from './progress.ts';
import type { ReconstructOptions } from './reconstruct.ts';
import { checkFolderName, showProgress, tellResults } from './reconstruct-many.ts';

/** Does a share and tells of each photo; sets the exit code. */
export async function runShard(photos: readonly string[], options: ReconstructOptions): Promise<void> {
  const {
    output,
    shard = { index: 1, count: 1 },
    json,
    device,
    threads,
    maxMemory,
    way,
    verify,
    scratch,
  } = options;
  if (options.overwrite || options.resume) {
    throw new UsageError(
      `expected no ${options.overwrite ? '--overwrite' : '--resume'} with shards or buckets`,
      {
        hint: 'what is done is passed over, outputs that are cut, or of another photo or settings, are made anew',
      },
    );
  }
  if (!isBucketAddress(output)) await checkFolderName(output);
  const { camera, light, linear, model, format = 'envi', dataType, consistency } = options;
  const settings = {
    camera,
    ...(light === undefined ? {} : { light }),
    linear,
    model,
    format,
    dataType,
    consistency,
  };
  const signal = interruptSignal();
  const inputs = await shardInputs(photos, output, { format, openBuckets, signal });
  const frames = { ...options.frames, ...(options.every === undefined ? {} : { every: options.every }) };
  const units = dealUnits(inputs, shard, frames);
  const bar = progressBar(!json);
  const runner = await openUnitRunner(output, settings, {
    ...{ device, maxMemory, verify },
    ...(threads === undefined ? {} : { threads }),
    ...(scratch === undefined ? {} : { scratch }),
    ...(way === 'auto' ? {} : { way }),
  });
  try {
    if (!json)
      process.stderr.write(
        `shard ${shard.index} of ${shard.count}: ${amount(units.length, inputs.length)}\n`,
      );
    const onProgress = (progress: Parameters<typeof showProgress>[1]): void => showProgress(bar, progress);
    const results = runner.runAll(units, { signal, onProgress });
    await tellResults(results, bar, { json, signal, hint: 'the same command goes on' });
  } finally {
    bar.done();
    await runner.close();
  }
}

/** `5 of 80 inputs`; stretches of a video count, as whole videos and photos do. */
function amount(units: number, inputs: number): string {
  return `${units} unit${units === 1 ? '' : 's'} of ${inputs} input${inputs === 1 ? '' : 's'}`;
}

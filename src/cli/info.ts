/** `spectralift info`: what a cube is, from its header; its numbers only if asked for. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { CubeSource } from '../cube/cube-source.ts';
import { type RegionStatistics, regionStatistics } from '../cube/region-statistics.ts';
import { type CubeOptions, openCubeArgument, withCubeArgument } from './cube-argument.ts';
import { interruptSignal, jsonOption } from './options.ts';
import { formatBytes, formatPairs, formatWavelengths, print, printJson, sixDigits } from './output.ts';

interface InfoOptions extends CubeOptions {
  readonly statistics: boolean;
  readonly json: boolean;
}

export function registerInfo(command: Command): void {
  withCubeArgument(command)
    .option('--statistics', 'also read all samples: range, mean, broken ones', false)
    .addOption(jsonOption())
    .action(runInfo);
}

async function runInfo(path: string, options: InfoOptions): Promise<void> {
  const source = await openCubeArgument(path, options);
  try {
    const statistics = options.statistics
      ? await regionStatistics(source, { signal: interruptSignal() })
      : undefined;
    if (options.json) {
      const { bands, height, width, wavelengths, metadata, notes } = source;
      printJson({ file: path, bands, height, width, wavelengths, ...metadata, notes, statistics });
    } else {
      print(describeCube(path, source, statistics));
    }
  } finally {
    await source.close();
  }
}

function describeCube(path: string, source: CubeSource, statistics: RegionStatistics | undefined): string {
  const { bands, height, width, wavelengths, metadata, notes } = source;
  const pairs: [string, string][] = [
    ['cube', basename(path)],
    [
      'size',
      `${width} x ${height} pixels, ${bands} bands, ${formatBytes(4 * bands * width * height)} in memory`,
    ],
    ['wavelengths', formatWavelengths(wavelengths)],
    ['quantity', metadata.quantity === 'unknown' ? 'unknown: the file does not say' : metadata.quantity],
  ];
  const add = (name: string, text: string | undefined): void => {
    if (text !== undefined) pairs.push([name, text]);
  };
  add('assumption', metadata.assumption);
  add('response', metadata.response);
  add('model', metadata.model === undefined ? undefined : `${metadata.model}: estimated, not measured`);
  add('source', metadata.source);
  add(
    're-projection',
    metadata.reprojectionError === undefined
      ? undefined
      : `RMS ${metadata.reprojectionError.toPrecision(2)} of full scale, where the photo is not clipped`,
  );
  add('description', metadata.description);
  if (statistics !== undefined) {
    const finite = statistics.bands.filter(({ mean }) => Number.isFinite(mean));
    const mean = finite.reduce((sum, band) => sum + band.mean, 0) / finite.length;
    const minimum = Math.min(...finite.map((band) => band.minimum));
    const maximum = Math.max(...finite.map((band) => band.maximum));
    add(
      'values',
      finite.length === 0 ? 'none' : `${sixDigits(minimum)}..${sixDigits(maximum)}, mean ${sixDigits(mean)}`,
    );
    add('broken', statistics.nonFinite === 0 ? undefined : `${statistics.nonFinite} samples are not finite`);
  }
  for (const note of notes) add('note', note);
  return formatPairs(pairs);
}

/** What the outputs of a photo or frame are called, in this format and in all others. */
import { basename } from 'node:path';
import {
  manifestPath,
  type OutputPaths,
  outputsOfStem,
  RECONSTRUCTION_FORMATS,
} from '../../reconstruction/node/output-paths.ts';
import type { InputRecord } from './manifest.ts';
import type { AccountEntry } from './output-account.ts';

/** The entry of a photo whose outputs have these paths, or names. */
export function accountEntry(input: InputRecord, outputs: OutputPaths): AccountEntry {
  const { cube, picture, report } = outputs;
  const samples = [...cube, picture].map((path) => basename(path));
  const stem = basename(report).replace(/\.report\.json$/, '');
  const others = RECONSTRUCTION_FORMATS.flatMap((format) => outputsOfStem(stem, format).cube);
  return {
    input,
    samples,
    report: basename(report),
    manifest: basename(manifestPath(outputs)),
    formerNames: [...new Set(others)].filter((name) => !samples.includes(name)),
  };
}

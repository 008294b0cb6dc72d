/**
 * The ledger of outputs that go to a bucket. They are made in a scratch folder under names that mean nothing; when a
 * photo is done they are sent under their own, the manifest last, and leave the folder.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OutputLedger } from '../../reconstruction/node/output-ledger.ts';
import { allOutputs, type OutputPaths, outputsOfStem } from '../../reconstruction/node/output-paths.ts';
import { accountLedger } from '../manifest/account-ledger.ts';
import { hashFile, type InputHashes } from '../manifest/file-hash.ts';
import type { OutputRecord } from '../manifest/manifest.ts';
import type { OutputAccount } from '../manifest/output-account.ts';
import { type BucketAddress, formatBucketAddress } from './bucket-address.ts';
import { inPrefix } from './bucket-store.ts';
import type { Buckets } from './buckets.ts';

/** What the ledger rests on. */
export interface BucketLedgerQuestion {
  readonly buckets: Buckets;
  readonly prefix: BucketAddress;
  readonly account: OutputAccount;
  readonly hashes: InputHashes;
  /** The own name of a stem in the scratch folder. */
  realName(scratchName: string): string;
}

/** Opens the ledger. */
export function bucketLedger(question: BucketLedgerQuestion): OutputLedger {
  const { buckets, prefix, account, hashes, realName } = question;
  return accountLedger({
    account,
    hashes,
    accountedOutputs: (outputs) => realOutputs(outputs, realName),
    settle: async (outputs, _, close) => {
      const places = new Map(
        allOutputs(outputs).map((path) => [path, inPrefix(prefix, realName(basename(path)))]),
      );
      try {
        await tellPlaces(outputs.report, [...places.values()].map(formatBucketAddress));
        const sent: OutputRecord[] = [];
        for (const [path, address] of places) {
          if (path !== outputs.report) {
            sent.push({ name: realName(basename(path)), ...(await hashFile(path)) });
          }
          await buckets.upload(path, address);
        }
        await close(sent);
      } finally {
        for (const path of places.keys()) await rm(path, { force: true });
      }
    },
  });
}

/** The paths of outputs in the scratch folder as the names that they will have. */
function realOutputs(outputs: OutputPaths, realName: (scratchName: string) => string): OutputPaths {
  const stem = realName(basename(outputs.report)).replace(/\.report\.json$/, '');
  return outputsOfStem(stem, outputs.format);
}

/** Says in a report where its outputs will be. */
async function tellPlaces(path: string, places: readonly string[]): Promise<void> {
  const report: unknown = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, `${JSON.stringify({ ...Object(report), outputs: places }, undefined, 2)}\n`);
}

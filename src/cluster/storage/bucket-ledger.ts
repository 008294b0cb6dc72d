/**
 * The ledger of outputs that go to a bucket. They are made in a scratch folder under names that mean nothing; when a
 * photo is done they are sent under their own, the manifest last, and leave the folder.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LedgerEntry, OutputLedger } from '../../reconstruction/node/output-ledger.ts';
import { allOutputs, type OutputPaths, outputsOfStem } from '../../reconstruction/node/output-paths.ts';
import { accountEntry } from '../manifest/account-entry.ts';
import { hashFile, type InputHashes } from '../manifest/file-hash.ts';
import type { OutputRecord } from '../manifest/manifest.ts';
import type { AccountEntry, OutputAccount, Standing } from '../manifest/output-account.ts';
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
  const standing = async ({ file, path, outputs }: LedgerEntry): Promise<[AccountEntry, Standing]> => {
    const entry = accountEntry({ file, ...(await hashes.of(path)) }, realOutputs(outputs, realName));
    return [entry, await account.standing(entry)];
  };
  const naming = new Map<string, { readonly entry: AccountEntry; readonly former: readonly string[] }>();
  return {
    replaces: true,
    passOver: async (photo) => (await standing(photo))[1].kind === 'whole',
    beforeNames: async (photo) => {
      const [entry, found] = await standing(photo);
      if (found.kind === 'whole') return false;
      await account.claim(entry, found.former);
      naming.set(photo.outputs.report, { entry, former: found.former });
      return true;
    },
    afterNames: async ({ outputs }) => {
      const open = naming.get(outputs.report);
      naming.delete(outputs.report);
      if (open === undefined) return;
      const { entry, former } = open;
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
        await account.close(entry, sent, former);
      } finally {
        for (const path of places.keys()) await rm(path, { force: true });
      }
    },
  };
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

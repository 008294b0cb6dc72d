/** The ledger of outputs in a folder on disk that several processes may write: by manifests. */
import { dirname, join } from 'node:path';
import type { LedgerEntry, OutputLedger } from '../../reconstruction/node/output-ledger.ts';
import { accountEntry } from './account-entry.ts';
import { hashFile, type InputHashes } from './file-hash.ts';
import type { OutputRecord } from './manifest.ts';
import type { AccountEntry, OutputAccount, Standing } from './output-account.ts';

/** A ledger over an account of the folder. */
export function folderLedger(account: OutputAccount, hashes: InputHashes): OutputLedger {
  const entryOf = async ({ file, path, outputs }: LedgerEntry): Promise<AccountEntry> =>
    accountEntry({ file, ...(await hashes.of(path)) }, outputs);
  /** What stands open, by report, from `beforeNames` to `afterNames`. */
  const naming = new Map<string, { readonly entry: AccountEntry; readonly former: readonly string[] }>();
  const standing = async (photo: LedgerEntry): Promise<[AccountEntry, Standing]> => {
    const entry = await entryOf(photo);
    return [entry, await account.standing(entry)];
  };
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
    afterNames: async ({ outputs: { report } }) => {
      const open = naming.get(report);
      naming.delete(report);
      if (open === undefined) return;
      const { entry, former } = open;
      const outputs: OutputRecord[] = [];
      for (const name of entry.samples) {
        outputs.push({ name, ...(await hashFile(join(dirname(report), name))) });
      }
      await account.close(entry, outputs, former);
    },
  };
}

/** A ledger of outputs that several processes may write, by an account of manifests, wherever the outputs end up. */
import type { LedgerEntry, OutputLedger } from '../../reconstruction/node/output-ledger.ts';
import type { OutputPaths } from '../../reconstruction/node/output-paths.ts';
import { accountEntry } from './account-entry.ts';
import type { InputHashes } from './file-hash.ts';
import type { OutputRecord } from './manifest.ts';
import type { AccountEntry, OutputAccount, Standing } from './output-account.ts';

/** What the ledger rests on. */
export interface AccountLedgerQuestion {
  readonly account: OutputAccount;
  readonly hashes: InputHashes;
  /** Outputs under the names that the account has them by. */
  accountedOutputs(outputs: OutputPaths): OutputPaths;
  /** Takes care of outputs that have their names, and closes the account on what they are. */
  settle(
    outputs: OutputPaths,
    entry: AccountEntry,
    close: (records: readonly OutputRecord[]) => Promise<void>,
  ): Promise<void>;
}

/** Opens the ledger. */
export function accountLedger(question: AccountLedgerQuestion): OutputLedger {
  const { account, hashes, accountedOutputs, settle } = question;
  const standing = async ({ file, path, outputs }: LedgerEntry): Promise<[AccountEntry, Standing]> => {
    const entry = accountEntry({ file, ...(await hashes.of(path)) }, accountedOutputs(outputs));
    return [entry, await account.standing(entry)];
  };
  /** What stands open, by report, from `beforeNames` to `afterNames`. */
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
      await settle(outputs, entry, (records) => account.close(entry, records, former));
    },
  };
}

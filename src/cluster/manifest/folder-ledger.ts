/** The ledger of outputs in a folder on disk: they stay where they are, and the account closes on their hashes. */
import { dirname, join } from 'node:path';
import type { OutputLedger } from '../../reconstruction/node/output-ledger.ts';
import { accountLedger } from './account-ledger.ts';
import { hashFile, type InputHashes } from './file-hash.ts';
import type { OutputRecord } from './manifest.ts';
import type { OutputAccount } from './output-account.ts';

/** A ledger over an account of the folder. */
export function folderLedger(account: OutputAccount, hashes: InputHashes): OutputLedger {
  return accountLedger({
    account,
    hashes,
    accountedOutputs: (outputs) => outputs,
    settle: async ({ report }, { samples }, close) => {
      const records: OutputRecord[] = [];
      for (const name of samples) {
        records.push({ name, ...(await hashFile(join(dirname(report), name))) });
      }
      await close(records);
    },
  });
}

/**
 * Who says which photos are done already and may be passed over, and is told when outputs get their names. The
 * ledger of a plain reconstruction is the reports; work that is shared among machines keeps a stricter one.
 */
import { dirname } from 'node:path';
import { FileError } from '../../cube/files/file-error.ts';
import { areComplete, type OutputPaths } from './output-paths.ts';

/** A photo or frame and its outputs. */
export interface LedgerEntry {
  /** Name for reports: that of the file, and the number of a frame. */
  readonly file: string;
  /** Where the photo or video lies on disk. */
  readonly path: string;
  /** Of a video: which frame, counted from 1. */
  readonly frame?: number;
  readonly outputs: OutputPaths;
}

/** The account of outputs. */
export interface OutputLedger {
  /** Whether outputs that are there, but were not passed over, are replaced. */
  readonly replaces: boolean;
  /**
   * Whether a photo is done and to be passed over.
   *
   * @throws FileError if outputs are there that may neither be passed over nor replaced.
   */
  passOver(entry: LedgerEntry): Promise<boolean>;
  /**
   * Told before the first output gets its name.
   *
   * @returns false if that must not be, because another process has finished the photo meanwhile: it is passed over.
   * @throws FileError as {@link passOver} does.
   */
  beforeNames(entry: LedgerEntry): Promise<boolean>;
  /** Told when all have theirs. @throws FileError if the account cannot be kept. */
  afterNames(entry: LedgerEntry): Promise<void>;
}

/** The ledger of a reconstruction by one process: a photo is done if its report tells of it and lists what is there. */
export function reportLedger({
  resume,
  overwrite,
}: {
  /** Passes over photos that are done. */
  readonly resume: boolean;
  /** Replaces outputs that are there. */
  readonly overwrite: boolean;
}): OutputLedger {
  return {
    replaces: overwrite,
    passOver: async ({ file, outputs }) => {
      if ((overwrite && !resume) || !(await areComplete(outputs, file))) return false;
      if (resume) return true;
      throw new FileError(
        `${file}: expected no outputs yet, found all of them in ${dirname(outputs.report)}`,
        {
          hint: 'pass over it with --resume or replace them with --overwrite',
        },
      );
    },
    beforeNames: async () => true,
    afterNames: async () => undefined,
  };
}

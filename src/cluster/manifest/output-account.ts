/**
 * Whether a photo's outputs are whole, and whether what stands in their place may be replaced: one set of rules, over
 * a folder on disk or a bucket. A file is ours if a manifest, claim or report beside it names it, and tells of this
 * photo; no other file is ever replaced.
 */
import { FileError } from '../../cube/files/file-error.ts';
import { LARGEST_REPORT, reportedOutputs } from '../../reconstruction/node/output-paths.ts';
import type { OpenJob } from './job-record.ts';
import {
  formatClaim,
  formatManifest,
  type InputRecord,
  LARGEST_MANIFEST,
  type Manifest,
  type OutputRecord,
  parseManifest,
} from './manifest.ts';

/** Where outputs are kept, by name, side by side. */
export interface OutputStore {
  /** As messages have it: a path, or `s3://bucket/prefix/`. */
  readonly place: string;
  /** Bytes of a file; undefined if there is none; -1 if something else than a file stands there. */
  size(name: string): Promise<number | undefined>;
  /** A small text; undefined if there is none, or if it is larger than `limit` bytes. */
  text(name: string, limit: number): Promise<string | undefined>;
  /** SHA-256 of a file. */
  sha256(name: string): Promise<string>;
  /** Writes a small text whole, in place of one that is there. */
  put(name: string, text: string): Promise<void>;
  /** Removes a file. */
  remove(name: string): Promise<void>;
}

/** One photo or frame, and what its outputs are called. */
export interface AccountEntry {
  readonly input: InputRecord;
  /** Names of the cube's files, the first that it is opened by, and of the picture. */
  readonly samples: readonly string[];
  readonly report: string;
  readonly manifest: string;
  /** Names that the samples would have in other formats: an earlier run may have used them. */
  readonly formerNames: readonly string[];
}

/** How things stand with a photo's outputs. */
export type Standing =
  /** All there, of this input and these settings. */
  | { readonly kind: 'whole' }
  /** To be made; what stands there is ours. `former`: outputs of an earlier run that will not be replaced by new ones. */
  | { readonly kind: 'open'; readonly former: readonly string[] };

/** The account of the outputs of one job in one place. */
export class OutputAccount {
  readonly #store: OutputStore;
  readonly #job: OpenJob;
  readonly #verify: boolean;

  /** @param verify reads outputs to compare their hashes, in place of looking at their sizes. */
  constructor(store: OutputStore, job: OpenJob, verify: boolean) {
    this.#store = store;
    this.#job = job;
    this.#verify = verify;
  }

  /** How things stand. @throws FileError if a file stands there that is not known to be an output of this photo. */
  async standing(entry: AccountEntry): Promise<Standing> {
    const { input, samples, report, manifest } = entry;
    const names = [...samples, report, manifest];
    const sizes = new Map<string, number>();
    for (const name of names) {
      const size = await this.#store.size(name);
      if (size !== undefined) sizes.set(name, size);
    }
    const [account, told] = await this.#evidence(entry, sizes);
    if (account?.state === 'whole' && (await this.#isWhole(entry, account, sizes, told)))
      return { kind: 'whole' };
    const ours = new Set([...namesIn(account), ...(told === undefined ? [] : [...told, report])]);
    if (account !== undefined || told !== undefined) ours.add(manifest); // a damaged one too
    const foreign = names.filter((name) => sizes.has(name) && !ours.has(name));
    if (foreign.length > 0) throw this.#foreign(input.file, foreign);
    return { kind: 'open', former: entry.formerNames.filter((name) => ours.has(name)) };
  }

  /** Says that outputs are about to get their names, before any has. */
  async claim({ input, samples, report, manifest }: AccountEntry, former: readonly string[]): Promise<void> {
    await this.#store.put(manifest, formatClaim(input.file, [...samples, report, ...former]));
  }

  /** Closes the account, when all have theirs: removes what is left of an earlier run, then writes the manifest. */
  async close(
    { input, report, manifest }: AccountEntry,
    outputs: readonly OutputRecord[],
    former: readonly string[],
  ): Promise<void> {
    for (const name of former) await this.#store.remove(name);
    const { record, sha256: settingsSha256 } = this.#job;
    await this.#store.put(manifest, formatManifest({ input, settingsSha256, outputs, report }, record));
  }

  /** What manifest and report say of this photo; undefined where they are missing, or of another. */
  async #evidence(
    { input: { file }, report, manifest }: AccountEntry,
    sizes: ReadonlyMap<string, number>,
  ): Promise<[Manifest | undefined, readonly string[] | undefined]> {
    const read = async (name: string, limit: number): Promise<string> =>
      sizes.has(name) ? ((await this.#store.text(name, limit)) ?? '') : '';
    const account = parseManifest(await read(manifest, LARGEST_MANIFEST));
    const owner = account?.state === 'whole' ? account.input.file : account?.file;
    return [owner === file ? account : undefined, reportedOutputs(await read(report, LARGEST_REPORT), file)];
  }

  async #isWhole(
    { input, samples, report }: AccountEntry,
    { input: known, settingsSha256, outputs }: Extract<Manifest, { readonly state: 'whole' }>,
    sizes: ReadonlyMap<string, number>,
    told: readonly string[] | undefined,
  ): Promise<boolean> {
    const same = known.bytes === input.bytes && known.sha256 === input.sha256;
    if (!same || settingsSha256 !== this.#job.sha256) return false;
    if (told === undefined || !told.includes(samples[0])) return false; // the report is cut, or of another cube
    const listed = outputs.map(({ name }) => name);
    if (listed.length !== samples.length || !samples.every((name) => listed.includes(name))) return false;
    if (!sizes.has(report) || outputs.some(({ name, bytes }) => sizes.get(name) !== bytes)) return false;
    if (!this.#verify) return true;
    for (const { name, sha256 } of outputs) if ((await this.#store.sha256(name)) !== sha256) return false;
    return true;
  }

  #foreign(file: string, names: readonly string[]): FileError {
    const found = names.length === 1 ? names[0] : `${names[0]} and ${names.length - 1} more`;
    return new FileError(
      `${file}: expected ${this.#store.place} to hold outputs of this photo only, found ${found} of something else`,
      { hint: 'choose another place for the outputs, or move that away' },
    );
  }
}

function namesIn(account: Manifest | undefined): readonly string[] {
  if (account === undefined) return [];
  return account.state === 'claimed'
    ? account.names
    : [...account.outputs.map(({ name }) => name), account.report];
}

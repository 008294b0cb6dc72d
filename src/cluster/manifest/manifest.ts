/**
 * The account of one photo's or frame's outputs, a JSON file beside its report: which input (by hash), which settings
 * (by hash), which files came of it (by size and hash). It is written when all of them have their names; while they
 * get them, a claim stands in its place, which says whose they are. No times: equal work gives equal bytes.
 */
import type { Fingerprint } from './file-hash.ts';
import type { JobRecord } from './job-record.ts';

/** Largest manifest that is read, bytes; ours have about a thousand. */
export const LARGEST_MANIFEST = 65_536;
const FORM = 'spectralift manifest 1';
const MOST_OUTPUTS = 64;

/** A photo or frame: its name as reports have it, and the file that it comes from. */
export interface InputRecord extends Fingerprint {
  readonly file: string;
}

/** A file that is whole. */
export interface OutputRecord extends Fingerprint {
  readonly name: string;
}

/** The account. */
export type Manifest =
  | {
      readonly state: 'whole';
      readonly input: InputRecord;
      readonly settingsSha256: string;
      readonly outputs: readonly OutputRecord[];
      /** The report has times in it, so that no two are equal; it is known by what it says. */
      readonly report: string;
    }
  /** Outputs are getting their names; those that are there may be of this or of an earlier run. */
  | { readonly state: 'claimed'; readonly file: string; readonly names: readonly string[] };

/** The text of a whole account. */
export function formatManifest(
  manifest: Omit<Extract<Manifest, { readonly state: 'whole' }>, 'state'>,
  settings: JobRecord,
): string {
  const { input, settingsSha256, outputs, report } = manifest;
  const { file, bytes, sha256 } = input;
  const document = {
    form: FORM,
    state: 'whole',
    input: { file, bytes, sha256 },
    settings,
    settingsSha256,
    outputs: outputs.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    report,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The text of a claim. */
export function formatClaim(file: string, names: readonly string[]): string {
  return `${JSON.stringify({ form: FORM, state: 'claimed', file, names }, undefined, 2)}\n`;
}

/** Reads either; undefined if the text is neither. Names in it are for comparison, never for opening. */
export function parseManifest(text: string): Manifest | undefined {
  const document = parseObject(text);
  if (document?.['form'] !== FORM) return undefined;
  if (document['state'] === 'claimed') {
    const { file, names } = document;
    return typeof file === 'string' && isListOf(names, isText)
      ? { state: 'claimed', file, names }
      : undefined;
  }
  const { state, input, settingsSha256, outputs, report } = document;
  const sound = state === 'whole' && isInput(input) && isText(settingsSha256) && isText(report);
  return sound && isListOf(outputs, isOutput)
    ? { state: 'whole', input, settingsSha256, outputs, report }
    : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is readonly Item[] {
  return Array.isArray(value) && value.length <= MOST_OUTPUTS && value.every(isItem);
}

function isFingerprint(value: unknown): value is Fingerprint {
  return isObject(value) && Number.isSafeInteger(value['bytes']) && isText(value['sha256']);
}

function isInput(value: unknown): value is InputRecord {
  return isFingerprint(value) && 'file' in value && isText(value.file);
}

function isOutput(value: unknown): value is OutputRecord {
  return isFingerprint(value) && 'name' in value && isText(value.name);
}

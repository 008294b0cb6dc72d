/** Values from Redis, looked at without trust: each is of the type and size that is expected, or an error. */
import { QueueContentError } from './queue-error.ts';

/** Longest text that is taken from a queue: paths are at most 4096 bytes on Linux. */
export const LONGEST_TEXT = 4096;
/** Longest JSON that is parsed, characters. */
const LONGEST_JSON = 8_388_608;

/** @throws QueueContentError */
export function wrong(what: string, expected: string, found: unknown): QueueContentError {
  const kind = Array.isArray(found) ? 'a list' : found === null ? 'null' : `a ${typeof found}`;
  return new QueueContentError(`expected ${expected} as ${what} of the queue, found ${kind} that is none`, {
    hint: 'something else than spectralift writes into this database of Redis: give the queue one of its own',
  });
}

/** Parses JSON of bounded size. @throws QueueContentError */
export function parseJson(text: string, what: string): unknown {
  if (text.length > LONGEST_JSON) throw wrong(what, `at most ${LONGEST_JSON} characters`, text);
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(what, 'JSON', text);
  }
}

/** The fields of an object. @throws QueueContentError */
export function checkedObject(value: unknown, what: string): Partial<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(what, 'an object', value);
}

/** A list of at most `most` values. @throws QueueContentError */
export function checkedList<T>(
  value: unknown,
  what: string,
  most: number,
  check: (value: unknown, what: string) => T,
): T[] {
  if (!Array.isArray(value) || value.length > most) throw wrong(what, `a list of at most ${most}`, value);
  return value.map((item: unknown) => check(item, what));
}

/** A text without zero characters, of 1 to {@link LONGEST_TEXT} characters. @throws QueueContentError */
export function checkedText(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT && !value.includes('\0')) {
    return value;
  }
  throw wrong(what, `a text of 1 to ${LONGEST_TEXT} characters`, value);
}

/** A text, perhaps empty, cut where it is too long: for messages. */
export function messageText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : '';
}

/** A whole number in `least..most`. @throws QueueContentError */
export function checkedWhole(value: unknown, what: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(what, `a whole number in ${least}..${most}`, value);
}

/** A finite number of at least 0. @throws QueueContentError */
export function checkedAmount(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw wrong(what, 'a number of at least 0', value);
}

/** @throws QueueContentError */
export function checkedFlag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(what, 'true or false', value);
}

/** One of the texts of a list. @throws QueueContentError */
export function checkedChoice<T extends string>(value: unknown, what: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw wrong(what, `one of ${choices.join(', ')}`, value);
  return found;
}

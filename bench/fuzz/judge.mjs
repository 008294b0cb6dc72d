// What counts as an answer: a value that holds together, or one of the tagged errors that the reader promises, told
// in a message of bearable length. Everything else is a failure.
import { SpectraliftError } from '../../dist/errors.js';

/** Longest message with its hint, characters: whatever a file holds, its error is a line that a person can read. */
const LONGEST_MESSAGE = 1200;

/** Thrown by a target whose reader gave a value that does not hold together. */
export class Unbelievable extends Error {}

/**
 * Judges how a reader ended.
 *
 * @param outcome `{ value }` or `{ error }`.
 * @returns `{ answer, complaint }`: "value" or the tag, and the message without its numbers and names; or
 * `{ failure: { kind, message, where } }`.
 */
export function judge(target, outcome) {
  if (!('error' in outcome)) return { answer: 'value' };
  const { error } = outcome;
  if (!(error instanceof SpectraliftError)) {
    return {
      failure: failureOf(error instanceof Unbelievable ? 'unbelievable value' : 'untagged error', error),
    };
  }
  if (!target.errors.includes(error._tag)) return { failure: failureOf('unexpected tag', error) };
  const { length } = `${error.message}${error.hint}`;
  if (length > LONGEST_MESSAGE) return { failure: failureOf(`message of ${length} characters`, error) };
  return { answer: error._tag, complaint: complaintOf(error.message) };
}

/** A message without what differs from file to file: numbers, and words in quotes. */
function complaintOf(message) {
  return message
    .replace(/'[^']*'|"[^"]*"/g, "'...'")
    .replace(/-?\d[\d.,]*(e[+-]?\d+)?|NaN|-?Infinity/g, '#')
    .replace(/#( x #)+/g, '# x #')
    .slice(0, 60);
}

/** A failure in words. */
export function failureOf(kind, error) {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const where =
    error instanceof Error ? (error.stack ?? '').split('\n').find((line) => /^\s+at /.test(line)) : '';
  return {
    kind,
    message: message.split('\n', 1)[0].slice(0, 160),
    where: (where ?? '').trim().replace(/\(?file:\/\/.*?\/(dist|bench|node_modules)\//, '($1/'),
  };
}

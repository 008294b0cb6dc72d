/** The secret that clients must know. */
import { SpectraliftError } from '../errors.ts';

/** A token that is too easy to guess, or that no header can carry. */
export class TokenError extends SpectraliftError {
  readonly _tag = 'TokenError';
}

const SHORTEST = 16;

/**
 * Reads the token of a file or of the environment; space around it does not count.
 *
 * @returns undefined if there is none.
 * @throws TokenError if it is short or could not be sent in a header.
 */
export function parseToken(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const token = text.trim();
  if (token.length >= SHORTEST && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new TokenError(
    `expected a token of at least ${SHORTEST} printable characters without spaces, found ${token.length} characters`,
    { hint: 'openssl rand -hex 32 > token' },
  );
}

/**
 * The one base of every error that spectralift throws on purpose. It stands under all rooms: a room
 * derives its own tagged class from it, so that a caller can switch on `_tag` and a command line can print
 * one line and choose an exit code without knowing the room.
 */

/**
 * An error with a machine-readable tag and a hint for the person who meets it.
 *
 * The message says what was expected and what was found, with the numbers; the hint says what to try.
 */
export abstract class SpectraliftError extends Error {
  /** Name of the concrete class; stable, meant for `switch`. */
  abstract readonly _tag: string;
  /** What to try next, or an empty string. */
  readonly hint: string;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint ?? '';
  }
}

/** Errors as they cross from the worker to the page. */

/** What is left of an error on its way. */
export interface ErrorFacts {
  /** `_tag` of the library's own errors, else the name: `PhotoError`, `AbortError`. */
  readonly tag: string;
  readonly message: string;
  readonly hint: string;
}

/** An error of the engine: what was expected and found, and what to try. */
export class EngineError extends Error {
  readonly tag: string;
  /** What to try next, or an empty string. */
  readonly hint: string;

  constructor({ tag, message, hint }: ErrorFacts) {
    super(message);
    this.name = 'EngineError';
    this.tag = tag;
    this.hint = hint;
  }
}

/** The facts of anything that was thrown. */
export function errorFacts(thrown: unknown): ErrorFacts {
  if (!(thrown instanceof Error)) return { tag: 'Error', message: String(thrown), hint: '' };
  const { name, message } = thrown;
  const tag = '_tag' in thrown && typeof thrown._tag === 'string' ? thrown._tag : name;
  const hint = 'hint' in thrown && typeof thrown.hint === 'string' ? thrown.hint : '';
  if (thrown instanceof RangeError && /alloc|memory|length/i.test(message)) {
    return {
      tag,
      message: `this page has no memory left for that (${message})`,
      hint: 'take a smaller size',
    };
  }
  return { tag, message: message.split('\n', 1)[0], hint };
}

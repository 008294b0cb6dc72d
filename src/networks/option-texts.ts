/** Options of a network as texts, the only values that the metadata of a weight file can hold, and back without trust. */
import { NetworkError } from './parameters.ts';

/** How one option is written and read. */
export interface OptionText<Value> {
  /** What a text has to be, in words: "a whole number in 1..16". */
  readonly expected: string;
  write(value: Value): string;
  /** The value; undefined if the text is not what is expected. */
  read(text: string): Value | undefined;
}

/** One for each option of a network. */
export type OptionTexts<Options> = { readonly [Name in keyof Options]: OptionText<Options[Name]> };

const WHOLE = /^[1-9]\d{0,8}$/;

function readWhole(text: string, most: number): number | undefined {
  return WHOLE.test(text) && Number(text) <= most ? Number(text) : undefined;
}

/** A whole number in 1..most. */
export function wholeNumber(most: number): OptionText<number> {
  return {
    expected: `a whole number in 1..${most}`,
    write: String,
    read: (text) => readWhole(text, most),
  };
}

/** At most `length` whole numbers in 1..most, at least one. */
export function wholeNumbers(most: number, length: number): OptionText<readonly number[]> {
  return {
    expected: `1..${length} whole numbers in 1..${most}, with commas between`,
    write: (values) => values.join(','),
    read: (text) => {
      const values = text.split(',', length + 1).map((each) => readWhole(each, most));
      const whole = values.filter((value) => value !== undefined);
      return whole.length === values.length && values.length <= length ? whole : undefined;
    },
  };
}

/** `true` or `false`. */
export const trueOrFalse: OptionText<boolean> = {
  expected: "'true' or 'false'",
  write: String,
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** One of some words. */
export function oneOf<Word extends string>(...words: readonly Word[]): OptionText<Word> {
  return {
    expected: words.map((word) => `'${word}'`).join(' or '),
    write: (word) => word,
    read: (text) => words.find((word) => word === text),
  };
}

function namesOf<Options>(texts: OptionTexts<Options>): (keyof Options & string)[] {
  return Object.keys(texts) as (keyof Options & string)[];
}

/** Options as texts by their names. */
export function writeOptions<Options>(options: Options, texts: OptionTexts<Options>): Record<string, string> {
  return Object.fromEntries(namesOf(texts).map((name) => [name, texts[name].write(options[name])]));
}

/** Longest part of a text that is shown in a message. */
const SHOWN = 40;

/**
 * Reads options back; texts of other names are ignored.
 *
 * @param network its name, for the message.
 * @throws NetworkError naming the first that is missing or not what is expected.
 */
export function readOptions<Options>(
  given: Readonly<Record<string, string>>,
  texts: OptionTexts<Options>,
  network: string,
): Options {
  const read = namesOf(texts).map((name) => {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = text === undefined ? undefined : texts[name].read(text);
    if (value !== undefined) return [name, value] as const;
    const found = text === undefined ? 'none' : `'${text.slice(0, SHOWN)}'`;
    throw new NetworkError(
      `${network}: expected '${name}' in the metadata to be ${texts[name].expected}, found ${found}`,
      { hint: 'give a weight file that training left, with its metadata' },
    );
  });
  return Object.fromEntries(read) as Options;
}

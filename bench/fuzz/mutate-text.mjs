// Damage to texts with numbers, lists, keys and braces (JSON, ENVI headers, CSV), without regard to which.
import { oneOf } from './mutate-bytes.mjs';
import { ODD_TEXTS } from './numbers.mjs';

const NUMBER = /[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const WORD = /[A-Za-z_][\w-]*/g;
const ODD_CHARACTERS = [
  '\0',
  '\x1b[31m',
  '\r',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\u202e',
  '\x7f',
  '\u00e9',
  '%00',
  '\\u0000',
];
const ODD_KEYS = ['__proto__', 'constructor', 'toString', 'valueOf', 'length', 'hasOwnProperty'];
/** Depth of nesting and length of words that are tried. */
const DEEP = 20_000;
const LONG = 50_000;

/** Text with something in place of one match of a pattern. */
function replaceOne(random, text, pattern, replacement) {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return `${text}${replacement(['', ''])}`;
  const match = oneOf(random, matches);
  const end = match.index + match[0].length;
  return `${text.slice(0, match.index)}${replacement(match)}${text.slice(end)}`;
}

function place(random, text) {
  return random.integer(text.length + 1);
}

function insert(text, at, piece) {
  return `${text.slice(0, at)}${piece}${text.slice(at)}`;
}

const MUTATIONS = [
  function oddNumber(random, text) {
    return replaceOne(random, text, NUMBER, () => oneOf(random, ODD_TEXTS));
  },
  function oddNumberAgain(random, text) {
    return replaceOne(random, text, NUMBER, () => oneOf(random, ODD_TEXTS));
  },
  function otherNumber(random, text) {
    return replaceOne(random, text, NUMBER, ([old]) => String(Number(old) + random.integer(9) - 4));
  },
  function longNumber(random, text) {
    return replaceOne(random, text, NUMBER, () => '9'.repeat(1 + random.integer(400)));
  },
  function otherWord(random, text) {
    const words = text.match(WORD) ?? ['x'];
    return replaceOne(random, text, WORD, () => oneOf(random, words));
  },
  function oddKey(random, text) {
    return replaceOne(random, text, WORD, () => oneOf(random, ODD_KEYS));
  },
  function repeatLine(random, text) {
    const lines = text.split('\n');
    const line = oneOf(random, lines);
    lines.splice(random.integer(lines.length + 1), 0, line);
    return lines.join('\n');
  },
  function dropLine(random, text) {
    const lines = text.split('\n');
    lines.splice(random.integer(lines.length), 1);
    return lines.join('\n');
  },
  function dropMark(random, text) {
    return replaceOne(random, text, /[{}[\](),;:="'\n]/g, () => '');
  },
  function addMark(random, text) {
    return insert(text, place(random, text), oneOf(random, [...'{}[](),;:="\'\n\t=']));
  },
  function otherMark(random, text) {
    return replaceOne(random, text, /[{}[\](),;:="']/g, () => oneOf(random, [...'{}[](),;:="\'']));
  },
  function oddCharacter(random, text) {
    return insert(text, place(random, text), oneOf(random, ODD_CHARACTERS));
  },
  function nest(random, text) {
    const [open, close] = oneOf(random, ['[]', '{}', '()', ['{"a":', '}']]);
    const depth = 1 + random.integer(random.integer(20) === 0 ? DEEP : 40);
    const inner = random.integer(2) === 0 ? close.repeat(depth) : '';
    return replaceOne(random, text, NUMBER, ([old]) => `${open.repeat(depth)}${old}${inner}`);
  },
  function intoObject(random, text) {
    const inner = oneOf(random, [
      '{"toString":1,"valueOf":1}',
      '{"length":3,"join":1}',
      '[[["band"]]]',
      '{"0":1}',
    ]);
    return replaceOne(random, text, /"[^"]*"|\d+/g, () => inner);
  },
  function longWord(random, text) {
    const word = oneOf(random, ['x', ' ', '\n', ',', '=', '1,', 'a=1\n', '\u00e9', '"']);
    return insert(
      text,
      place(random, text),
      word.repeat(1 + random.integer(random.integer(20) === 0 ? LONG : 300)),
    );
  },
  function longList(random, text) {
    const list = oneOf(random, ['1', '500, 600', '0', 'NaN', 'null']);
    const count = 1 + random.integer(random.integer(20) === 0 ? LONG : 100);
    return replaceOne(random, text, NUMBER, ([old]) => `${old}${`, ${list}`.repeat(count)}`);
  },
];

/** One mutation of a text, which is given and returned as bytes. */
export function mutateText(random, bytes) {
  const text = Buffer.from(bytes).toString('utf8');
  return new Uint8Array(Buffer.from(oneOf(random, MUTATIONS)(random, text), 'utf8'));
}

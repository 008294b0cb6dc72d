/** What the commands say: results on standard output, talk on standard error. */

/** Controls other than tabs and line ends, and marks that turn the direction of writing. */
const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** Text from a file made harmless for a terminal: control characters become visible codes. */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, (control) =>
    control === '\n' || control === '\t'
      ? control
      : `\\u{${control.codePointAt(0)?.toString(16).padStart(2, '0')}}`,
  );
}

/** One line or more of the result. */
export function print(text: string): void {
  process.stdout.write(`${visibleText(text)}\n`);
}

/** The result as JSON; lists of numbers stay on one line. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, undefined, 2);
  print(
    text.replace(/\[\n\s+([-\d.eE+,\s]+?)\n\s*\]/g, (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`),
  );
}

/** A remark for the person who watches. */
export function say(text: string): void {
  process.stderr.write(`${visibleText(text)}\n`);
}

/** Remarks on what was assumed or changed, one a line. */
export function sayNotes(notes: readonly string[]): void {
  for (const note of notes) say(`note: ${note}`);
}

/** Pairs of a name and a text, the texts one below the other. */
export function formatPairs(pairs: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
  return pairs.map(([name, text]) => name.padEnd(width) + text).join('\n');
}

/** The shortest decimal number that is the same float32. */
export function shortestFloat(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** A number of at most six digits. */
export function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** `23.4 GiB` or `512 MiB`. */
export function formatBytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  if (gibibytes >= 1) return `${gibibytes.toFixed(1)} GiB`;
  const mebibytes = bytes / 2 ** 20;
  return mebibytes >= 1
    ? `${mebibytes.toFixed(mebibytes < 10 ? 1 : 0)} MiB`
    : `${(bytes / 1024).toFixed(0)} KiB`;
}

/** `3.4 %`, or `under 0.1 %`. */
export function formatShare(share: number): string {
  return share > 0 && share < 0.001 ? 'under 0.1 %' : `${(100 * share).toFixed(1)} %`;
}

/** `400..700 nm by 10`, or without the step where it varies. */
export function formatWavelengths(wavelengths: readonly number[]): string {
  const [first, last] = [wavelengths[0], wavelengths[wavelengths.length - 1]];
  if (wavelengths.length === 1) return `${sixDigits(first)} nm`;
  const step = (last - first) / (wavelengths.length - 1);
  const even = wavelengths.every((value, band) => Math.abs(value - first - band * step) < 1e-3 * step);
  return `${sixDigits(first)}..${sixDigits(last)} nm${even ? ` by ${sixDigits(step)}` : ', uneven steps'}`;
}

/**
 * Letters of 5 x 7 dots for pictures that must look the same on every machine, whatever fonts it has: capitals,
 * digits and a few signs. Small letters are drawn as capitals, what has no form as a box.
 */

/** Width and height of a letter, and from one letter to the next, in dots. */
export const LETTER = { width: 5, height: 7, advance: 6 } as const;

/** Rows of dots from top to bottom, one digit of base 32 each: its bits are the dots from left to right. */
const FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'uhhhhhu', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf' },
    ...{ H: 'hhhvhhh', I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh' },
    ...{ O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe' },
    ...{
      V: 'hhhhha4',
      W: 'hhhllla',
      X: 'hha4ahh',
      Y: 'hha4444',
      Z: 'v1248gv',
      '0': 'ehjlphe',
      '1': '4c4444e',
    },
    ...{ '2': 'eh1248v', '3': 'v2421he', '4': '26aiv22', '5': 'vgu11he', '6': '68guhhe', '7': 'v124888' },
    ...{ '8': 'ehhehhe', '9': 'ehhf12c', ' ': '0000000', '-': '000e000', '.': '00000cc', ',': '0000c48' },
    ...{ ':': '0cc0cc0', '/': '01248g0', '(': '2488842', ')': '8422248', '=': '00v0v00', '+': '044v440' },
    ...{ '%': 'op248j3', _: '000000v', '|': '4444444' },
  }),
);
const UNKNOWN = 'vhhhhhv';

/** Width of a text in dots. */
export function textWidth(text: string): number {
  const letters = [...text].length;
  return letters === 0 ? 0 : letters * LETTER.advance - (LETTER.advance - LETTER.width);
}

/** The dots of a text, column and row counted from the top left of its first letter. */
export function textDots(text: string): { readonly x: number; readonly y: number }[] {
  return [...text.toUpperCase()].flatMap((letter, index) =>
    [...(FORMS.get(letter) ?? UNKNOWN)].flatMap((digit, y) => {
      const bits = Number.parseInt(digit, 32);
      const set = Array.from({ length: LETTER.width }, (_, x) => x).filter(
        (x) => (bits >> (LETTER.width - 1 - x)) % 2 === 1,
      );
      return set.map((x) => ({ x: index * LETTER.advance + x, y }));
    }),
  );
}

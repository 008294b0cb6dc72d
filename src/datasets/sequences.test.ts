/** Names and numbers of videos. */
import { expect, test } from 'vitest';
import { missingFrames, withoutNumber } from './sequences.ts';

test.each<[string, string[], string[]]>([
  ['no gap', ['img/0001.jpg', 'img/0002.jpg', 'img/0003.jpg'], []],
  ['one frame and some', ['1.png', '3.png', '4.png', '8.png'], ['2', '5..7']],
  ['steps of five', ['0005.png', '0010.png', '0015.png'], []],
  ['a gap among steps of five', ['0005.png', '0010.png', '0020.png'], ['15']],
  ['a single frame', ['0007.png'], []],
  ['numbers beyond counting', ['1.png', `${'9'.repeat(40)}.png`], []],
  ['a jump', ['1.png', '2.png', '4000000000.png'], ['3..3999999999']],
])('missing frames: %s', (_, frames, missing) => {
  expect(missingFrames(frames)).toEqual(missing);
});

test('names without their number', () => {
  expect(['Car2', 'car-10', 'Deer', '007'].map(withoutNumber)).toEqual(['car', 'car', 'deer', '007']);
});

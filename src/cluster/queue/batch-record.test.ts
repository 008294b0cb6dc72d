import { expect, it } from 'vitest';
import { speedOf } from './batch-record.ts';
import { isTransient } from './failure-kind.ts';

it('the speed is that of the units which ended of late', () => {
  expect(speedOf([110, 108, 106, 104, 102, 100], 110)).toBeCloseTo(0.5);
  expect(speedOf([110, 100], 120), 'slows down while nothing ends').toBeCloseTo(0.05);
  expect(speedOf([110, 100, 10, 5], 1000), 'nothing for long').toBeUndefined();
  expect(speedOf([1000, 999, 10, 5], 1000), 'what is long ago does not count').toBeCloseTo(1);
  expect(speedOf([100], 100)).toBeUndefined();
  expect(speedOf([], 100)).toBeUndefined();
  expect(speedOf([Number.NaN, 100, 100], 100)).toBeUndefined();
});

it.each([
  ['PhotoError', 'expected an image, found none', false],
  ['MemoryError', 'expected 3 GB, found 1', true],
  ['FileError', 'expected to read a.jpg, found nothing there', true],
  ['FileError', 'expected to write b, found a full disk', true],
  ['FileError', 'a.jpg: expected out to hold outputs of this photo only, found x of something else', false],
  ['VideoError', 'clip.mp4: expected ffmpeg to be installed, found no ffprobe', true],
  ['VideoError', 'clip.mp4: expected a video, found a file that ffprobe cannot read', false],
  ['RuntimeError', 'expected a device', true],
  ['TypeError', 'x is not a function', true],
])('%s (%s) may pass: %s', (name, message, passes) => {
  expect(isTransient({ name, message, hint: '' })).toBe(passes);
});

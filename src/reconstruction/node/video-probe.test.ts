import { describe, expect, it } from 'vitest';
import { lastLine, readProbe } from './video-probe.ts';

const probe = (stream: object, duration?: string) =>
  readProbe(
    JSON.stringify({ streams: [{ width: 640, height: 480, ...stream }], format: { duration } }),
    'a.mp4',
  );

describe('readProbe', () => {
  it('counts the frames: as told, else by duration and rate, else not at all', () => {
    const rate = { avg_frame_rate: '30000/1001' };
    expect(probe({ ...rate, nb_frames: '42', duration: '9' }).frames).toBe(42);
    expect(probe({ ...rate, duration: '2.002' }).frames).toBe(60);
    expect(probe({ ...rate, nb_frames: 'N/A' }, '1.001').frames).toBe(30);
    expect(probe({ avg_frame_rate: '0/0' }, '1').frames).toBeUndefined();
    expect(probe(rate).frames).toBeUndefined();
    expect(probe({ avg_frame_rate: 'Infinity/Infinity' }, '1').frames).toBeUndefined();
    expect(probe({ avg_frame_rate: '1e308/1' }, '1e308').frames).toBeUndefined();
    expect(probe({ ...rate, nb_frames: '-3', duration: '2.002' }).frames).toBe(60);
  });

  it('gives the size of an upright frame, whichever way its rotation is told', () => {
    const size = (stream: object) => [probe(stream).width, probe(stream).height];
    expect(size({})).toEqual([640, 480]);
    expect(size({ side_data_list: [{}, { rotation: -90 }] })).toEqual([480, 640]);
    expect(size({ tags: { rotate: '270' } })).toEqual([480, 640]);
    expect(size({ side_data_list: [{ rotation: 180 }] })).toEqual([640, 480]);
  });

  it.each(['', '{', '[', '{"streams": [{"width": 1'])('refuses an answer that is cut short: %s', (json) => {
    expect(() => readProbe(json, 'a.mp4')).toThrow(expect.objectContaining({ _tag: 'VideoError' }));
  });

  it.each([
    ['yuv420p', 8],
    ['rgb24', 8],
    ['yuv444p', 8],
    ['rgb565le', 8],
    ['yuv420p10le', 16],
    ['p010le', 16],
    ['gbrp12le', 16],
    ['yuv444p16be', 16],
  ])('knows the depth of %s', (pixelFormat, bitDepth) => {
    expect(probe({ pix_fmt: pixelFormat }).bitDepth).toBe(bitDepth);
  });

  it("names the usual matrix only where a video of Y'CbCr names none", () => {
    expect(probe({ pix_fmt: 'yuv420p' }).matrix).toBe('bt601');
    expect(probe({ pix_fmt: 'yuv420p', color_space: 'unknown', width: 1280, height: 720 }).matrix).toBe(
      'bt709',
    );
    expect(probe({ pix_fmt: 'yuv420p', color_space: 'bt709' }).matrix).toBeUndefined();
    expect(probe({ pix_fmt: 'gbrp' }).matrix).toBeUndefined();
    expect(probe({ pix_fmt: 'bgr0' }).matrix).toBeUndefined();
  });

  it.each([
    ['no stream', '{"streams":[]}', /without a video stream/],
    ['grey', '{"streams":[{"width":9,"height":9,"pix_fmt":"gray10le"}]}', /found a grey one/],
    [
      'more pixels than memory',
      '{"streams":[{"width":60000,"height":60000}]}',
      /at most 268402689 pixels, found 60000 x 60000/,
    ],
    ['half a pixel', '{"streams":[{"width":9.5,"height":9}]}', /found 9.5 x 9/],
    ['one line', '{"streams":[{"width":9,"height":1}]}', /at least 2 x 2 pixels, found 9 x 1/],
  ])('refuses %s', (_, json, message) => {
    expect(() => readProbe(json, 'a.mp4')).toThrow(message);
  });
});

it('takes the last thing that ffmpeg said, without the address of a part of it', () => {
  expect(lastLine('one\n[h264 @ 0x55]  error while decoding\n\n')).toBe('error while decoding');
  expect(lastLine('')).toBe('it gave no reason');
});

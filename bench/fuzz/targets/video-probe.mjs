// What ffprobe says of a video that may be hostile (JSON).
import { readProbe } from '../../../dist/reconstruction/node/video-probe.js';
import { textBytes } from '../cubes.mjs';
import { craftedJson } from '../json.mjs';
import { Unbelievable } from '../judge.mjs';

const NAME = 'probe.json';
/** Pixels of a frame for which memory is taken. */
const MOST_PIXELS = 2 ** 28;
const probe = {
  streams: [
    {
      width: 64,
      height: 48,
      pix_fmt: 'yuv420p',
      avg_frame_rate: '25/1',
      duration: '2.0',
      color_transfer: 'bt709',
      side_data_list: [{ rotation: -90 }],
      tags: { rotate: '90' },
    },
  ],
  format: { duration: '2.0' },
};

export const target = {
  name: 'video-probe',
  reads: 'what ffprobe says of a video (JSON)',
  errors: ['VideoError', 'PhotoError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () =>
    [probe, { streams: [{ width: 64, height: 48, nb_frames: '50', bit_rate: 'N/A' }] }].map(
      (answer) => new Map([[NAME, textBytes(JSON.stringify(answer, undefined, 1))]]),
    ),
  crafted: craftedJson(NAME, [
    (value) => value,
    (value) => JSON.stringify(probe).replace('64', value),
    (value) => JSON.stringify(probe).replace('-90', value),
    (value) => `{"streams": ${value}}`,
  ]),
  async parse(files) {
    const { width, height, frames } = readProbe(Buffer.from(files.get(NAME)).toString('utf8'), NAME);
    for (const size of [width, height, frames ?? 1]) {
      if (!(Number.isSafeInteger(size) && size >= 1))
        throw new Unbelievable(`${width} x ${height}, ${frames} frames`);
    }
    if (width * height > MOST_PIXELS) throw new Unbelievable(`frames of ${width} x ${height}`);
  },
};

/** A strip of frames, evenly spread over a video, with the boxes that are known and those that were found. */
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { writePicture } from '../../reconstruction/node/write-picture.ts';
import { BOX_COLOURS, type BoxedFrame, frameStrip } from '../boxes-picture.ts';
import type { TrackingSequence } from '../sequences/sequence.ts';

const [FRAMES, COLUMNS] = [8, 4];

/** Writes the strip as PNG. @throws as opening frames does. @throws FileError if it cannot be written. */
export async function writeStrip(
  path: string,
  sequence: TrackingSequence,
  boxes: readonly TrackBox[],
): Promise<void> {
  const count = Math.min(FRAMES, boxes.length);
  const chosen = Array.from({ length: count }, (_, place) =>
    count === 1 ? 0 : Math.round((place * (boxes.length - 1)) / (count - 1)),
  );
  const frames: BoxedFrame[] = [];
  for (const index of chosen) {
    const frame = await sequence.open(index);
    if (frame === undefined) break;
    try {
      const truth = sequence.boxes[index];
      const known = truth !== undefined && truth.width > 0 && index > 0;
      frames.push({
        picture: await frame.picture(),
        label: String(index + 1),
        boxes: [
          ...(known ? [{ box: truth, colour: BOX_COLOURS.truth }] : []),
          { box: boxes[index], colour: BOX_COLOURS.found },
        ],
      });
    } finally {
      await frame.close?.();
    }
  }
  await writePicture(path, frameStrip(frames, COLUMNS), { overwrite: true });
}

/** RGB frames from files or from a video, one at a time. */
import { join } from 'node:path';
import { decodePhoto } from '../../../reconstruction/node/decode-photo.ts';
import { type FrameReader, openFrames } from '../../../reconstruction/node/video-frames.ts';
import { probeVideo } from '../../../reconstruction/node/video-probe.ts';
import type { Photo } from '../../../reconstruction/photo.ts';

/** Frames by number, from 0. */
export interface PhotoStream {
  readonly length: number | undefined;
  /** A frame; undefined after the last. @throws PhotoError or VideoError if it cannot be read. */
  open(index: number): Promise<Photo | undefined>;
  close(): void;
}

/** Frames that are files. @param linear samples are proportional to light. */
export function filePhotos(root: string, paths: readonly string[], linear: boolean): PhotoStream {
  return {
    length: paths.length,
    open: async (index) =>
      index < paths.length ? decodePhoto(join(root, paths[index]), { linear }) : undefined,
    close: () => undefined,
  };
}

/** Frames of a video, decoded by ffmpeg; quick in order, from the start of the video again otherwise. */
export async function videoPhotos(path: string, linear: boolean, signal?: AbortSignal): Promise<PhotoStream> {
  const header = await probeVideo(path, signal);
  let reader: FrameReader | undefined;
  let next = 0;
  return {
    length: undefined, // headers promise a few frames too many
    open: async (index) => {
      if (reader === undefined || next !== index) {
        reader?.close();
        reader = openFrames(path, header, { from: index + 1 }, { linear });
        next = index;
      }
      const photo = await reader.next();
      next++;
      return photo;
    },
    close: () => {
      reader?.close();
      reader = undefined;
    },
  };
}

/**
 * Frames of reconstructed bands: only what is asked for is reconstructed, with as much around it as the network looks
 * at, so that the spectra are those of the whole frame. No cube of a whole frame is ever made, in memory or on disk.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { memoryPicture } from '../../reconstruction/linear-picture.ts';
import type { ReconstructionModel } from '../../reconstruction/model.ts';
import type { Photo } from '../../reconstruction/photo.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import type { Way } from '../../reconstruction/way.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { pictureOfPhoto } from './rgb-frame.ts';
import type { FrameWindow, TrackingFrame } from './sequence.ts';

/** How frames are reconstructed. */
export interface FrameReconstruction {
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  /** The same for all frames. */
  readonly response: CameraResponse;
  readonly way?: Way;
  readonly signal?: AbortSignal;
}

/** A photo whose windows are reconstructed when they are read. */
export function reconstructedFrame(photo: Photo, options: FrameReconstruction): TrackingFrame {
  const { width, height } = photo;
  const { network } = options.model;
  const reach = network.stages * network.stageHalo;
  return {
    width,
    height,
    planes: network.bands,
    wavelengths: options.model.wavelengths,
    readWindow: async (window) => {
      const region = grown(window, reach, { width, height });
      const picture = memoryPicture(photo.readWindow(region), region.width, region.height);
      const { cube } = await reconstructWhole(picture, options);
      const inner = { ...window, x: window.x - region.x, y: window.y - region.y };
      return cutPlanes(cube, network.bands, region, inner);
    },
    picture: async () => pictureOfPhoto(photo),
  };
}

/** A window grown on all sides, of the same size wherever it lies: where the frame ends it grows on the other side. */
function grown(
  window: FrameWindow,
  by: number,
  frame: { readonly width: number; readonly height: number },
): FrameWindow {
  const along = (from: number, size: number, length: number): readonly [from: number, size: number] => {
    const wide = Math.min(length, size + 2 * by);
    return [Math.min(Math.max(0, from - by), length - wide), wide];
  };
  const [x, width] = along(window.x, window.width, frame.width);
  const [y, height] = along(window.y, window.height, frame.height);
  return { x, y, width, height };
}

/** A window of planes, planar `[planes, height, width]`. */
export function cutPlanes(
  data: Float32Array,
  planes: number,
  whole: { readonly width: number; readonly height: number },
  { x, y, width, height }: FrameWindow,
): Float32Array {
  const result = new Float32Array(planes * width * height);
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < height; row++) {
      const from = (plane * whole.height + y + row) * whole.width + x;
      result.set(data.subarray(from, from + width), (plane * height + row) * width);
    }
  }
  return result;
}

/** What a shard has to know of all inputs before it takes its own: their names, and the frames of videos. */
import { checkInputs, readPhotoInputs } from '../../reconstruction/node/photo-inputs.ts';
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import { probeVideo } from '../../reconstruction/node/video-probe.ts';
import type { DealtInput } from './deal-units.ts';

/**
 * The inputs that paths stand for, as `readPhotoInputs` has it.
 *
 * @param output folder of the outputs.
 * @throws PhotoInputError if two inputs have the same output name, wherever they are dealt to, or an output would
 * replace an input. @throws PhotoError if a folder holds no photos. @throws FileError if it cannot be read.
 */
export async function shardInputs(
  paths: readonly string[],
  output: string,
  { format, signal }: { readonly format: CubeFormatName; readonly signal?: AbortSignal },
): Promise<DealtInput[]> {
  const files = await readPhotoInputs(paths);
  checkInputs(paths, files, output, format);
  const inputs: DealtInput[] = [];
  for (const { kind, path, name } of files) {
    const isVideo = kind === 'video';
    // what is wrong with a video is told by the shard that takes it
    const header = isVideo ? await probeVideo(path, signal).catch(() => undefined) : undefined;
    signal?.throwIfAborted();
    inputs.push({
      source: path,
      name,
      isVideo,
      ...(header?.frames === undefined ? {} : { frameCount: header.frames }),
    });
  }
  return inputs;
}

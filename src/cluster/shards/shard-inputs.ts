/** What a shard has to know of all inputs before it takes its own: their names, and the frames of videos on disk. */
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import {
  checkInputs,
  isPhotoName,
  isVideo,
  type PhotoInput,
  readPhotoInputs,
} from '../../reconstruction/node/photo-inputs.ts';
import { probeVideo } from '../../reconstruction/node/video-probe.ts';
import { ClusterError } from '../cluster-error.ts';
import {
  type BucketAddress,
  formatBucketAddress,
  isBucketAddress,
  nameOfKey,
  parseBucketAddress,
  prefixOf,
} from '../storage/bucket-address.ts';
import type { Buckets } from '../storage/buckets.ts';
import { objectName } from '../storage/object-names.ts';
import type { DealtInput } from './deal-units.ts';

/** What a listing needs. */
export interface InputQuestion {
  /** Of the cubes. */
  readonly format: CubeFormatName;
  /** Opens object storage, if an input is there. */
  openBuckets(): Promise<Buckets>;
  readonly signal?: AbortSignal;
}

/**
 * The inputs that paths and addresses stand for. A folder, and an address that ends in a slash or names no photo or
 * video, stands for the photos right in it. A video in a bucket is not divided, since it would have to be fetched first.
 *
 * @param output folder or address of the outputs.
 * @throws PhotoInputError if two inputs have the same output name, wherever they are dealt to, or an output would
 * replace an input. @throws PhotoError, ClusterError if a folder or prefix holds no photos. @throws FileError,
 * ClusterError if it cannot be read.
 */
export async function shardInputs(
  paths: readonly string[],
  output: string,
  { format, openBuckets, signal }: InputQuestion,
): Promise<DealtInput[]> {
  const files: PhotoInput[] = [];
  for (const path of paths) {
    files.push(
      ...(isBucketAddress(path)
        ? await objectsAt(parseBucketAddress(path), openBuckets, signal)
        : await readPhotoInputs([path])),
    );
  }
  checkInputs(paths, files, output, format);
  const inputs: DealtInput[] = [];
  for (const { kind, path, name } of files) {
    const isOnDisk = kind === 'video' && !isBucketAddress(path);
    // what is wrong with a video is told by the shard that takes it
    const header = isOnDisk ? await probeVideo(path, signal).catch(() => undefined) : undefined;
    signal?.throwIfAborted();
    const counted = header?.frames === undefined ? {} : { frameCount: header.frames };
    inputs.push({ source: path, name, isVideo: kind === 'video', ...counted });
  }
  return inputs;
}

async function objectsAt(
  address: BucketAddress,
  openBuckets: InputQuestion['openBuckets'],
  signal: AbortSignal | undefined,
): Promise<PhotoInput[]> {
  if (isPhotoName(address.key) || isVideo(address.key)) return [objectInput(address)];
  const prefix = prefixOf(address);
  const buckets = await openBuckets();
  try {
    const photos: PhotoInput[] = [];
    for await (const { key } of buckets.list(prefix, signal)) {
      const inside = key.startsWith(prefix.key) && !nameOfKey(key).startsWith('.');
      if (inside && isPhotoName(key)) photos.push(objectInput({ bucket: prefix.bucket, key }));
    }
    if (photos.length > 0) return photos;
    throw new ClusterError(`expected photos right in ${formatBucketAddress(prefix)}, found none`, {
      hint: 'folders within are not searched; a video is taken if it is named itself',
    });
  } finally {
    buckets.close();
  }
}

function objectInput(address: BucketAddress): PhotoInput {
  const names = namesOf(address.key);
  return { kind: isVideo(names.name) ? 'video' : 'photo', path: formatBucketAddress(address), ...names };
}

/** A name that cannot be one of a file is told by the shard that takes it, and stops no other. */
function namesOf(key: string): ReturnType<typeof objectName> {
  try {
    return objectName(key);
  } catch {
    return { name: nameOfKey(key), stem: nameOfKey(key) };
  }
}

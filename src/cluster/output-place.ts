/** Where outputs of units go, and what is loaded to make them. */
import type { PhotosProgress } from '../reconstruction/node/photos-progress.ts';
import type {
  PhotoResult,
  ReconstructPhotosOptions,
  WarmPhotos,
} from '../reconstruction/node/reconstruct-photos.ts';
import type { LaneRuntime } from '../reconstruction/lanes.ts';
import type { OpenJob } from './manifest/job-record.ts';
import type { WorkUnit } from './work-unit.ts';

/** A job with all that stays loaded. */
export interface WarmJob {
  readonly job: OpenJob;
  /** Compares hashes of outputs that are there. */
  readonly verify: boolean;
  readonly options: ReconstructPhotosOptions & { readonly warm: WarmPhotos; readonly runtime: LaneRuntime };
}

/** A folder or bucket that takes the outputs of units. */
export interface OutputPlace {
  runAll(
    units: readonly WorkUnit[],
    options: { readonly signal?: AbortSignal; onProgress?(progress: PhotosProgress): void },
  ): AsyncGenerator<PhotoResult, void, undefined>;
  close(): Promise<void>;
}

/** Work that cannot be shared, found or kept as it was asked for. */
import { SpectraliftError } from '../errors.ts';

/** A shard, unit, bucket or manifest that cannot be. */
export class ClusterError extends SpectraliftError {
  readonly _tag = 'ClusterError';
}

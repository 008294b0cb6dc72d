/** What can be wrong with the queue itself; trouble with photos keeps the errors of its own rooms. */
import { SpectraliftError } from '../../errors.ts';

/** Redis cannot be reached, refuses us, or is not one that a queue can stand on. */
export class RedisError extends SpectraliftError {
  readonly _tag = 'RedisError';
}

/** A batch that is not there, or not in a state for what was asked. */
export class BatchError extends SpectraliftError {
  readonly _tag = 'BatchError';
}

/** Something in the queue that no submission of ours can have put there. */
export class QueueContentError extends SpectraliftError {
  readonly _tag = 'QueueContentError';
}

/** A photo or folder that the operator of a worker has not allowed. */
export class PlaceError extends SpectraliftError {
  readonly _tag = 'PlaceError';
}

/** The process that computes crashed, or gave no sign of life for too long; another try may do better. */
export class UnitProcessError extends SpectraliftError {
  readonly _tag = 'UnitProcessError';
}

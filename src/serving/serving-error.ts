/** What the service refuses, and what fails in it, each with the HTTP status that it is answered with. */
import { SpectraliftError } from '../errors.ts';

/** A request that cannot be served as it is. */
export class RequestError extends SpectraliftError {
  readonly _tag = 'RequestError';
  /** 400 and above. */
  readonly status: number;

  constructor(status: number, message: string, options: { readonly hint?: string } = {}) {
    super(message, options);
    this.status = status;
  }
}

/** A service that has no place for a request now. */
export class BusyError extends SpectraliftError {
  readonly _tag = 'BusyError';
  readonly status: 429 | 503;
  /** Whole seconds after which a place is likely. */
  readonly retryAfter: number;

  constructor(status: 429 | 503, message: string, retryAfter: number) {
    super(message, { hint: `try again in ${retryAfter} s` });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A process that reconstructs photos and has ended, hung or not started. */
export class EngineError extends SpectraliftError {
  readonly _tag = 'EngineError';
  readonly status: 500 | 504;

  constructor(message: string, options: { readonly status?: 500 | 504; readonly hint?: string } = {}) {
    super(message, options.hint === undefined ? {} : { hint: options.hint });
    this.status = options.status ?? 500;
  }
}

/** An error of a reconstruction as it comes from another process. */
export class ReconstructionFailure extends SpectraliftError {
  readonly _tag = 'ReconstructionFailure';
  /** Tag of the error there. */
  readonly code: string;

  constructor({ code, message, hint }: FailureFacts) {
    super(message, { hint });
    this.code = code;
  }
}

/** An error as it travels between processes, and to clients. */
export interface FailureFacts {
  /** Its tag; `Error` for one that nobody foresaw. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Errors of a photo or of options that do not go with it: the client's to mend. */
const OF_THE_PHOTO = new Set([
  'PhotoError',
  'ResponseChoiceError',
  'CameraError',
  'SpectraError',
  'PlaceError',
]);
/** Errors of a photo that is too large for this service. */
const OF_ITS_SIZE = new Set(['PixelLimitError', 'MemoryError']);

/** The HTTP status of an error. */
export function statusOf(error: unknown): number {
  if (error instanceof RequestError || error instanceof BusyError || error instanceof EngineError) {
    return error.status;
  }
  if (error instanceof ReconstructionFailure) {
    if (OF_ITS_SIZE.has(error.code)) return 413;
    return OF_THE_PHOTO.has(error.code) ? 422 : 500;
  }
  return 500;
}

/** What an error says, for clients and for other processes; of one that nobody foresaw, nothing of its inside. */
export function failureFacts(error: unknown): FailureFacts {
  if (error instanceof ReconstructionFailure) {
    const { code, message, hint } = error;
    return { code, message, hint };
  }
  if (error instanceof SpectraliftError)
    return { code: error._tag, message: error.message, hint: error.hint };
  return { code: 'Error', message: 'unexpected failure', hint: '' };
}

/** Trouble with object storage, as one line: what was asked, what came, what to try. Credentials are in no message. */
import { SpectraliftError } from '../../errors.ts';
import { ClusterError } from '../cluster-error.ts';

const CREDENTIALS = 'give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the machine';

const HINTS: Readonly<Record<string, string>> = {
  AccessDenied: 'the credentials must allow listing, reading and writing there',
  CredentialsProviderError: CREDENTIALS,
  InvalidAccessKeyId: CREDENTIALS,
  NoSuchBucket: 'check the name; buckets are not made here',
  NotFound: 'check the address',
  NoSuchKey: 'check the address',
  SignatureDoesNotMatch: 'check the secret key, the region (AWS_REGION) and the endpoint',
  PermanentRedirect: 'the bucket is in another region: set AWS_REGION',
  ECONNREFUSED: 'check AWS_ENDPOINT_URL_S3',
  ENOTFOUND: 'check AWS_ENDPOINT_URL_S3 and the network',
};

const LONGEST_REASON = 200;

/** The error of a request, told. */
export function bucketProblem(cause: unknown, purpose: string): SpectraliftError {
  if (cause instanceof SpectraliftError) return cause;
  const names = namesOf(cause);
  const message = cause instanceof Error ? cause.message.split('\n', 1)[0].slice(0, LONGEST_REASON) : '';
  const isRegion = /region (is missing|not accepted)/i.test(message);
  const hint = isRegion
    ? 'set AWS_REGION; for storage that has none, AWS_REGION=us-east-1 does'
    : (names.map((name) => HINTS[name]).find((text) => text !== undefined) ?? '');
  const found = [names[0], message].filter((part) => part !== undefined && part !== '' && part !== 'Error');
  return new ClusterError(`expected to ${purpose}, found ${found.join(': ') || 'no answer'}`, {
    hint,
    cause,
  });
}

/** Whether an error says that there is no such object. */
export function isMissing(cause: unknown): boolean {
  return namesOf(cause).some((name) => name === 'NotFound' || name === 'NoSuchKey');
}

/** Whether a connection broke, or the storage was busy: reason to try again. */
export function isPassing(cause: unknown): boolean {
  const status = at(at(cause, '$metadata'), 'httpStatusCode');
  if (typeof status === 'number' && status >= 400) return status >= 500 || status === 429;
  return !(cause instanceof SpectraliftError) && !(cause instanceof TypeError);
}

function namesOf(cause: unknown): string[] {
  return [at(cause, 'name'), at(cause, 'code')].filter((name): name is string => typeof name === 'string');
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

/** What the HTTP library refuses, in the words of the house. */
import type { FastifyError } from 'fastify';
import { closestNames } from '../../spectra/closest-names.ts';
import { RequestError } from '../serving-error.ts';
import { PHOTO_TYPES } from './schemas.ts';

/** Characters of what a client sent that an error repeats, and of a message of the library. */
const LONGEST_FOUND = 40;
const LONGEST_MESSAGE = 300;

export function isOfFastify(error: FastifyError): boolean {
  return error.validation !== undefined || (error.code ?? '').startsWith('FST_');
}

/** @param query the options of the request, as they were sent. */
export function requestErrorOf(error: FastifyError, query: unknown): RequestError {
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new RequestError(415, `expected a body of type ${PHOTO_TYPES.join(', ')}, found another`, {
      hint: 'curl -H "Content-Type: image/jpeg"',
    });
  }
  const [violation] = error.validation ?? [];
  const { keyword, instancePath = '', params } = violation ?? {};
  const name = instancePath.slice(1);
  if (keyword === 'enum' && Array.isArray(params?.['allowedValues'])) {
    const names = params['allowedValues'].map(String);
    const found = foundAt(query, name);
    const near = names.length <= 4 ? names : closestNames(found, names);
    return new RequestError(400, `expected ${name} to be one of ${names.length} names, found '${found}'`, {
      hint: `did you mean ${near.join(' or ')}?`,
    });
  }
  if (keyword === 'additionalProperties') {
    const found = String(params?.['additionalProperty']).slice(0, LONGEST_FOUND);
    return new RequestError(400, `expected options of this service, found '${found}'`, {
      hint: '/openapi.json lists them',
    });
  }
  const message = error.message.split('\n', 1)[0].slice(0, LONGEST_MESSAGE);
  return new RequestError(error.statusCode ?? 400, message, {
    hint: '/openapi.json lists what can be asked',
  });
}

function foundAt(query: unknown, name: string): string {
  const value = typeof query === 'object' && query !== null ? Reflect.get(query, name) : undefined;
  return String(value).slice(0, LONGEST_FOUND);
}

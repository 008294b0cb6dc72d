/** Where Redis is: an address from the command line or the environment, and how it is said without its secrets. */
import { RedisError } from './queue-error.ts';

/** Redis on this machine, as its packages set it up. */
export const USUAL_ADDRESS = 'redis://127.0.0.1:6379';

/** Environment variables that are asked in this order, and one that holds the password alone. */
export const ADDRESS_VARIABLES = ['SPECTRALIFT_REDIS', 'REDIS_URL'] as const;
export const PASSWORD_VARIABLE = 'SPECTRALIFT_REDIS_PASSWORD';

/** An address; {@link RedisAddress.shown} is for people, the rest for connecting. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username?: string;
  readonly password?: string;
  /** TLS, with the certificate checked against the system's authorities (or `NODE_EXTRA_CA_CERTS`). */
  readonly secure: boolean;
  /** A socket in the file system, in place of host and port. */
  readonly path?: string;
  /** Without name and password. */
  readonly shown: string;
}

const HINT = 'redis://host:6379/0, rediss:// for TLS, or unix:///path/of/socket';

/**
 * The address that is meant: the one given, else that of the environment, else Redis on this machine.
 *
 * @param given as after `--redis`; it must hold no password, since every user of a machine sees command lines.
 * @throws RedisError if it is no such address, or holds a password where it would be seen.
 */
export function redisAddress(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RedisAddress {
  const variable = ADDRESS_VARIABLES.find((name) => isGiven(environment[name]));
  const origin = given !== undefined ? '--redis' : variable;
  const text = given ?? (variable === undefined ? undefined : environment[variable]) ?? USUAL_ADDRESS;
  const address = parseAddress(text, origin ?? 'the usual address');
  if (given !== undefined && address.password !== undefined) {
    throw new RedisError('expected no password in --redis, found one', {
      hint: `other users of this machine see it: set ${ADDRESS_VARIABLES[0]} to the whole address, or ${PASSWORD_VARIABLE}`,
    });
  }
  const password = environment[PASSWORD_VARIABLE];
  return address.password === undefined && isGiven(password) ? { ...address, password } : address;
}

function parseAddress(text: string, origin: string): RedisAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const kind = url?.protocol;
  if (url === undefined || (kind !== 'redis:' && kind !== 'rediss:' && kind !== 'unix:')) {
    // The text itself may hold a password, so it is not said.
    throw new RedisError(`expected an address of Redis in ${origin}, found something else`, { hint: HINT });
  }
  const credentials = {
    ...(url.username === '' ? {} : { username: decodePart(url.username, origin) }),
    ...(url.password === '' ? {} : { password: decodePart(url.password, origin) }),
  };
  if (kind === 'unix:') {
    const database = databaseOf(url.searchParams.get('db') ?? '', origin);
    const path = decodePart(url.pathname, origin);
    const shown = `unix://${path}${database === 0 ? '' : `?db=${database}`}`;
    return { host: '', port: 0, database, secure: false, path, shown, ...credentials };
  }
  const host = url.hostname === '' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 6379 : Number(url.port);
  const database = databaseOf(url.pathname.replace(/^\//, ''), origin);
  const named = host.includes(':') ? `[${host}]` : host;
  const shown = `${kind}//${named}:${port}${database === 0 ? '' : `/${database}`}`;
  return { host, port, database, secure: kind === 'rediss:', shown, ...credentials };
}

function databaseOf(text: string, origin: string): number {
  if (text === '') return 0;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new RedisError(`expected the number of a database at the end of ${origin}, found something else`, {
    hint: HINT,
  });
}

function decodePart(text: string, origin: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new RedisError(`expected percent-encoded text in ${origin}, found a lone %`, {
      hint: 'write a % in a name or password as %25',
      cause,
    });
  }
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

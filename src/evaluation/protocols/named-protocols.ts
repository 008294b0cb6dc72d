/** The protocols by name. */
import { closestNames } from '../../spectra/closest-names.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { agdnet } from './agdnet.ts';
import { iccv2021 } from './iccv2021.ts';
import { ntire2020 } from './ntire2020.ts';
import { ntire2022 } from './ntire2022.ts';
import type { Protocol } from './protocol.ts';

const PROTOCOLS: readonly Protocol[] = [iccv2021, agdnet, ntire2020, ntire2022];

/** Names of all protocols. */
export function protocolNames(): string[] {
  return PROTOCOLS.map(({ name }) => name);
}

/**
 * The protocol of a name.
 *
 * @throws EvaluationError if there is none; names those there are, and the nearest.
 */
export function protocolByName(name: string): Protocol {
  const protocol = PROTOCOLS.find((one) => one.name === name);
  if (protocol !== undefined) return protocol;
  const [nearest] = closestNames(name, protocolNames(), 1);
  throw new EvaluationError(`expected a protocol of ${protocolNames().join(', ')}, found "${name}"`, {
    hint: `did you mean ${nearest}?`,
  });
}

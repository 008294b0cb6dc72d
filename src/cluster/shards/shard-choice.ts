/**
 * Which share of the work a process takes: as it is told, or as SLURM or Kubernetes say in the environment.
 *
 * SLURM sets SLURM_ARRAY_TASK_ID, _MIN, _MAX, _STEP and _COUNT for every task of an array
 * (https://slurm.schedmd.com/job_array.html, sbatch(1)). Kubernetes sets JOB_COMPLETION_INDEX, from 0 on, in the pods of
 * an Indexed Job, but does not tell how many there are (https://kubernetes.io/docs/concepts/workloads/controllers/job/).
 */
import { SpectraliftError } from '../../errors.ts';

/** A share that cannot be meant, or that the environment does not tell. */
export class ShardError extends SpectraliftError {
  readonly _tag = 'ShardError';
}

/** The `index`-th of `count` shares, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Most shares of one job. */
const MOST_SHARDS = 1_000_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `3/16`, `slurm` or `kubernetes/16`.
 *
 * @throws ShardError for anything else, and where the variables that it names are missing or make no sense.
 */
export function parseShard(text: string, environment: Environment): Shard {
  const word = text.trim().toLowerCase();
  if (word === 'slurm') return slurmShard(environment);
  const [, first, last] = /^(\d{1,9}|kubernetes)\/(\d{1,9})$/.exec(word) ?? [];
  if (last === undefined) {
    throw new ShardError(
      `expected a shard such as 3/16, slurm or kubernetes/16, found '${text.slice(0, 40)}'`,
    );
  }
  const count = Number(last);
  if (first === 'kubernetes')
    return checked({ index: kubernetesIndex(environment) + 1, count }, KUBERNETES_HINT);
  return checked({ index: Number(first), count }, 'shards are counted from 1: 1/16 to 16/16');
}

const KUBERNETES_HINT = 'the number behind kubernetes/ must be the completions of the Job';

function checked(shard: Shard, hint: string): Shard {
  const { index, count } = shard;
  if (count >= 1 && count <= MOST_SHARDS && index >= 1 && index <= count) return shard;
  throw new ShardError(`expected a shard from 1 to ${Math.max(1, count)}, found ${index} of ${count}`, {
    hint,
  });
}

function kubernetesIndex(environment: Environment): number {
  return numberIn(
    environment,
    'JOB_COMPLETION_INDEX',
    'it is set in the pods of a Job with completionMode: Indexed',
  );
}

function slurmShard(environment: Environment): Shard {
  const hint = 'slurm sets it in the tasks of an array: sbatch --array=1-16';
  const ask = (name: string): number => numberIn(environment, `SLURM_ARRAY_TASK_${name}`, hint);
  const [id, least, most, count] = [ask('ID'), ask('MIN'), ask('MAX'), ask('COUNT')];
  const step = environment['SLURM_ARRAY_TASK_STEP'] === undefined ? 1 : ask('STEP');
  const even = step >= 1 && count === Math.floor((most - least) / step) + 1 && (id - least) % step === 0;
  if (!even) {
    throw new ShardError(
      `expected an array of evenly spaced tasks, found ${count} from ${least} to ${most} by ${step}, this one ${id}`,
      { hint: 'use a range such as --array=1-16, or name the shard yourself: --shard 3/16' },
    );
  }
  return checked({ index: (id - least) / step + 1, count }, hint);
}

function numberIn(environment: Environment, name: string, hint: string): number {
  const text = environment[name];
  if (text !== undefined && /^\d{1,10}$/.test(text)) return Number(text);
  const found = text === undefined || text === '' ? 'nothing' : `'${text.slice(0, 40)}'`;
  throw new ShardError(`expected a whole number in ${name}, found ${found}`, { hint });
}

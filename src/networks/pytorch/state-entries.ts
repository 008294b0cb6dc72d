/**
 * The state dictionary within what a PyTorch file holds: itself, or one entry of a checkpoint beside epochs and the optimiser.
 * Names are brought to those of the network: without the prefix of a parallel wrapper, and once where a module is
 * registered twice.
 */
import { SAVE_STATE_HINT, TorchFileError } from './torch-file-error.ts';
import { isKind, type TorchTensor, type TorchValue } from './torch-values.ts';

/** Entries under which checkpoints keep the network, the likeliest first. */
const USUAL = [
  'state_dict',
  'model_state_dict',
  'model',
  'net',
  'network',
  'generator',
  'params_ema',
  'params',
];
/** Prefix of `DataParallel` and `DistributedDataParallel`. */
const WRAPPER = 'module.';
/** Names that the papers' networks go by, where each convolution is registered under two. */
const OFFICIAL = /\.conv\.(?:weight|bias)$/;

/** Tensors by name. */
export type TorchState = ReadonlyMap<string, TorchTensor>;

/**
 * Finds the state dictionary.
 *
 * @param entry of a checkpoint that holds several; asked for where it is not clear.
 * @throws TorchFileError if there is none, or there are several.
 */
export function stateOf(root: TorchValue, entry?: string): TorchState {
  if (entry === undefined) {
    const own = tensorsOf(root);
    if (own !== undefined) return tidied(own);
  }
  const found = entriesOf(root);
  const name = entry ?? (found.size === 1 ? [...found.keys()][0] : USUAL.find((usual) => found.has(usual)));
  const tensors = name === undefined ? undefined : found.get(name);
  if (tensors !== undefined) return tidied(tensors);
  const names = [...found.keys()].map((each) => each.slice(0, 40)).slice(0, 8);
  if (entry !== undefined) {
    throw new TorchFileError(
      `expected tensors in the entry '${entry.slice(0, 40)}', found ${names.length === 0 ? 'none' : `them in ${names.join(', ')}`}`,
    );
  }
  if (names.length === 0) {
    throw new TorchFileError('expected a state dictionary of tensors, found none', { hint: SAVE_STATE_HINT });
  }
  throw new TorchFileError(`expected one state dictionary, found ${names.join(', ')}`, {
    hint: `take one out of it: spectralift weights FILE --entry ${names[0]} -o weights.safetensors`,
  });
}

/** The tensors directly within a dictionary; undefined if there are none. */
function tensorsOf(value: TorchValue): Map<string, TorchTensor> | undefined {
  if (!isKind(value, 'dictionary')) return undefined;
  const tensors = new Map<string, TorchTensor>();
  for (const [name, each] of value.entries) {
    if (typeof name === 'string' && isKind(each, 'tensor')) tensors.set(name, each);
  }
  return tensors.size === 0 ? undefined : tensors;
}

function entriesOf(root: TorchValue): Map<string, Map<string, TorchTensor>> {
  const found = new Map<string, Map<string, TorchTensor>>();
  if (!isKind(root, 'dictionary')) return found;
  for (const [name, value] of root.entries) {
    const tensors = tensorsOf(value);
    if (typeof name === 'string' && tensors !== undefined) found.set(name, tensors);
  }
  return found;
}

function tidied(tensors: Map<string, TorchTensor>): TorchState {
  const wrapped = [...tensors.keys()].every((name) => name.startsWith(WRAPPER));
  const named = [...tensors].map(
    ([name, tensor]) => [wrapped ? name.slice(WRAPPER.length) : name, tensor] as const,
  );
  const officials = new Set(
    named.filter(([name]) => OFFICIAL.test(name)).map(([, tensor]) => viewKey(tensor)),
  );
  return new Map(named.filter(([name, tensor]) => OFFICIAL.test(name) || !officials.has(viewKey(tensor))));
}

/** Equal for tensors that are the same numbers of the file. */
export function viewKey({ storage, offset, shape, strides }: TorchTensor): string {
  return [storage.key, offset, shape.join('x'), strides.join('x')].join(' ');
}

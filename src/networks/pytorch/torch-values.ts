/**
 * What a pickle of a state dictionary is made of. Of all the classes and functions that a pickle can name, these few are known,
 * by name only: nothing is ever looked up or run.
 */
import { SAVE_STATE_HINT, TorchFileError } from './torch-file-error.ts';

/** Types of numbers that are read. */
export type TorchType = 'float32' | 'float64' | 'float16' | 'bfloat16' | 'int64';

/** Numbers in a member of the archive. */
export interface TorchStorage {
  readonly kind: 'storage';
  /** Name of the member below `data/`. */
  readonly key: string;
  /** The type, or the name of one that is not read. */
  readonly type: TorchType | { readonly unread: string };
  readonly elements: number;
}

/** A view of a storage. */
export interface TorchTensor {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  /** In elements, as strides are. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A name of something in Python that is known here. */
export interface TorchGlobal {
  readonly kind: 'global';
  readonly name:
    | 'OrderedDict'
    | 'rebuildTensor'
    | 'rebuildParameter'
    | { readonly storage: TorchStorage['type'] };
}

export interface TorchTuple {
  readonly kind: 'tuple';
  readonly items: readonly TorchValue[];
}

export interface TorchList {
  readonly kind: 'list';
  readonly items: TorchValue[];
}

export type TorchKey = string | number | boolean | null;

export interface TorchDictionary {
  readonly kind: 'dictionary';
  readonly entries: Map<TorchKey, TorchValue>;
}

export type TorchValue =
  | TorchKey
  | TorchTuple
  | TorchList
  | TorchDictionary
  | TorchGlobal
  | TorchStorage
  | TorchTensor;

/** Most axes of a tensor, as in safetensors files. */
const MOST_AXES = 16;
/** Characters of a name that are shown. */
const SHOWN = 60;

const STORAGES: Readonly<Record<string, TorchType>> = {
  FloatStorage: 'float32',
  DoubleStorage: 'float64',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
};
/** Storages that are named in files, but not read: a file may hold them beside the tensors that are wanted. */
const UNREAD = /^(?:Int|Short|Char|Byte|Bool|ComplexFloat|ComplexDouble)Storage$/;

/** What a name in a pickle stands for. @throws TorchFileError for everything that is not needed for tensors. */
export function knownGlobal(module: string, name: string): TorchGlobal {
  const full = `${module}.${name}`;
  if (full === 'collections.OrderedDict') return { kind: 'global', name: 'OrderedDict' };
  if (full === 'torch._utils._rebuild_tensor_v2') return { kind: 'global', name: 'rebuildTensor' };
  if (full === 'torch._utils._rebuild_parameter') return { kind: 'global', name: 'rebuildParameter' };
  if (module === 'torch' && Object.hasOwn(STORAGES, name)) {
    return { kind: 'global', name: { storage: STORAGES[name] } };
  }
  if (module === 'torch' && UNREAD.test(name)) return { kind: 'global', name: { storage: { unread: name } } };
  throw new TorchFileError(
    `expected nothing but tensors, found '${full.slice(0, SHOWN)}', which is not run`,
    {
      hint: SAVE_STATE_HINT,
    },
  );
}

/** The result of calling what a name stands for. @throws TorchFileError if the arguments are others than PyTorch writes. */
export function callGlobal(callee: TorchValue, args: TorchValue): TorchValue {
  const items = itemsOf(args);
  if (isKind(callee, 'global') && items !== undefined) {
    if (callee.name === 'OrderedDict' && items.length === 0)
      return { kind: 'dictionary', entries: new Map() };
    if (callee.name === 'rebuildTensor') return tensorOf(items);
    if (callee.name === 'rebuildParameter' && isKind(items[0], 'tensor')) return items[0];
  }
  throw unexpected('a call that makes a tensor or a dictionary');
}

/** The storage that a persistent id names: ('storage', type, key, place, elements). @throws TorchFileError for others. */
export function storageOf(id: TorchValue): TorchStorage {
  const [word, type, key, place, elements] = itemsOf(id) ?? [];
  if (
    word === 'storage' &&
    isKind(type, 'global') &&
    typeof type.name === 'object' &&
    typeof key === 'string' &&
    typeof place === 'string' &&
    isCount(elements)
  ) {
    return { kind: 'storage', key, type: type.name.storage, elements };
  }
  throw unexpected('a storage of numbers');
}

/** A tensor of (storage, offset, shape, strides, ...). */
function tensorOf([storage, offset, size, stride]: readonly TorchValue[]): TorchTensor {
  const [shape, strides] = [countsOf(size), countsOf(stride)];
  if (
    !isKind(storage, 'storage') ||
    !isCount(offset) ||
    shape === undefined ||
    strides === undefined ||
    shape.length !== strides.length ||
    shape.length > MOST_AXES
  ) {
    throw unexpected(`a tensor with offset, and sizes and strides of at most ${MOST_AXES} axes`);
  }
  const elements = shape.reduce((product, each) => product * each, 1);
  const last = shape.reduce((sum, each, axis) => sum + Math.max(0, each - 1) * strides[axis], offset);
  const fits = elements === 0 ? offset <= storage.elements : last < storage.elements;
  // a stride of 0 would let a few bytes ask for any amount of memory
  if (!(fits && elements <= storage.elements)) {
    throw new TorchFileError(
      `expected a tensor within the ${storage.elements} numbers of its storage, found [${shape.join(', ')}] from ${offset} with strides [${strides.join(', ')}]`,
      { hint: 'save contiguous tensors: tensor.contiguous()' },
    );
  }
  return { kind: 'tensor', storage, offset, shape, strides };
}

/** Whether a value is of a kind. */
export function isKind<Kind extends Exclude<TorchValue, TorchKey>['kind']>(
  value: TorchValue | undefined,
  kind: Kind,
): value is Extract<TorchValue, { readonly kind: Kind }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

export function unexpected(expected: string): TorchFileError {
  return new TorchFileError(`expected ${expected} in the pickle of a PyTorch file, found something else`, {
    hint: SAVE_STATE_HINT,
  });
}

function itemsOf(value: TorchValue | undefined): readonly TorchValue[] | undefined {
  return isKind(value, 'tuple') ? value.items : undefined;
}

function countsOf(value: TorchValue | undefined): readonly number[] | undefined {
  const items = itemsOf(value);
  return items?.every(isCount) === true ? items : undefined;
}

function isCount(value: TorchValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

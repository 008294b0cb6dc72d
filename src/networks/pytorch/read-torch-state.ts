/**
 * State dictionaries as `torch.save` writes them since PyTorch 1.6: a ZIP archive with a pickle (`data.pkl`) that names tensors,
 * and a member a storage (`data/0`, ...) with their numbers. Nothing of the pickle is run (see `read-pickle.ts`), and no
 * more memory is taken than the file has bytes, times a few.
 *
 * Not read: the older format that is no archive, TorchScript, whole modules, quantised and sparse tensors, numbers on the
 * meta device, big-endian files.
 */
import { memoryBytes } from '../../cube/files/byte-source.ts';
import { DEFAULT_LIMITS } from '../../cube/files/read-limits.ts';
import { openZip, type ZipMember } from '../../cube/formats/npz/zip-archive.ts';
import { SpectraliftError } from '../../errors.ts';
import type { SafetensorsFile, StoredTensor } from '../safetensors.ts';
import { readPickle } from './read-pickle.ts';
import { withoutSpareZip64 } from './spare-zip64.ts';
import { stateOf, type TorchState, viewKey } from './state-entries.ts';
import { SAVE_STATE_HINT, TorchFileError } from './torch-file-error.ts';
import { contiguous, readableType, storageNumbers, TYPE_BYTES } from './torch-numbers.ts';
import type { TorchStorage } from './torch-values.ts';

/** How a file is read. */
export interface ReadTorchOptions {
  /** Entry of a checkpoint that holds several state dictionaries. */
  readonly entry?: string;
}

const PICKLE = 'data.pkl';
/** Where this project keeps what is said of a network; PyTorch passes it over. */
export const METADATA_MEMBER = 'spectralift.json';
const LONGEST_METADATA = 1_048_576;
/** Numbers that tensors may hold together, as a multiple of those of the storages: views overlap here and there. */
const MOST_OVERLAP = 4;

/** Whether bytes begin as a ZIP archive does. */
export function isTorchArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Whether bytes begin as the format from before PyTorch 1.6 does: a pickle of protocol 2 of one long number. */
export function isLegacyTorch(bytes: Uint8Array): boolean {
  return bytes[0] === 0x80 && bytes[1] === 2 && bytes[2] === 0x8a;
}

/**
 * Reads the tensors of a `.pth` or `.pt` file, as float32 (float64 and int64 are rounded), under the names of the network.
 *
 * @throws TorchFileError if it is none, holds anything but tensors and plain values, is damaged, or is not clear about which of
 * several state dictionaries is meant.
 */
export async function readTorchState(
  bytes: Uint8Array,
  { entry }: ReadTorchOptions = {},
): Promise<SafetensorsFile> {
  const { members, prefix } = await openArchive(bytes);
  const order = members.get(`${prefix}byteorder`);
  if (order !== undefined && new TextDecoder().decode(await contentOf(order, 16)) !== 'little') {
    throw new TorchFileError('expected numbers in little-endian order, found a file that says otherwise');
  }
  const pickle = members.get(`${prefix}${PICKLE}`);
  if (pickle === undefined) throw new TorchFileError(`expected '${PICKLE}' in a PyTorch file, found none`);
  const state = stateOf(readPickle(await contentOf(pickle, bytes.length)), entry);
  const metadata = await metadataOf(members.get(`${prefix}${METADATA_MEMBER}`));
  return { tensors: await tensorsOf(state, members, prefix), metadata };
}

interface Archive {
  readonly members: ReadonlyMap<string, ZipMember>;
  /** What the names of all members begin with, with its slash. */
  readonly prefix: string;
}

async function openArchive(bytes: Uint8Array): Promise<Archive> {
  if (!isTorchArchive(bytes)) {
    const legacy = isLegacyTorch(bytes);
    throw new TorchFileError(
      `expected a PyTorch file, which is a ZIP archive, found ${legacy ? 'a pickle: the format from before PyTorch 1.6' : 'something else'}`,
      {
        hint: legacy
          ? 'load it and save it again with PyTorch 1.6 or newer'
          : 'give a file that torch.save wrote, or a .safetensors file',
      },
    );
  }
  const source = memoryBytes('the PyTorch file', withoutSpareZip64(bytes));
  const list = await inOurWords(openZip(source, DEFAULT_LIMITS));
  const members = new Map(list.map((member) => [member.name, member]));
  const pickle = list.find(({ name }) => name === PICKLE || name.endsWith(`/${PICKLE}`));
  const prefix = pickle?.name.slice(0, -PICKLE.length) ?? '';
  if (members.has(`${prefix}constants.pkl`)) {
    throw new TorchFileError('expected a state dictionary, found a TorchScript program, which is not run', {
      hint: SAVE_STATE_HINT,
    });
  }
  return { members, prefix };
}

/** A member's bytes; members are stored as they are, so a file cannot ask for more memory than it has bytes. */
async function contentOf(member: ZipMember, largest: number): Promise<Uint8Array<ArrayBuffer>> {
  const name = member.name.slice(0, 60);
  if (member.deflated || member.refused !== undefined) {
    throw new TorchFileError(
      `expected '${name}' as it is, as torch.save writes it, found it ${member.refused ?? 'packed'}`,
    );
  }
  if (member.bytes > largest) {
    throw new TorchFileError(`expected at most ${largest} bytes in '${name}', found ${member.bytes}`);
  }
  const content = new Uint8Array(member.bytes);
  let filled = 0;
  await inOurWords(
    member.unpack((piece) => {
      content.set(piece, filled);
      filled += piece.length;
    }),
  );
  if (filled === content.length) return content;
  throw new TorchFileError(`expected ${content.length} bytes in '${name}', found ${filled}`);
}

async function tensorsOf(
  state: TorchState,
  members: Archive['members'],
  prefix: string,
): Promise<Map<string, StoredTensor>> {
  checkTotal(state);
  const storages = new Map<string, Float32Array>();
  const views = new Map<string, StoredTensor>();
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of state) {
    const { storage } = tensor;
    const numbers =
      storages.get(storage.key) ??
      (await numbersOf(storage, name, members.get(`${prefix}data/${storage.key}`)));
    storages.set(storage.key, numbers);
    if (numbers.length < storage.elements) throw lying(name, storage.elements, numbers.length);
    const key = viewKey(tensor);
    const view = views.get(key) ?? contiguous(tensor, numbers);
    views.set(key, view);
    tensors.set(name, view);
  }
  return tensors;
}

/** @throws TorchFileError if tensors lie on top of one another so often that a small file would fill the memory. */
function checkTotal(state: TorchState): void {
  const storages = new Map<string, number>();
  const views = new Map<string, number>();
  for (const tensor of state.values()) {
    storages.set(tensor.storage.key, tensor.storage.elements);
    views.set(
      viewKey(tensor),
      tensor.shape.reduce((product, size) => product * size, 1),
    );
  }
  const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
  const [stored, wanted] = [sum(storages.values()), sum(views.values())];
  if (wanted <= MOST_OVERLAP * stored) return;
  throw new TorchFileError(
    `expected tensors of at most ${MOST_OVERLAP} times the ${stored} numbers that are stored, found ${wanted}`,
    { hint: 'save tensors that share no memory: tensor.clone()' },
  );
}

async function numbersOf(
  storage: TorchStorage,
  tensor: string,
  member: ZipMember | undefined,
): Promise<Float32Array> {
  const type = readableType(storage, tensor);
  const wanted = storage.elements * TYPE_BYTES[type];
  if (member?.bytes !== wanted) throw lying(tensor, wanted, member?.bytes ?? 0, ' bytes');
  return storageNumbers(type, await contentOf(member, wanted));
}

function lying(tensor: string, expected: number, found: number, unit = ' numbers'): TorchFileError {
  return new TorchFileError(
    `tensor '${tensor.slice(0, 60)}': expected ${expected}${unit} in its storage, found ${found}`,
    { hint: 'the file is damaged or truncated' },
  );
}

async function metadataOf(member: ZipMember | undefined): Promise<Record<string, string>> {
  if (member === undefined) return {};
  const text = new TextDecoder().decode(await contentOf(member, LONGEST_METADATA));
  try {
    const parsed: unknown = JSON.parse(text);
    const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
    if (entries.every((each): each is [string, string] => typeof each[1] === 'string')) {
      return Object.fromEntries(entries);
    }
  } catch {
    // told below
  }
  throw new TorchFileError(`expected texts by name as JSON in '${METADATA_MEMBER}', found something else`);
}

/** What goes wrong with the archive, as an error of this file; its hints are for cubes. */
async function inOurWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof SpectraliftError) || cause instanceof TorchFileError) throw cause;
    throw new TorchFileError(cause.message, { hint: 'the file is damaged or truncated', cause });
  }
}

/**
 * State dictionaries that `torch.load(path, weights_only=True)` reads: a ZIP archive with a pickle of protocol 2 that rebuilds
 * each tensor from a member of its own. What is said of the network goes into a member that PyTorch passes over.
 */
import { memoryOutput } from '../../cube/files/output-files.ts';
import { createZip, type NewMember } from '../../cube/formats/npz/zip-writer.ts';
import type { StoredTensor } from '../safetensors.ts';
import { METADATA_MEMBER } from './read-torch-state.ts';
import { TorchFileError } from './torch-file-error.ts';

/** Folder that the members are in; PyTorch takes any. */
const FOLDER = 'archive';
/** Version of the archive's layout, as PyTorch has written it since 1.6. */
const VERSION = '3\n';
/** Whole numbers of the pickle are of 32 bits. */
const LARGEST_COUNT = 2 ** 31 - 1;

/**
 * Writes tensors as float32, in the order of the map.
 *
 * @throws TorchFileError if a tensor has 2^31 numbers or more.
 */
export async function writeTorchState(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const output = memoryOutput();
  const zip = await createZip(await output.create(FOLDER));
  const text = (content: string) => new TextEncoder().encode(content);
  await zip.add(stored('data.pkl', pickleOf(tensors)));
  if (Object.keys(metadata).length > 0)
    await zip.add(stored(METADATA_MEMBER, text(JSON.stringify(metadata))));
  let key = 0;
  for (const { data } of tensors.values()) await zip.add(stored(`data/${key++}`, littleEndian(data)));
  await zip.add(stored('version', text(VERSION)));
  await zip.finish();
  await output.commit();
  const blob = output.files.get(FOLDER);
  return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer());
}

function stored(name: string, content: Uint8Array<ArrayBuffer>): NewMember {
  return {
    name: `${FOLDER}/${name}`,
    bytes: content.length,
    compress: false,
    async *content() {
      yield content;
    },
  };
}

function littleEndian(data: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * data.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < data.length; index++) view.setFloat32(4 * index, data[index], true);
  return bytes;
}

/** OrderedDict([(name, _rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())), ...]). */
function pickleOf(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array<ArrayBuffer> {
  const pickle = new PickleWriter();
  const orderedDict = (): void => {
    pickle.global('collections', 'OrderedDict');
    pickle.codes(')R');
  };
  pickle.bytes(0x80, 2);
  orderedDict();
  pickle.codes('(');
  let key = 0;
  for (const [name, { shape, data }] of tensors) {
    pickle.text(name);
    pickle.global('torch._utils', '_rebuild_tensor_v2');
    pickle.codes('((');
    pickle.text('storage');
    pickle.global('torch', 'FloatStorage');
    pickle.text(String(key++));
    pickle.text('cpu');
    pickle.count(data.length);
    pickle.codes('tQ');
    pickle.count(0);
    pickle.counts(shape);
    pickle.counts(stridesOf(shape));
    pickle.bytes(0x89);
    orderedDict();
    pickle.codes('tR');
  }
  pickle.codes('u.');
  return pickle.finish();
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

class PickleWriter {
  readonly #parts: Uint8Array[] = [];

  bytes(...values: readonly number[]): void {
    this.#parts.push(Uint8Array.from(values));
  }

  /** Instructions that are one printable character each. */
  codes(text: string): void {
    this.#parts.push(new TextEncoder().encode(text));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.#sized(0x58, bytes.length);
    this.#parts.push(bytes);
  }

  global(module: string, name: string): void {
    this.codes(`c${module}\n${name}\n`);
  }

  count(value: number): void {
    if (!(Number.isInteger(value) && value >= 0 && value <= LARGEST_COUNT)) {
      throw new TorchFileError(`expected a whole number of at most ${LARGEST_COUNT}, found ${value}`);
    }
    this.#sized(0x4a, value);
  }

  counts(values: readonly number[]): void {
    this.codes('(');
    for (const value of values) this.count(value);
    this.codes('t');
  }

  finish(): Uint8Array<ArrayBuffer> {
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0);
    const all = new Uint8Array(length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** An instruction with a number of 32 bits behind it. */
  #sized(code: number, value: number): void {
    const bytes = new Uint8Array(5);
    bytes[0] = code;
    new DataView(bytes.buffer).setUint32(1, value, true);
    this.#parts.push(bytes);
  }
}

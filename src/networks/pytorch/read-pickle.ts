/**
 * A reader of pickles that knows only what a state dictionary of PyTorch is written with (protocol 2). A pickle is a program for
 * a machine with a stack; here the machine has no instruction that could import, call or build anything but what
 * `torch-values.ts` names, and stops at the first one that it does not know.
 *
 * Source: Python, Lib/pickletools.py (what each opcode means).
 */
import { TorchFileError } from './torch-file-error.ts';
import {
  callGlobal,
  isKind,
  knownGlobal,
  storageOf,
  type TorchKey,
  type TorchValue,
  unexpected,
} from './torch-values.ts';

/** Most bytes of a pickle: the names and shapes of a hundred thousand tensors. */
const LARGEST_PICKLE = 16_777_216;
/** Most values that a pickle may make. */
const MOST_VALUES = 1_000_000;
/** Longest whole number, bytes. */
const LONGEST_NUMBER = 8;

const EMPTY_TUPLE: TorchValue = Object.freeze({ kind: 'tuple', items: [] });

/**
 * The one value of a pickle.
 *
 * @throws TorchFileError if it holds anything but plain values and tensors, or is damaged, or larger than 16 MiB.
 */
export function readPickle(bytes: Uint8Array): TorchValue {
  if (bytes.length > LARGEST_PICKLE) {
    throw new TorchFileError(`expected a pickle of at most ${LARGEST_PICKLE} bytes, found ${bytes.length}`);
  }
  return new PickleMachine(bytes).run();
}

class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: TorchValue[] = [];
  /** Heights of the stack at which marks stand. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, TorchValue>();
  #at = 0;
  #made = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): TorchValue {
    for (;;) {
      const opcode = this.#byte();
      if (opcode === 0x2e /* STOP */) {
        const value = this.#pop();
        if (this.#stack.length > 0 || this.#marks.length > 0)
          throw this.#damaged('an end with one value left');
        return value;
      }
      this.#step(opcode);
    }
  }

  #step(opcode: number): void {
    const instruction = this.#instructions.get(opcode);
    if (instruction !== undefined) {
      instruction();
      return;
    }
    throw new TorchFileError(
      `expected a pickle of a state dictionary, found instruction ${opcode} at byte ${this.#at - 1}, which is not run`,
      { hint: 'save it with torch.save as it is: protocol 2' },
    );
  }

  /** All that the machine can do, by opcode. */
  readonly #instructions: ReadonlyMap<number, () => void> = new Map([
    [0x80 /* PROTO */, () => this.#protocol(this.#byte())],
    [0x28 /* MARK */, () => this.#mark()],
    [0x4e /* NONE */, () => this.#push(null)],
    [0x88 /* NEWTRUE */, () => this.#push(true)],
    [0x89 /* NEWFALSE */, () => this.#push(false)],
    [0x4b /* BININT1 */, () => this.#push(this.#byte())],
    [0x4d /* BININT2 */, () => this.#push(this.#view.getUint16(this.#take(2), true))],
    [0x4a /* BININT */, () => this.#push(this.#view.getInt32(this.#take(4), true))],
    [0x8a /* LONG1 */, () => this.#push(this.#long())],
    [0x47 /* BINFLOAT */, () => this.#push(this.#view.getFloat64(this.#take(8), false))],
    [0x58 /* BINUNICODE */, () => this.#push(this.#text(this.#unsigned()))],
    [0x29 /* EMPTY_TUPLE */, () => this.#push(EMPTY_TUPLE)],
    [0x85 /* TUPLE1 */, () => this.#pushTuple(this.#popMany(1))],
    [0x86 /* TUPLE2 */, () => this.#pushTuple(this.#popMany(2))],
    [0x87 /* TUPLE3 */, () => this.#pushTuple(this.#popMany(3))],
    [0x74 /* TUPLE */, () => this.#pushTuple(this.#popToMark())],
    [0x5d /* EMPTY_LIST */, () => this.#push({ kind: 'list', items: [] })],
    [0x61 /* APPEND */, () => this.#append(this.#popMany(1))],
    [0x65 /* APPENDS */, () => this.#append(this.#popToMark())],
    [0x7d /* EMPTY_DICT */, () => this.#push({ kind: 'dictionary', entries: new Map() })],
    [0x73 /* SETITEM */, () => this.#set(this.#popMany(2))],
    [0x75 /* SETITEMS */, () => this.#set(this.#popToMark())],
    [0x71 /* BINPUT */, () => this.#memo.set(this.#byte(), this.#top())],
    [0x72 /* LONG_BINPUT */, () => this.#memo.set(this.#unsigned(), this.#top())],
    [0x68 /* BINGET */, () => this.#recall(this.#byte())],
    [0x6a /* LONG_BINGET */, () => this.#recall(this.#unsigned())],
    [0x63 /* GLOBAL */, () => this.#push(knownGlobal(this.#line(), this.#line()))],
    [0x51 /* BINPERSID */, () => this.#push(storageOf(this.#pop()))],
    [0x52 /* REDUCE */, () => this.#call()],
    [0x62 /* BUILD */, () => this.#build()],
  ]);

  #mark(): void {
    this.#count();
    this.#marks.push(this.#stack.length);
  }

  #pushTuple(items: readonly TorchValue[]): void {
    this.#push({ kind: 'tuple', items });
  }

  #call(): void {
    const args = this.#pop();
    this.#push(callGlobal(this.#pop(), args));
  }

  /** Attributes of a dictionary, which PyTorch notes versions of modules in: passed over. */
  #build(): void {
    if (isKind(this.#pop(), 'dictionary') && isKind(this.#top(), 'dictionary')) return;
    throw unexpected('attributes of a dictionary');
  }

  #unsigned(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  #protocol(version: number): void {
    if (version === 2) return;
    throw new TorchFileError(`expected a pickle of protocol 2, found protocol ${version}`, {
      hint: 'leave pickle_protocol out of torch.save',
    });
  }

  #take(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) {
      throw this.#damaged(`${length} bytes from byte ${from} of ${this.#bytes.length}`);
    }
    this.#at = from + length;
    return from;
  }

  #byte(): number {
    return this.#bytes[this.#take(1)];
  }

  #text(length: number): string {
    const from = this.#take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.#bytes.subarray(from, from + length));
    } catch (cause) {
      throw new TorchFileError('expected text in UTF-8 in the pickle of a PyTorch file, found other bytes', {
        cause,
      });
    }
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.#damaged('a line with a name');
    const text = this.#text(end - this.#at);
    this.#at = end + 1;
    return text;
  }

  /** A whole number, little-endian two's complement. */
  #long(): number {
    const length = this.#byte();
    if (length > LONGEST_NUMBER) throw this.#damaged(`a whole number of at most ${LONGEST_NUMBER} bytes`);
    const from = this.#take(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--)
      value = (value << 8n) | BigInt(this.#bytes[from + index]);
    const number = Number(BigInt.asIntN(8 * length, value));
    if (!Number.isSafeInteger(number)) throw this.#damaged('a whole number below 2^53');
    return number;
  }

  #count(): void {
    if (++this.#made <= MOST_VALUES) return;
    throw new TorchFileError(`expected a pickle of at most ${MOST_VALUES} values, found more`, {
      hint: 'save the tensors alone, without the state of the optimiser',
    });
  }

  #push(value: TorchValue): void {
    this.#count();
    this.#stack.push(value);
  }

  /** Lowest height that may be popped: what is below a mark stays until the mark is gone. */
  #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }

  #top(): TorchValue {
    const value = this.#stack.at(-1);
    if (value === undefined || this.#stack.length <= this.#floor())
      throw this.#damaged('a value on the stack');
    return value;
  }

  #pop(): TorchValue {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): TorchValue[] {
    if (this.#stack.length - this.#floor() < count) throw this.#damaged(`${count} values on the stack`);
    return this.#stack.splice(this.#stack.length - count);
  }

  #popToMark(): TorchValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#damaged('a mark on the stack');
    return this.#stack.splice(mark);
  }

  #append(items: readonly TorchValue[]): void {
    const list = this.#top();
    if (!isKind(list, 'list')) throw unexpected('a list to append to');
    for (const item of items) list.items.push(item);
  }

  #set(items: readonly TorchValue[]): void {
    const dictionary = this.#top();
    if (!isKind(dictionary, 'dictionary') || items.length % 2 !== 0) throw unexpected('a dictionary to set');
    for (let index = 0; index < items.length; index += 2) {
      dictionary.entries.set(keyOf(items[index]), items[index + 1]);
    }
  }

  #recall(place: number): void {
    const value = this.#memo.get(place);
    if (value === undefined) throw this.#damaged(`a value that was remembered as ${place}`);
    this.#push(value);
  }

  #damaged(expected: string): TorchFileError {
    return new TorchFileError(`expected ${expected} in the pickle of a PyTorch file, found none`, {
      hint: 'the file is damaged or truncated',
    });
  }
}

function keyOf(value: TorchValue): TorchKey {
  if (typeof value !== 'object' || value === null) return value;
  throw unexpected('texts and numbers as keys of a dictionary');
}

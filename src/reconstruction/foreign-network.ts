/**
 * Networks of others: any ONNX file that maps an RGB picture to bands. What it expects is read from its input and
 * output; a file that names other files is refused, since it could make the engine open them.
 */
import { fromBinary, type Message } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { NetworkError } from '../networks/parameters.ts';
import type { Runtime, Session, TensorPort } from '../runtime/runtime.ts';

/** How pictures are prepared for a network. */
export interface ForeignNetworkOptions {
  /** Order of the channels that it was trained with; `rgb` unless given. */
  readonly channels?: 'rgb' | 'bgr';
  /**
   * Height and width are brought to multiples of this by mirroring at the lower and right border, and cropped
   * afterwards; 1 unless given.
   */
  readonly multiple?: number;
}

/** A network, ready to run. */
export interface ForeignNetwork {
  /**
   * Bands of a picture.
   *
   * @param rgb planar [3, height, width].
   * @returns planar [bands, height, width].
   * @throws NetworkError if the picture or what came out does not fit.
   */
  estimate(
    rgb: Float32Array,
    width: number,
    height: number,
  ): Promise<{ readonly data: Float32Array; readonly bands: number }>;
  release(): Promise<void>;
}

/** Whether channels come before rows and columns, or after them. */
type ChannelsAt = 1 | 3;

/**
 * Loads a network.
 *
 * @param model an ONNX file with one float32 input of shape (batch, 3, height, width) or (batch, height, width, 3)
 * and a first output of the same form with bands in place of channels.
 * @throws NetworkError if the file is no such network or names other files.
 * @throws RuntimeError if the engine does not take it.
 */
export async function openForeignNetwork(
  runtime: Runtime,
  model: Uint8Array,
  { channels = 'rgb', multiple = 1 }: ForeignNetworkOptions = {},
): Promise<ForeignNetwork> {
  if (!(Number.isInteger(multiple) && multiple >= 1)) {
    throw new NetworkError(`expected a multiple of at least 1, found ${multiple}`);
  }
  refuseExternalData(model);
  const session = await runtime.createSession(model);
  try {
    const input = onlyPicture(session);
    const channelsAt = input.shape[1] === 3 || input.shape[3] !== 3 ? 1 : 3;
    return {
      async estimate(rgb, width, height) {
        const wanted = paddedSize(input, channelsAt, width, height, multiple);
        const padded = padPicture(rgb, width, height, wanted, channels);
        const data = channelsAt === 1 ? padded : interleave(padded, 3);
        const shape =
          channelsAt === 1 ? [1, 3, wanted.height, wanted.width] : [1, wanted.height, wanted.width, 3];
        const outputs = await session.run({ [input.name]: { data, shape } });
        const output = outputs[session.outputs[0].name];
        return cropBands(output.data, output.shape, channelsAt, wanted, width, height);
      },
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** @throws NetworkError if tensors of a model stand in other files, wherever in the model they are. */
function refuseExternalData(model: Uint8Array): void {
  const parsed = decode(model);
  const pending: Message[] = [parsed];
  while (pending.length > 0) {
    const message = pending.pop();
    if (message === undefined) break;
    if ('dataLocation' in message && message.dataLocation === TensorProto_DataLocation.EXTERNAL) {
      throw new NetworkError(
        'expected an ONNX file with its weights inside, found one that names other files',
        {
          hint: 'save it as one file: onnx.save_model(model, path, save_as_external_data=False)',
        },
      );
    }
    for (const value of Object.values(message)) {
      // One by one: a list may be longer than a call can have arguments.
      for (const inner of messagesIn(value)) pending.push(inner);
    }
  }
}

function decode(model: Uint8Array): Message {
  try {
    return fromBinary(ModelProtoSchema, model);
  } catch (cause) {
    throw new NetworkError('expected an ONNX file, found something else or a damaged one', { cause });
  }
}

/** The messages directly within the value of a field: itself, its items, or that of a choice. */
function messagesIn(value: unknown): Message[] {
  if (Array.isArray(value)) return value.filter(isMessage);
  if (isMessage(value)) return [value];
  const isChoice = typeof value === 'object' && value !== null && 'case' in value && 'value' in value;
  return isChoice && isMessage(value.value) ? [value.value] : [];
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && '$typeName' in value;
}

function onlyPicture(session: Session): TensorPort {
  const [input, ...others] = session.inputs;
  const fits =
    input !== undefined &&
    others.length === 0 &&
    input.type === 'float32' &&
    input.shape.length === 4 &&
    (input.shape[1] === 3 || input.shape[3] === 3 || input.shape[1] === undefined);
  if (fits && session.outputs.length > 0) return input;
  const found = session.inputs.map(({ name, type, shape }) => `'${name}' ${type} (${formatShape(shape)})`);
  throw new NetworkError(
    `expected a network with one float32 input of shape (batch, 3, height, width), found ${found.join(', ') || 'no input'}`,
    { hint: 'export the part of the network that takes RGB alone' },
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function paddedSize(
  input: TensorPort,
  channelsAt: ChannelsAt,
  width: number,
  height: number,
  multiple: number,
): Size {
  const [fixedHeight, fixedWidth] = channelsAt === 1 ? input.shape.slice(2) : input.shape.slice(1, 3);
  const wanted = {
    width: fixedWidth ?? Math.ceil(width / multiple) * multiple,
    height: fixedHeight ?? Math.ceil(height / multiple) * multiple,
  };
  if (wanted.width >= width && wanted.height >= height) return wanted;
  throw new NetworkError(
    `expected a picture of at most ${wanted.width} x ${wanted.height} pixels, the fixed size of the network, found ${width} x ${height}`,
    { hint: 'export the network with open height and width' },
  );
}

/** Planar picture mirrored at its lower and right border; channels in the order of the network. */
function padPicture(
  rgb: Float32Array,
  width: number,
  height: number,
  wanted: Size,
  channels: 'rgb' | 'bgr',
): Float32Array {
  if (rgb.length !== 3 * width * height) {
    throw new NetworkError(
      `expected ${3 * width * height} samples for ${width} x ${height} pixels, found ${rgb.length}`,
    );
  }
  const padded = new Float32Array(3 * wanted.width * wanted.height);
  for (let channel = 0; channel < 3; channel++) {
    const from = (channels === 'rgb' ? channel : 2 - channel) * width * height;
    for (let y = 0; y < wanted.height; y++) {
      const row = from + mirrored(y, height) * width;
      const to = (channel * wanted.height + y) * wanted.width;
      for (let x = 0; x < wanted.width; x++) padded[to + x] = rgb[row + mirrored(x, width)];
    }
  }
  return padded;
}

/** 0 1 2 3 2 1 0 1 ...: the border sample is not repeated. */
function mirrored(place: number, size: number): number {
  if (size === 1) return 0;
  const within = place % (2 * size - 2);
  return within < size ? within : 2 * size - 2 - within;
}

/** From planes to pixels with all their channels. */
function interleave(planes: Float32Array, channels: number): Float32Array {
  const pixels = planes.length / channels;
  return planes.map((_, index) => planes[(index % channels) * pixels + Math.floor(index / channels)]);
}

function cropBands(
  data: Float32Array,
  shape: readonly number[],
  channelsAt: ChannelsAt,
  wanted: Size,
  width: number,
  height: number,
): { readonly data: Float32Array; readonly bands: number } {
  const [rows, columns] = channelsAt === 1 ? shape.slice(2) : shape.slice(1, 3);
  if (shape.length !== 4 || shape[0] !== 1 || rows !== wanted.height || columns !== wanted.width) {
    const form = channelsAt === 1 ? '(1, bands, height, width)' : '(1, height, width, bands)';
    throw new NetworkError(
      `expected an output of shape ${form} with ${wanted.height} rows and ${wanted.width} columns, found (${shape.join(', ')})`,
    );
  }
  const bands = shape[channelsAt];
  const [bandStep, pixelStep] = channelsAt === 1 ? [rows * columns, 1] : [1, bands];
  const cropped = new Float32Array(bands * height * width);
  for (let band = 0; band < bands; band++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        cropped[(band * height + y) * width + x] = data[band * bandStep + (y * columns + x) * pixelStep];
      }
    }
  }
  return { data: cropped, bands };
}

function formatShape(shape: readonly (number | undefined)[]): string {
  return shape.map((size) => size ?? 'open').join(', ');
}

/**
 * Engines compute images in blocks of channels (16 with AVX-512). Feature maps whose channels do not fill their
 * last block, such as 31 or 62, are padded with channels of zero weights, so that the blocked layout holds from
 * end to end; what is not a convolution or works element by element gets the real channels back.
 *
 * What a padding channel holds does not matter, since every kernel that reads it has zeros there.
 */
import { convolution } from '../operators/convolution.ts';
import { concatenate, pad, slice } from '../operators/layout.ts';
import { makeTensor, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';
import { convolutionOptions, known } from './convolution-form.ts';
import type { Pass } from './rewrite.ts';

/** A run of real channels, and how many channels it takes with its padding. */
interface Segment {
  readonly real: number;
  readonly padded: number;
}

/** A padded image: its channels are runs, each followed by its padding. */
interface PaddedImage {
  readonly tensor: Tensor;
  readonly segments: readonly Segment[];
}

/** Padding that adds more than this share of channels costs more than it gives. */
const LARGEST_GROWTH = 1.25;

/** Element-wise operators that keep a padded image padded. */
const UNARY = new Set(['relu', 'leakyRelu', 'negate', 'absolute']);
const BINARY = new Set(['add', 'subtract']);

/** A pass that pads the channels of feature maps to multiples of `block`. */
export function padChannels(block: number): Pass {
  return (roots) => new ChannelPadder(block).rewrite(roots);
}

class ChannelPadder {
  readonly #block: number;
  /** The images that exist in a padded form. */
  readonly #padded = new Map<Tensor, PaddedImage>();
  /** The tensors in their own shape. */
  readonly #plain = new Map<Tensor, Tensor>();

  constructor(block: number) {
    this.#block = block;
  }

  rewrite(roots: readonly Tensor[]): Tensor[] {
    for (const tensor of topologicalOrder(roots)) {
      const image = this.#image(tensor);
      if (image === undefined) this.#plain.set(tensor, this.#rebuilt(tensor));
      else this.#padded.set(tensor, image);
    }
    return roots.map((root) => this.#unpadded(root));
  }

  /** The padded form of a tensor, if it has one. */
  #image(tensor: Tensor): PaddedImage | undefined {
    if (tensor.operator === 'convolution') return this.#convolution(tensor);
    const parts = tensor.inputs.map((input) => this.#padded.get(input));
    if (parts.every((part) => part === undefined)) return undefined;
    if (tensor.operator === 'concatenate' && tensor.attributes['axis'] === 1)
      return this.#concatenation(tensor);
    const [first] = parts;
    if (first === undefined) return undefined;
    if (BINARY.has(tensor.operator)) {
      const [, second] = tensor.inputs;
      const axis = second.shape.length - 3;
      const perChannel =
        (axis === 0 || axis === 1) && second.shape.every((size, k) => k === axis || size === 1);
      if (perChannel && second.shape[axis] === tensor.shape[1]) {
        const inputs = [first.tensor, expand(this.#unpadded(second), axis, first.segments)];
        return { ...first, tensor: makeTensor(tensor.operator, inputs, first.tensor.shape) };
      }
    }
    const alike = parts.every((part) => part !== undefined && sameSegments(part.segments, first.segments));
    const elementwise = UNARY.has(tensor.operator) || (BINARY.has(tensor.operator) && alike);
    if (!elementwise) return undefined;
    const inputs = parts.map((part) => part?.tensor ?? first.tensor);
    return {
      tensor: makeTensor(tensor.operator, inputs, first.tensor.shape, tensor.attributes),
      segments: first.segments,
    };
  }

  #convolution(tensor: Tensor): PaddedImage | undefined {
    const [x, weights] = tensor.inputs;
    const options = convolutionOptions(tensor);
    const input = this.#padded.get(x);
    const image = input?.tensor ?? this.#unpadded(x);
    let kernel = this.#unpadded(weights);
    if (options.groups > 1) {
      if (input === undefined) return undefined;
      const spread = expand(kernel, 0, input.segments);
      const groups = known(spread.shape[0]) ?? 0;
      return { tensor: convolution(image, spread, { ...options, groups }), segments: input.segments };
    }
    if (input !== undefined) kernel = expand(kernel, 1, input.segments);
    const outputs = known(kernel.shape[0]) ?? 0;
    const wide = Math.ceil(outputs / this.#block) * this.#block;
    const pays = wide > outputs && wide <= LARGEST_GROWTH * outputs;
    if (!pays) {
      if (input !== undefined) this.#plain.set(tensor, convolution(image, kernel, options));
      return undefined;
    }
    const segments = [{ real: outputs, padded: wide }];
    return { tensor: convolution(image, expand(kernel, 0, segments), options), segments };
  }

  #concatenation(tensor: Tensor): PaddedImage {
    const parts = tensor.inputs.map((input): PaddedImage => {
      const channels = known(input.shape[1]) ?? 0;
      const whole = { tensor: this.#unpadded(input), segments: [{ real: channels, padded: channels }] };
      return this.#padded.get(input) ?? whole;
    });
    return {
      tensor: concatenate(
        parts.map((part) => part.tensor),
        1,
      ),
      segments: parts.flatMap((part) => part.segments),
    };
  }

  /** A tensor of the original shape on top of rewritten inputs. */
  #rebuilt(tensor: Tensor): Tensor {
    const done = this.#plain.get(tensor);
    if (done !== undefined) return done;
    const inputs = tensor.inputs.map((input) => this.#unpadded(input));
    const same = inputs.every((input, index) => input === tensor.inputs[index]);
    return same ? tensor : makeTensor(tensor.operator, inputs, tensor.shape, tensor.attributes);
  }

  /** The tensor in its own shape: the real channels of a padded image. */
  #unpadded(tensor: Tensor): Tensor {
    const plain = this.#plain.get(tensor);
    if (plain !== undefined) return plain;
    const image = this.#padded.get(tensor);
    if (image === undefined) return tensor;
    let start = 0;
    const parts = image.segments.map(({ real, padded }) => {
      start += padded;
      return slice(image.tensor, 1, start - padded, start - padded + real);
    });
    const result = concatenate(parts, 1);
    this.#plain.set(tensor, result);
    return result;
  }
}

/** Puts zeros behind each run of a kernel's channels along one axis. */
function expand(kernel: Tensor, axis: 0 | 1, segments: readonly Segment[]): Tensor {
  let start = 0;
  const parts = segments.map(({ real, padded }) => {
    start += real;
    const run = slice(kernel, axis, start - real, start);
    const none = kernel.shape.map(() => 0);
    return pad(
      run,
      none,
      none.map((_, k) => (k === axis ? padded - real : 0)),
    );
  });
  return concatenate(parts, axis);
}

function sameSegments(left: readonly Segment[], right: readonly Segment[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ real, padded }, index) => real === right[index].real && padded === right[index].padded)
  );
}

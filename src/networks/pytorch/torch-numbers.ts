/** From views of storages to tensors of float32, whatever type and strides they have in a PyTorch file. */
import { halfPrecision } from '../../cube/formats/tiff/half-precision.ts';
import type { StoredTensor } from '../safetensors.ts';
import { TorchFileError } from './torch-file-error.ts';
import type { TorchStorage, TorchTensor, TorchType } from './torch-values.ts';

/** Bytes of one number. */
export const TYPE_BYTES: Readonly<Record<TorchType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
};

/** The type of a storage. @throws TorchFileError if it is one that is not read. */
export function readableType({ type }: TorchStorage, tensor: string): TorchType {
  if (typeof type === 'string') return type;
  throw new TorchFileError(
    `tensor '${tensor.slice(0, 60)}': expected float32, float64, float16, bfloat16 or int64, found ${type.unread}`,
    { hint: 'convert it before saving: tensor.float()' },
  );
}

/** The numbers of a storage as float32; float64 and int64 are rounded. @param bytes as many as the storage has. */
export function storageNumbers(type: TorchType, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float32Array(bytes.length / TYPE_BYTES[type]);
  switch (type) {
    case 'float32':
      for (let index = 0; index < numbers.length; index++) numbers[index] = view.getFloat32(4 * index, true);
      return numbers;
    case 'float64':
      for (let index = 0; index < numbers.length; index++) numbers[index] = view.getFloat64(8 * index, true);
      return numbers;
    case 'int64':
      for (let index = 0; index < numbers.length; index++) {
        numbers[index] = Number(view.getBigInt64(8 * index, true));
      }
      return numbers;
    case 'float16':
      return halfPrecision(Uint16Array.from(numbers, (_, index) => view.getUint16(2 * index, true)));
    case 'bfloat16': {
      // the upper half of a float32
      const bits = new Uint32Array(numbers.buffer);
      for (let index = 0; index < bits.length; index++)
        bits[index] = view.getUint16(2 * index, true) * 65_536;
      return numbers;
    }
  }
}

/** A tensor in row-major order, in memory of its own. @param numbers of its storage. */
export function contiguous({ offset, shape, strides }: TorchTensor, numbers: Float32Array): StoredTensor {
  const elements = shape.reduce((product, size) => product * size, 1);
  const data = new Float32Array(elements);
  const index = shape.map(() => 0);
  let place = offset;
  for (let element = 0; element < elements; element++) {
    data[element] = numbers[place];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      place += strides[axis];
      if (index[axis] < shape[axis]) break;
      place -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return { shape, data };
}

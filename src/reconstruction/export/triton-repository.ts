/**
 * An exported network as NVIDIA Triton and KServe load it: a folder a model, in it `config.pbtxt` and a folder a version.
 * Source: Triton Inference Server, model repository and model configuration (user guide).
 */
import type { Dimension } from '../../graph/index.ts';
import type { ExportedNetwork, ExportedTensor } from './exported-network.ts';

/** A file of a repository. */
export interface RepositoryFile {
  /** Path from the repository's own folder, with slashes: `agd-net/1/model.onnx`. */
  readonly path: string;
  readonly content: Uint8Array | string;
}

/** Pictures that Triton may put together at most. */
const LARGEST_BATCH = 8;

/** The files of a repository with one model, version 1. @param name of the model, a folder's. */
export function tritonRepository(network: ExportedNetwork, name = network.name): RepositoryFile[] {
  return [
    { path: `${name}/1/model.onnx`, content: network.model },
    { path: `${name}/config.pbtxt`, content: tritonConfiguration(network, name) },
  ];
}

/**
 * The text of `config.pbtxt`. Open sizes are -1. Where every tensor has its samples along the first axis, that axis is Triton's
 * batch and not among `dims`, and requests of one size are put together; else `max_batch_size` is 0 and `dims` are whole shapes.
 */
export function tritonConfiguration(
  { inputs, outputs, batches }: Pick<ExportedNetwork, 'inputs' | 'outputs' | 'batches'>,
  name: string,
): string {
  const size = (dimension: Dimension): string => (typeof dimension === 'number' ? String(dimension) : '-1');
  const tensor = ({ name: own, shape }: ExportedTensor): string => {
    const dims = (batches ? shape.slice(1) : shape).map(size).join(', ');
    return `  {\n    name: "${own}"\n    data_type: TYPE_FP32\n    dims: [ ${dims} ]\n  }`;
  };
  const list = (title: string, tensors: readonly ExportedTensor[]): string =>
    `${title} [\n${tensors.map(tensor).join(',\n')}\n]\n`;
  return [
    `name: "${name}"\n`,
    'platform: "onnxruntime_onnx"\n',
    `max_batch_size: ${batches ? LARGEST_BATCH : 0}\n`,
    list('input', inputs),
    list('output', outputs),
    ...(batches ? ['dynamic_batching { }\n'] : []),
  ].join('');
}

/**
 * What an exported network is: an ONNX file that needs nothing of spectralift to run, and what its tensors mean. What goes in
 * and comes out is written down for readers in docs/serving-contract.md.
 */
import { SpectraliftError } from '../../errors.ts';
import { CPU_PASSES, type NamedPass, type Shape, WEBGPU_PASSES } from '../../graph/index.ts';

/** A network that cannot be exported in the form that was asked for. */
export class ExportError extends SpectraliftError {
  readonly _tag = 'ExportError';
}

/** A tensor that goes in or comes out, float32. */
export interface ExportedTensor {
  readonly name: string;
  /** Sizes; texts name sizes that are known only when the graph runs. */
  readonly shape: Shape;
}

/** An exported network. */
export interface ExportedNetwork {
  /** A name that a folder can have. */
  readonly name: string;
  /** The ONNX file. */
  readonly model: Uint8Array;
  readonly inputs: readonly ExportedTensor[];
  readonly outputs: readonly ExportedTensor[];
  /** What the file says of itself (`metadata_props`). */
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether all tensors have their samples along the first axis, so that a server may put requests together. */
  readonly batches: boolean;
}

/** Where a file comes from. */
export interface ExportOrigin {
  /** Version of spectralift. */
  readonly version: string;
  /** SHA-256 of the weight file, hexadecimal. */
  readonly weightsSha256: string;
}

/** What will run the file: on a CPU ONNX Runtime computes in blocks of channels, for which graphs are padded. */
export type ExportEngine = 'cpu' | 'gpu';

/** The rewrites that pay on an engine; none of them needs known heights and widths, or leaves plain ONNX. */
export function passesFor(engine: ExportEngine): readonly NamedPass[] {
  return engine === 'cpu' ? CPU_PASSES : WEBGPU_PASSES;
}

/** Names of the open sizes of pictures. */
export const OPEN_PICTURE = { samples: 'samples', height: 'height', width: 'width' } as const;

/** What every exported file says. */
export function originMetadata({ version, weightsSha256 }: ExportOrigin): Record<string, string> {
  return { 'spectralift.version': version, 'spectralift.weights_sha256': weightsSha256 };
}

/** A name that a folder of a model repository can have, made of any text. */
export function folderName(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '');
  return plain === '' ? 'network' : plain.slice(0, 100);
}

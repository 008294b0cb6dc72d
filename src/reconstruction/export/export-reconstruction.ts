/**
 * Reconstruction as one ONNX file: linear RGB in, spectra out. The change to the canonical basis, the network and the agreement
 * with the picture are in the graph; undoing the sRGB curve is not, since it depends on the photo.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import {
  constant,
  convolution,
  emitOnnx,
  input,
  reshape,
  rewriteGraph,
  type Tensor,
} from '../../graph/index.ts';
import { lookupDeclared } from '../../networks/parameters.ts';
import { unrolled } from '../../networks/unrolled.ts';
import type { ReconstructionModel } from '../model.ts';
import { consistentCube } from './consistent-cube.ts';
import {
  type ExportEngine,
  type ExportedNetwork,
  type ExportedTensor,
  type ExportOrigin,
  ExportError,
  folderName,
  OPEN_PICTURE,
  originMetadata,
  passesFor,
} from './exported-network.ts';
import { fedAxes, knownAxes } from './picture-axes.ts';
import { channelKernel } from './small-matrices.ts';

/** What is exported, and in which form. */
export interface ReconstructionExport {
  readonly model: ReconstructionModel;
  /** The response that the file is for, or `input`: the response is fed beside the picture. */
  readonly camera: CameraResponse | 'input';
  /** `exact`: C Y = X, negative samples allowed. `none`: the network's own answer. */
  readonly consistency: 'exact' | 'none';
  readonly engine: ExportEngine;
  readonly origin: ExportOrigin;
}

/** Channels at or above this are clipped: lower bounds only, as in `reconstruct`. */
const CLIP_LEVEL = 1;

const RGB = 'rgb';
const SRF = 'srf';
const CUBE = 'cube';

/**
 * Exports a network with its weights.
 *
 * Input `rgb` [samples, 3, height, width], linear; with `camera: 'input'` also `srf` [3, bands]. Output `cube`
 * [samples, bands, height, width].
 *
 * @throws ExportError if the response is for other bands than the network.
 * @throws CameraError if the response has no canonical basis.
 */
export function exportReconstruction(asked: ReconstructionExport): ExportedNetwork {
  const { model, camera, consistency, engine, origin } = asked;
  const { network, wavelengths } = model;
  const { bands } = network;
  if (camera !== 'input' && camera.bands !== bands) {
    throw new ExportError(`expected a response for ${bands} bands, found ${camera.bands} of ${camera.name}`);
  }
  const { samples, height, width } = OPEN_PICTURE;
  const rgb = input(RGB, [samples, 3, height, width]);
  const matrix = camera === 'input' ? input(SRF, [3, bands]) : constant(camera.matrix, [3, bands]);
  const estimate = estimateOf(asked, matrix, rgb);
  const problem = { cube: estimate, rgb, matrix, bands, clipLevel: CLIP_LEVEL };
  const cube = consistency === 'exact' ? consistentCube(problem) : estimate;
  const inputs: ExportedTensor[] = [{ name: RGB, shape: rgb.shape }];
  if (camera === 'input') inputs.push({ name: SRF, shape: matrix.shape });
  const metadata = {
    ...originMetadata(origin),
    'spectralift.model': model.name,
    'spectralift.network': network.description,
    'spectralift.estimated': 'yes: spectra estimated from three channels, not measured',
    'spectralift.wavelengths_nm': JSON.stringify(wavelengths),
    ...cameraMetadata(camera),
    'spectralift.input_encoding': 'linear RGB, planar, 1 where the camera clips; not clipped, not normalised',
    'spectralift.basis': model.basis ?? 'canonical',
    'spectralift.consistency': consistency,
    'spectralift.clip_level': String(CLIP_LEVEL),
    'spectralift.halo_pixels': String(network.stages * network.stageHalo),
  };
  const graph = rewriteGraph({ [CUBE]: cube }, model.weights, passesFor(engine));
  return {
    name: folderName(model.name),
    model: emitOnnx(graph, { metadata }),
    inputs,
    outputs: [{ name: CUBE, shape: cube.shape }],
    metadata,
    batches: camera !== 'input',
  };
}

/** The network's own answer to a picture that a camera C [3, bands] took. */
function estimateOf({ model, camera }: ReconstructionExport, matrix: Tensor, rgb: Tensor): Tensor {
  const { network, wavelengths, basis } = model;
  const seen = (own: Tensor): Tensor => reshape(own, [1, 3, network.bands]);
  const parameter = lookupDeclared(network.declarations);
  if (basis === 'camera') return unrolled(network, rgb, seen(matrix), parameter).cube;
  const axes = camera === 'input' ? fedAxes(matrix, wavelengths) : knownAxes(camera);
  const picture = convolution(rgb, channelKernel(axes.transform, 3, 3));
  return unrolled(network, picture, seen(axes.matrix), parameter).cube;
}

function cameraMetadata(camera: CameraResponse | 'input'): Record<string, string> {
  if (camera === 'input') {
    return {
      'spectralift.camera': 'fed',
      'spectralift.quantity': 'that of the response: what Y is in rgb = srf Y',
    };
  }
  return {
    'spectralift.camera': camera.name,
    'spectralift.camera_response': JSON.stringify(
      [0, 1, 2].map((row) => [...camera.matrix.subarray(row * camera.bands, (row + 1) * camera.bands)]),
    ),
    'spectralift.quantity': camera.quantity,
    'spectralift.assumption': camera.assumption,
  };
}

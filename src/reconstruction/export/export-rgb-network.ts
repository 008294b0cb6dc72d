/**
 * Networks that see RGB alone as ONNX files: the compared ones as training leaves them, and the estimator of the camera's
 * response, whose output is what a file of `export-reconstruction` with a fed camera takes.
 */
import { cameraNames, catalogueDictionary } from '../../camera/catalogue.ts';
import {
  constant,
  divide,
  emitOnnx,
  GraphError,
  input,
  maximum,
  reduceMean,
  reshape,
  rewriteGraph,
  type Shape,
  type Tensor,
} from '../../graph/index.ts';
import { lookupDeclared } from '../../networks/parameters.ts';
import type { RgbNetworkFile } from '../../networks/rgb-network-file.ts';
import { srfEstimator, srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { type EstimatorModel, ESTIMATOR_SIZE } from '../estimate-response.ts';
import {
  type ExportEngine,
  type ExportedNetwork,
  ExportError,
  type ExportOrigin,
  folderName,
  OPEN_PICTURE,
  originMetadata,
  passesFor,
} from './exported-network.ts';

/** A size of pictures, pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** In which form a network is exported. */
export interface RgbNetworkExport {
  readonly file: RgbNetworkFile;
  /** What the file is called. */
  readonly name: string;
  /** The one size of pictures that it takes, for networks whose graph needs to know it; any size unless given. */
  readonly size?: PictureSize;
  readonly engine: ExportEngine;
  readonly origin: ExportOrigin;
}

const RGB = 'rgb';
const CUBE = 'cube';

/**
 * Exports a network that sees RGB alone: `rgb` [samples, 3, height, width] to `cube` [samples, bands, height, width]; one sample
 * where the size is fixed.
 *
 * @throws ExportError if its graph needs to know the size, or the size is smaller than the network can see.
 */
export function exportRgbNetwork({ file, name, size, engine, origin }: RgbNetworkExport): ExportedNetwork {
  const { network, weights, metadata: told } = file;
  if (size !== undefined && Math.min(size.width, size.height) < network.smallestSide) {
    throw new ExportError(
      `${network.name}: expected a size of at least ${network.smallestSide} pixels a side, found ${size.width} x ${size.height}`,
    );
  }
  const { samples, height, width } = OPEN_PICTURE;
  const shape: Shape = size === undefined ? [samples, 3, height, width] : [1, 3, size.height, size.width];
  const cube = cubeOf(file, shape);
  const metadata = {
    ...originMetadata(origin),
    'spectralift.model': name,
    'spectralift.network': network.description,
    'spectralift.estimated': 'yes: spectra estimated from three channels, not measured',
    ...(network.bands === VISIBLE_31.length
      ? { 'spectralift.wavelengths_nm': JSON.stringify(VISIBLE_31) }
      : {}),
    'spectralift.camera': told['camera'] ?? 'the one that it was trained with',
    'spectralift.input_encoding': 'linear RGB, planar, 1 where the camera clips; not clipped, not normalised',
    'spectralift.basis': 'camera',
    'spectralift.consistency': 'none',
  };
  return {
    name: folderName(name),
    model: emitOnnx(rewriteGraph({ [CUBE]: cube }, weights, passesFor(engine)), { metadata }),
    inputs: [{ name: RGB, shape }],
    outputs: [{ name: CUBE, shape: cube.shape }],
    metadata,
    batches: size === undefined,
  };
}

function cubeOf({ network }: RgbNetworkFile, shape: Shape): Tensor {
  try {
    return network.cube(input(RGB, shape), lookupDeclared(network.declarations));
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    throw new ExportError(
      `${network.name}: expected a network for pictures of any size, found one for a known size`,
      {
        hint: 'give the size: --size 512x512',
        cause,
      },
    );
  }
}

/**
 * Exports the estimator of the camera's response: `rgb` [1, 3, 128, 128], the whole photo made small, linear, to `srf` [3, bands]
 * and `weights` [3, cameras], how much of each catalogue camera is in each channel.
 */
export function exportEstimator(model: EstimatorModel, origin: ExportOrigin): ExportedNetwork {
  const names = cameraNames();
  const bands = VISIBLE_31.length;
  const shape = [1, 3, ESTIMATOR_SIZE, ESTIMATOR_SIZE];
  const rgb = input(RGB, shape);
  // a black picture stays black
  const seen = model.exposure === 'as-is' ? rgb : divide(rgb, maximum(reduceMean(rgb), 1e-12));
  const dictionary = constant(catalogueDictionary(VISIBLE_31), [names.length, 3, bands]);
  const parameter = lookupDeclared(srfEstimatorParameters({ cameras: names.length }));
  const gains = model.gains ?? 'estimated';
  const estimated = srfEstimator(seen, dictionary, parameter, { cameras: names.length, gains });
  const outputs = {
    srf: reshape(estimated.srf, [3, bands]),
    weights: reshape(estimated.weights, [3, names.length]),
  };
  const metadata = {
    ...originMetadata(origin),
    'spectralift.model': model.name,
    'spectralift.network': `estimator of camera responses, dictionary of ${names.length} cameras`,
    'spectralift.estimated': 'yes: response estimated from one picture, not measured',
    'spectralift.wavelengths_nm': JSON.stringify(VISIBLE_31),
    'spectralift.cameras': JSON.stringify(names),
    'spectralift.input_encoding': `linear RGB, planar, the whole photo as means over ${ESTIMATOR_SIZE} x ${ESTIMATOR_SIZE} boxes`,
  };
  return {
    name: folderName(model.name),
    model: emitOnnx(outputs, { weights: model.weights, metadata }),
    inputs: [{ name: RGB, shape }],
    outputs: Object.entries(outputs).map(([name, tensor]) => ({ name, shape: tensor.shape })),
    metadata,
    batches: false,
  };
}

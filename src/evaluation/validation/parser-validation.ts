/** What a scene parser is worth: mean intersection over union on whole photos that it never met. */
import type { PhotoSource } from '../../datasets/photo-sampler.ts';
import { emitOnnx, input } from '../../graph/index.ts';
import { normalisationOfAverages } from '../../networks/batch-normalisation.ts';
import { highResolutionNetwork } from '../../networks/high-resolution-network.ts';
import { lookupDeclared } from '../../networks/parameters.ts';
import { resizeBilinear } from '../../networks/resize.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import {
  normalisePictures,
  type ParserModel,
  parserParameters,
} from '../../training/unsupervised/scene-parser.ts';
import { LabelCounts } from '../metrics/intersection-over-union.ts';

/** Figures of a parser. */
export interface ParserScores {
  readonly photos: number;
  readonly meanIntersectionOverUnion: number;
  /** In the order of the classes; NaN for one that does not occur. */
  readonly perClass: readonly number[];
  readonly accuracy: number;
}

/**
 * Labels photos, all of the size of the first, and compares with their labels.
 *
 * @param every takes only one photo in so many.
 */
export async function validateParser(
  { weights, options }: Extract<ParserModel, { kind: 'embedded' }>,
  photos: PhotoSource,
  runtime: Runtime,
  every = 1,
): Promise<ParserScores> {
  const { width, height } = await photos.read(0);
  const parameter = lookupDeclared(parserParameters(options));
  const picture = input('picture', [1, 3, height, width]);
  const coarse = highResolutionNetwork(picture, parameter, normalisationOfAverages(parameter), options);
  const logits = resizeBilinear(coarse, height, width);
  const session = await runtime.createSession(emitOnnx({ logits }, { weights }));
  const counts = new LabelCounts(options.classes);
  let seen = 0;
  try {
    for (let index = 0; index < photos.count; index += every) {
      const photo = await photos.read(index);
      if (photo.width !== width || photo.height !== height || photo.labels === undefined) continue;
      const pixels = width * height;
      const planar = new Float32Array(3 * pixels);
      for (let at = 0; at < planar.length; at++)
        planar[at] = photo.rgb[3 * (at % pixels) + Math.floor(at / pixels)] / 255;
      const data = normalisePictures(planar, pixels);
      const result = await session.run({ picture: { data, shape: [1, 3, height, width] } });
      counts.add(photo.labels, strongest(result['logits'].data, options.classes));
      seen++;
    }
  } finally {
    await session.release();
  }
  return {
    photos: seen,
    meanIntersectionOverUnion: counts.mean(),
    perClass: counts.perClass(),
    accuracy: counts.accuracy(),
  };
}

/** The class with the largest logit at each pixel, of `[classes, pixels]`. */
function strongest(logits: Float32Array, classes: number): Uint8Array {
  const pixels = logits.length / classes;
  const told = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let label = 1; label < classes; label++) {
      if (logits[label * pixels + pixel] > logits[told[pixel] * pixels + pixel]) told[pixel] = label;
    }
  }
  return told;
}

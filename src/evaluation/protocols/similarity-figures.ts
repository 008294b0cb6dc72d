/** ASSIM as the two papers publish it and as it should be, one figure a dynamic range, named so that none is mistaken. */
import type { SampleTreatment } from '../metrics/sample-treatment.ts';
import { structuralSimilarity } from '../metrics/ssim.ts';
import type { Setting } from '../setting.ts';
import type { MetricDescription } from './protocol.ts';
import type { ScoredPair } from './scored-pair.ts';

/** Side of the window of both papers. */
const WINDOW = 7;

export const SIMILARITY_METRICS: readonly MetricDescription[] = [
  {
    name: 'assim-l2-as-published',
    title: 'ASSIM, L = 2 (as published, flatters)',
    unit: '',
    better: 'higher',
    decimals: 4,
  },
  { name: 'assim-l1', title: 'ASSIM, L = 1 (proper)', unit: '', better: 'higher', decimals: 4 },
];

export const SIMILARITY_SETTINGS: readonly Setting[] = [
  {
    name: 'ASSIM window',
    value:
      '7 x 7, uniform, sample covariance, K1 0.01, K2 0.03; windows that lie wholly inside, mean over bands',
  },
  {
    name: 'ASSIM range',
    value:
      'L = 2 as published: scikit-image took -1..1 for the range of floating-point samples; L = 1 is the range they have',
  },
];

/**
 * Both figures, not-a-number with a note where no window counts.
 *
 * @throws EvaluationError if the picture is smaller than the window.
 */
export function similarityFigures(
  { cubes, width, height }: ScoredPair,
  treatment: SampleTreatment = {},
): { readonly figures: Record<string, number>; readonly notes: string[] } {
  const { values, windows } = structuralSimilarity(
    cubes,
    { ...treatment, width, height, window: WINDOW },
    [2, 1],
  );
  const notes: string[] = [];
  if (windows === 0)
    notes.push(`ASSIM is not defined: no window of ${WINDOW} x ${WINDOW} pixels lies within the mask`);
  else if (cubes.mask !== undefined) {
    notes.push(`ASSIM over the ${windows} windows of ${WINDOW} x ${WINDOW} pixels that lie within the mask`);
  }
  return { figures: { 'assim-l2-as-published': values[0], 'assim-l1': values[1] }, notes };
}

/** Says where a PSNR is infinite. */
export function exactBandNotes(ratios: ArrayLike<number>): string[] {
  const exact = Array.from(ratios).filter((ratio) => ratio === Number.POSITIVE_INFINITY).length;
  return exact === 0 ? [] : [`PSNR is infinite: ${exact} of ${ratios.length} bands are met exactly`];
}

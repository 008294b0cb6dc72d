/** Checks one labelled photo: the photo, its label map, and that they fit each other. */
import type { LabelledPhoto, LabelledPhotoDataset } from '../dataset.ts';
import { openAt } from '../file-tree.ts';
import { tellNames } from '../found.ts';
import { IGNORED, type LabelMap } from '../label-map.ts';
import { type PictureSize, readPictureSize } from '../picture-size.ts';
import { tellShare } from './findings.ts';
import { lookAtPicture } from './look-at-picture.ts';
import type { SampleCheck } from './sample-check.ts';

/** Checks a photo and its labels; see {@link SampleCheck}. */
export async function checkPhoto(
  dataset: LabelledPhotoDataset,
  sample: LabelledPhoto,
  check: SampleCheck,
): Promise<void> {
  const { found, sheets } = check;
  const photo = await lookAtPicture('photo', sample.photo, check);
  const { expectedSize } = dataset;
  if (photo !== undefined) {
    sheets.sizes.add(`${photo.width} x ${photo.height}`);
    if (expectedSize !== undefined && !sameSize(photo, expectedSize)) {
      found.wrong(
        'unexpected size',
        `${photo.width} x ${photo.height} pixels instead of the published ${expectedSize.width} x ${expectedSize.height}`,
      );
    }
  }
  const labels = await found.attempt(() => labelSize(dataset, sample, check));
  if (photo !== undefined && labels !== undefined && !sameSize(photo, labels)) {
    found.wrong(
      'sizes differ',
      `the label map has ${labels.width} x ${labels.height} pixels, the photo ${photo.width} x ${photo.height}`,
    );
  }
}

function sameSize(a: PictureSize, b: PictureSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Size of the label map; in a whole check its classes are counted too. */
async function labelSize(
  dataset: LabelledPhotoDataset,
  sample: LabelledPhoto,
  check: SampleCheck,
): Promise<PictureSize | undefined> {
  const { quick, tree, context } = check;
  if (sample.labels === undefined) return undefined;
  if (!quick) {
    const map = await dataset.readLabels(sample, tree, context);
    countLabels(dataset, map, check);
    return map;
  }
  if (!/\.png$/i.test(sample.labels)) return undefined;
  const file = await openAt(tree.root, sample.labels);
  try {
    return await readPictureSize(file);
  } finally {
    await file.close();
  }
}

/** A stored number, or the colour that it stands for. */
function tellNumber(stored: number): string {
  return stored > 65535 ? `#${stored.toString(16).padStart(6, '0')}` : String(stored);
}

function countLabels(dataset: LabelledPhotoDataset, map: LabelMap, { found, sheets }: SampleCheck): void {
  const counts = new Float64Array(dataset.classes.length);
  let labelled = 0;
  for (const label of map.labels) {
    if (label === IGNORED) continue;
    counts[label]++;
    labelled++;
  }
  counts.forEach((count, label) => {
    sheets.labelled.set(label, (sheets.labelled.get(label) ?? 0) + count);
  });
  if (map.unknownPixels > 0) {
    const numbers = [...map.unknown].sort((a, b) => a - b).map(tellNumber);
    found.wrong(
      'unknown labels',
      `${tellShare(map.unknownPixels, map.labels.length)} pixels have numbers that are no class: ${tellNames(numbers)}`,
    );
  }
  if (labelled === 0) found.remark('nothing labelled', 'no pixel has a class');
}

/** Checks one video: its frames, its boxes, and that they fit each other. */
import { SpectraliftError } from '../../errors.ts';
import { DatasetError, type FrameStream, type SequenceDataset, type SequenceSample } from '../dataset.ts';
import { lastPart, openAt } from '../file-tree.ts';
import { tellNames } from '../found.ts';
import { type PictureSize, readPictureSize } from '../picture-size.ts';
import { missingFrames } from '../sequences.ts';
import { boxPlace } from '../track-boxes.ts';
import { tellShare } from './findings.ts';
import { MosaicFigures } from './mosaic-figures.ts';
import type { SampleCheck } from './sample-check.ts';
import { TallySheet } from './report.ts';

/** Most broken frames of a stream that are told one by one. */
const TOLD_FRAMES = 5;

/** Checks the streams of a video; see {@link SampleCheck}. */
export async function checkSequence(
  dataset: SequenceDataset,
  sample: SequenceSample,
  check: SampleCheck,
): Promise<void> {
  for (const stream of sample.streams) {
    tellMissingFrames(stream, check);
    const size = await checkFrames(dataset, stream, check);
    await checkBoxes(dataset, stream, size, check);
  }
}

function tellMissingFrames({ frames, title }: FrameStream, { found }: SampleCheck): void {
  const missing = missingFrames(frames);
  if (missing.length > 0)
    found.wrong('missing frames', `no ${title} frame has the number ${tellNames(missing)}`);
}

/** The size that most frames have, in pixels that boxes count; undefined if none can be read. */
async function checkFrames(
  dataset: SequenceDataset,
  { frames, title }: FrameStream,
  check: SampleCheck,
): Promise<PictureSize | undefined> {
  const { found, signal, sheets } = check;
  const mosaics = new MosaicFigures();
  const sizes = new TallySheet();
  const bySize = new Map<string, PictureSize>();
  const broken: string[] = [];
  for (const path of frames) {
    signal?.throwIfAborted();
    try {
      const size = await frameSize(dataset, title, path, { ...check, mosaics });
      const text = `${size.width} x ${size.height}`;
      sizes.add(text);
      bySize.set(text, size);
    } catch (error) {
      if (!(error instanceof SpectraliftError)) throw error;
      broken.push(`${lastPart(path)}: ${error.message}`);
    }
    check.step();
  }
  for (const message of broken.slice(0, TOLD_FRAMES)) found.wrong('unreadable', message);
  if (broken.length > TOLD_FRAMES) {
    found.wrong('unreadable', `${broken.length - TOLD_FRAMES} more ${title} frames cannot be read`);
  }
  mosaics.tell(check);
  const [most, ...others] = sizes.tallies;
  if (most === undefined) return undefined;
  sheets.sizes.add(`${title} ${most.what}`);
  if (others.length > 0) {
    const told = others.map(({ what, count }) => `${count} of ${what}`);
    found.wrong('sizes differ', `${title} frames: ${most.count} of ${most.what}, but ${tellNames(told)}`);
  }
  return bySize.get(most.what);
}

/** Size of a frame in pixels that boxes count; in a whole check the frame is decoded. */
async function frameSize(
  dataset: SequenceDataset,
  title: FrameStream['title'],
  path: string,
  { tree, context, quick, mosaics }: SampleCheck & { readonly mosaics: MosaicFigures },
): Promise<PictureSize> {
  const { mosaic } = dataset;
  if (title === 'mosaic' && mosaic !== undefined && !quick) {
    const frame = await mosaic.open(path, tree.root, context);
    try {
      await mosaics.take(frame, lastPart(path));
      return { width: frame.width, height: frame.height };
    } finally {
      await frame.close();
    }
  }
  const file = await openAt(tree.root, path);
  try {
    const size = await readPictureSize(file);
    if (title !== 'mosaic' || mosaic === undefined) {
      if (!quick) await context.readPicture(file);
      return size;
    }
    const { pattern } = mosaic;
    if (size.width % pattern !== 0 || size.height % pattern !== 0) {
      throw new DatasetError(
        `expected sides that are multiples of ${pattern}, found ${size.width} x ${size.height} in ${lastPart(path)}`,
      );
    }
    return { width: size.width / pattern, height: size.height / pattern };
  } finally {
    await file.close();
  }
}

async function checkBoxes(
  dataset: SequenceDataset,
  stream: FrameStream,
  size: PictureSize | undefined,
  { found, tree }: SampleCheck,
): Promise<void> {
  if (stream.boxes === undefined) return;
  const boxes = await found.attempt(() => dataset.readBoxes(stream, tree.root));
  if (boxes === undefined) return;
  const { title, frames } = stream;
  if (boxes.length !== frames.length) {
    found.wrong('frames and boxes differ', `${frames.length} ${title} frames, ${boxes.length} boxes`);
  }
  if (size === undefined || boxes.length === 0) return;
  const places = boxes.map((box) => boxPlace(box, size));
  const lines = (place: string): string[] =>
    places.flatMap((found, index) => (found === place ? [String(index + 1)] : []));
  const [outside, none, across] = [lines('outside'), lines('none'), lines('across')];
  const frame = `${size.width} x ${size.height} pixels`;
  if (outside.length > 0) {
    found.wrong(
      'boxes outside',
      `${tellShare(outside.length, boxes.length)} boxes have no pixel of the ${frame} of the ${title} frames: lines ${tellNames(outside)}`,
    );
  }
  if (none.length > 0) {
    found.remark(
      'boxes outside',
      `${tellShare(none.length, boxes.length)} lines are no box: ${tellNames(none)}`,
    );
  }
  if (across.length > 0) {
    found.remark(
      'boxes outside',
      `${tellShare(across.length, boxes.length)} boxes reach beyond the ${title} frame of ${frame}`,
    );
  }
}

/** Looks at one RGB picture of a sample: that it can be read, its size, and that it has colours. */
import { openAt } from '../file-tree.ts';
import { type PictureSize, readPictureSize } from '../picture-size.ts';
import type { SampleCheck } from './sample-check.ts';

/**
 * The size of a picture by its header; in a whole check it is decoded to its end too. What is wrong becomes a finding.
 *
 * @param title what it is to the sample, for findings: "photo", "clean RGB".
 * @returns undefined if it cannot be read.
 */
export async function lookAtPicture(
  title: string,
  path: string,
  { tree, context, quick, found }: SampleCheck,
): Promise<PictureSize | undefined> {
  const file = await found.attempt(() => openAt(tree.root, path));
  if (file === undefined) return undefined;
  try {
    const size = await found.attempt(() => readPictureSize(file));
    if (size === undefined || quick) return size;
    const picture = await found.attempt(() => context.readPicture(file));
    if (picture?.isRgb === false) found.remark('not RGB', `the ${title} has no three colours`);
    return size;
  } finally {
    await file.close();
  }
}

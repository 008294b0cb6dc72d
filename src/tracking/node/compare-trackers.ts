/** Trackers on all sequences of a folder, one after the other, each into a folder of its own, so that it can go on later. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf } from '../../datasets/file-tree.ts';
import { loadGenerator } from '../../reconstruction/node/shipped-models.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { SequenceScore } from '../metrics/tracking-comparison.ts';
import { sequencesIn, type SequencePlace, streamOf } from '../sequences/node/find-sequence.ts';
import { type FrameLook, openSequence } from '../sequences/node/open-sequence.ts';
import { TrackingError } from '../tracking-error.ts';
import { materialTracking, rgbTracking } from '../tracking-method.ts';
import { type TrackProgress, trackIntoFolder } from './track-into-folder.ts';

/** What is compared. */
export interface CompareTrackersOptions {
  /** Folder with sequences below it. */
  readonly data: string;
  /** Folder for the results. */
  readonly folder: string;
  /** Models that estimate spectra; RGB, mosaics and known cubes are always tried. */
  readonly models: readonly string[];
  readonly runtime: Runtime;
  readonly signal?: AbortSignal;
  /** How many first frames of a sequence are enough; all where it gives none. */
  framesOf?(sequence: string): number | undefined;
  onProgress?(method: string, sequence: string, progress: TrackProgress): void;
}

/** A way to look at a sequence. */
interface Way {
  readonly name: string;
  /** For the folder of its results. */
  readonly folder: string;
  readonly look: FrameLook;
}

/**
 * Tracks every sequence in every way that it allows. What is complete from an earlier run is read back.
 *
 * @returns a score a method and sequence, and remarks on what was left out.
 * @throws TrackingError if there are no sequences with boxes. @throws as {@link trackIntoFolder} does.
 */
export async function compareTrackers(
  options: CompareTrackersOptions,
): Promise<{ readonly scores: readonly SequenceScore[]; readonly remarks: readonly string[] }> {
  const { data, folder, models, runtime, signal } = options;
  const places = await sequencesIn(data);
  if (places.length === 0) {
    throw new TrackingError(`expected sequences with boxes below ${data}, found none`, {
      hint: 'VIDEO/img and VIDEO/groundtruth_rect.txt (OTB), or VIDEO/HSI (HOTC)',
    });
  }
  const networks = await Promise.all(models.map((name) => loadGenerator(name)));
  const scores: SequenceScore[] = [];
  const remarks: string[] = [];
  for (const place of places) {
    const frames = options.framesOf?.(place.name);
    const ways: Way[] = [];
    if (streamOf(place, 'RGB') !== undefined) {
      ways.push({ name: 'RGB', folder: 'rgb', look: { kind: 'rgb' } });
      for (const model of networks) {
        ways.push({ name: model.name, folder: model.name, look: { kind: 'model', runtime, model } });
      }
    }
    if (streamOf(place, 'mosaic') !== undefined) {
      ways.push({ name: 'measured bands', folder: 'measured', look: { kind: 'mosaic' } });
    }
    const cubes = await cubesBeside(place);
    if (cubes !== undefined) {
      ways.push({ name: 'true cubes', folder: 'cubes', look: { kind: 'cubes', folder: cubes } });
    }
    for (const way of ways) {
      const sequence = await openSequence(place, {
        look: way.look,
        ...(frames === undefined ? {} : { frames }),
        ...(signal === undefined ? {} : { signal }),
      });
      try {
        const result = await trackIntoFolder(sequence, join(folder, ...place.name.split('/'), way.folder), {
          method: way.look.kind === 'rgb' ? rgbTracking() : materialTracking(),
          name: way.name,
          resume: true,
          overwrite: true,
          ...(signal === undefined ? {} : { signal }),
          onProgress: (progress) => options.onProgress?.(way.name, place.name, progress),
        });
        const { figures, framesPerSecond, notes } = result;
        if (figures === undefined) {
          remarks.push(`${place.name} has only one true box and is left out`);
          break;
        }
        scores.push({ method: way.name, sequence: place.name, figures, framesPerSecond, notes });
      } finally {
        await sequence.close();
      }
    }
  }
  return { scores, remarks };
}

/** The folder of known cubes that a generated video has. */
async function cubesBeside(place: SequencePlace): Promise<string | undefined> {
  if (place.kind === 'video') return undefined;
  const [frame] = place.sample.streams[0].frames;
  const folder = join(place.root, folderOf(folderOf(frame)), 'cubes');
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true ? folder : undefined;
}

/** What a form of the answer is: strips of a cube in, bytes out, in one go. */
import type { CubeHeader } from '../../../cube/spectral-cube.ts';
import type { Strip } from '../../../reconstruction/strip.ts';
import type { PhotoSettings, ServedReport } from '../../photo-settings.ts';
import type { AnswerFile } from '../answer-file.ts';

/** Samples that the type could not hold, and what must be said of them. */
export interface StoredSamples {
  readonly clampedSamples: number;
  readonly notes: readonly string[];
}

/** Writes one answer. */
export interface AnswerWriter {
  readonly contentType: string;
  /** Bytes of the whole answer, where they are known before. */
  readonly bytes?: number;
  /** How its samples are stored; absent where it holds no cube. */
  readonly scaleFactor?: number;
  /** Whether strips must carry a picture. */
  readonly picture: boolean;
  /** Takes the strips from top to bottom. */
  strip(strip: Strip): Promise<void>;
  /** What became of the samples, once all strips are there. */
  stored(): StoredSamples;
  /** Writes what stands behind the samples. */
  finish(report: ServedReport, header: CubeHeader): Promise<void>;
  /** Lets go of what an answer holds that will not be finished. */
  abandon(): Promise<void>;
}

/** Begins an answer. */
export type OpenAnswer = (file: AnswerFile, header: CubeHeader, settings: PhotoSettings) => AnswerWriter;

/** Where nothing is stored. */
export const NOTHING_STORED: StoredSamples = { clampedSamples: 0, notes: [] };

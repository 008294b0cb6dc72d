/** What a client asks to be done with a photo, and what it is told about the result: plain data between processes. */
import type { Interleave } from '../cube/formats/raw/raw-layout.ts';
import type { ReconstructionReport } from '../reconstruction/report.ts';
import type { Consistency } from '../reconstruction/tile-finisher.ts';
import type { FailureFacts } from './serving-error.ts';

/** Forms of the answer. */
export const ANSWER_FORMATS = ['npy', 'zip', 'json', 'png'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

/** A rectangle of pixels whose spectra are asked for; a point is one pixel. */
export interface Place {
  readonly kind: 'point' | 'region';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The options of a request. */
export interface PhotoSettings {
  /** `auto`, `srgb`, `estimate` or a catalogue name; never a file. */
  readonly camera: string;
  readonly light?: string;
  readonly linear: boolean;
  /** Name of one of the models that the service has loaded. */
  readonly model: string;
  readonly consistency: Consistency;
  readonly format: AnswerFormat;
  /** Of the formats that hold cubes: the type of the samples, and their order, rows outermost. */
  readonly dataType: 'float32' | 'uint16';
  readonly interleave: Exclude<Interleave, 'bsq'>;
  /** Of the JSON answer: whose spectra it holds. */
  readonly places: readonly Place[];
}

/** What is known of a reconstruction only when it is done. */
type KnownAtTheEnd = Pick<
  ReconstructionReport,
  'reprojection' | 'runtime' | 'way' | 'lanes' | 'megapixels' | 'inferenceSeconds' | 'seconds'
>;

/** What is told of a reconstruction: before its samples as far as it is known, whole at its end. */
export interface ServedReport
  extends Pick<ReconstructionReport, 'response' | 'model' | 'consistency' | 'notes'>,
    Partial<KnownAtTheEnd> {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Spectra are estimated, never measured. */
  readonly estimated: true;
  /** The service knows no name of it. */
  readonly photo: Omit<ReconstructionReport['photo'], 'file'>;
  /** What the samples are, as the JSON file beside a `.npy` file says it. */
  readonly cube: Readonly<Record<string, unknown>>;
  /** Only when it has failed. */
  readonly error?: FailureFacts;
}

/** What a client asks to be done with a photo, and what it is told about the result: plain data between processes. */
import type { Interleave } from '../cube/formats/raw/raw-layout.ts';
import type { Quantity } from '../cube/spectral-cube.ts';
import type { ReprojectionSummary } from '../reconstruction/reprojection.ts';
import type { Consistency } from '../reconstruction/tile-finisher.ts';
import type { Way } from '../reconstruction/way.ts';
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

/** What is told of a reconstruction: before its samples as far as it is known, whole at its end. */
export interface ServedReport {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Spectra are estimated, never measured. */
  readonly estimated: true;
  readonly photo: {
    readonly width: number;
    readonly height: number;
    readonly bitDepth: number;
    readonly encoding: string;
    readonly make?: string;
    readonly model?: string;
    readonly software?: string;
  };
  readonly response: {
    readonly name: string;
    readonly reason: string;
    readonly quantity: Quantity;
    readonly assumption: string;
    readonly likeness?: readonly { readonly camera: string; readonly weight: number }[];
  };
  readonly model: string;
  readonly consistency: Consistency;
  readonly notes: readonly string[];
  /** What the samples are, as the JSON file beside a `.npy` file says it. */
  readonly cube: Readonly<Record<string, unknown>>;
  /** From here on: only when it is done. */
  readonly reprojection?: ReprojectionSummary;
  readonly runtime?: string;
  readonly way?: Way;
  readonly lanes?: number;
  readonly megapixels?: number;
  readonly inferenceSeconds?: number;
  readonly seconds?: number;
  /** Only when it has failed. */
  readonly error?: FailureFacts;
}

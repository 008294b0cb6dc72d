/** What a reconstruction tells about itself, as written to the JSON report. */
import type { CameraResponse } from '../camera/camera-response.ts';
import type { Quantity } from '../cube/spectral-cube.ts';

import type { ReprojectionSummary } from './reprojection.ts';
import type { Consistency } from './tile-finisher.ts';
import type { Way } from './way.ts';

/** A response that is ready to use, and why it was taken. */
export interface ChosenResponse {
  readonly response: CameraResponse;
  readonly reason: string;
  readonly notes: readonly string[];
  /** Catalogue cameras that an estimated response is made of, the largest weights first. */
  readonly likeness?: readonly { readonly camera: string; readonly weight: number }[];
}

export interface ReconstructionReport {
  readonly photo: {
    readonly file: string;
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
  readonly reprojection: ReprojectionSummary;
  readonly notes: readonly string[];
  readonly outputs: readonly string[];
  readonly runtime: string;
  /** How the network was taken through the photo, and in how many parts side by side. */
  readonly way: Way;
  readonly lanes: number;
  readonly megapixels: number;
  readonly inferenceSeconds: number;
  readonly seconds: number;
}

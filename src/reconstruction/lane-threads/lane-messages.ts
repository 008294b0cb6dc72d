/** What the main thread and the threads that run lanes say to each other. */
import { CameraResponse } from '../../camera/camera-response.ts';
import type { LaneColumns } from '../lane.ts';
import type { PictureData } from '../linear-picture.ts';
import type { ReprojectionSums } from '../reprojection.ts';
import type { StepPlan } from '../steps.ts';
import type { StripMemory } from '../strip.ts';
import type { FinishOptions } from '../tile-finisher.ts';

/** A response as plain data. */
export interface ResponseData {
  readonly matrix: Float64Array;
  readonly wavelengths: readonly number[];
  readonly name: string;
  readonly quantity: 'radiance' | 'reflectance';
  readonly assumption: string;
}

/** One lane's share of a job. Samples, residuals, strips and control are on shared memory. */
export interface LaneOrder {
  readonly planId: number;
  readonly plan: StepPlan;
  readonly picture: PictureData;
  readonly columns: LaneColumns;
  /** Place of this lane among all, and their number. */
  readonly lane: number;
  readonly lanes: number;
  readonly residuals: Float32Array;
  readonly response: ResponseData;
  readonly finish: FinishOptions;
  /** Strips that are filled in turn. */
  readonly strips: readonly StripMemory[];
  /** Numbers at the places of {@link CONTROL}. */
  readonly control: Int32Array;
}

/** Places in the shared numbers of a job. */
export const CONTROL = {
  /** 1 once the job is to stop. */
  stop: 0,
  /** How many strips the consumer is done with. */
  consumed: 1,
  /** How many tiles have passed a step, in all lanes. */
  tiles: 2,
  /** From here on, for each lane, how many turns it has ended. */
  turns: 3,
} as const;

export type LaneAnswer =
  | { readonly kind: 'strip'; readonly row: number }
  | { readonly kind: 'done'; readonly sums: ReprojectionSums }
  | { readonly kind: 'failed'; readonly message: string };

export function responseData(response: CameraResponse): ResponseData {
  const { matrix, wavelengths, name, quantity, assumption } = response;
  return { matrix, wavelengths, name, quantity, assumption };
}

export function responseOf({ matrix, wavelengths, ...description }: ResponseData): CameraResponse {
  return new CameraResponse(matrix, wavelengths, description);
}

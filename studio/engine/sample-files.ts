/** What the build and the engine agree on about the sample: its files below the site, and the scene that it is. */

/** Decides the scene. */
export const SAMPLE_SEED = 1;
/** Steps of a sample of 1 in which the estimate is kept; what the camera sees of it is made exact again. */
export const SAMPLE_STEPS = 1000;

export const SAMPLE_FILES = {
  photo: 'sample/photo.png',
  estimate: 'sample/estimate.tif',
  facts: 'sample/facts.json',
} as const;

/** How the estimate was made. */
export interface SampleFacts {
  readonly seconds: number;
  readonly runtime: string;
}

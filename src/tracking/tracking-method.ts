/** Ways to track: one filter, with the features of RGB or with those of spectra. */
import type { TrackBox } from '../datasets/track-boxes.ts';
import { gradientHistograms } from './features/gradient-histograms.ts';
import { materialFeatures } from './features/material-features.ts';
import { readBands } from './frame-view.ts';
import {
  checkFirstBox,
  ObjectTracker,
  searchSquare,
  TRACKER_DEFAULTS,
  type TrackerSettings,
  type TrackerState,
} from './object-tracker.ts';
import type { TrackingFrame } from './sequences/sequence.ts';
import { TrackingError } from './tracking-error.ts';
import { chooseEndmembers } from './unmixing/choose-endmembers.ts';
import type { SpectralSamples } from './unmixing/spectral-samples.ts';

/** A tracker that has begun. */
export interface StartedTracking {
  readonly tracker: ObjectTracker;
  /** What was chosen on the first frame, in words. */
  readonly notes: readonly string[];
  /** Endmembers that the features rest on; absent for RGB. */
  readonly endmembers?: SpectralSamples;
}

/** A way to track. */
export interface TrackingMethod {
  readonly features: 'rgb' | 'spectra';
  /** Starts on the first frame. @throws TrackingError if the box or the frame cannot be tracked. */
  start(frame: TrackingFrame, box: TrackBox): Promise<StartedTracking>;
  /** Goes on from a state. @throws TrackingError if it does not fit. */
  resume(state: TrackerState, endmembers?: SpectralSamples): ObjectTracker;
}

/** The baseline: gradient histograms of RGB. */
export function rgbTracking(settings: TrackerSettings = TRACKER_DEFAULTS): TrackingMethod {
  return {
    features: 'rgb',
    start: async (frame, box) => ({
      tracker: await ObjectTracker.start(frame, box, gradientHistograms(), settings),
      notes: [],
    }),
    resume: (state) => ObjectTracker.resume(state, gradientHistograms(), settings),
  };
}

/**
 * The material based tracker (MHT): spectral-spatial gradients and shares of endmembers, which are chosen on the first
 * frame out of a library, or out of that frame itself.
 *
 * @param libraryFor spectra on given wavelengths; absent where the first frame's own are taken.
 * Source: F. Xiong, J. Zhou, Y. Qian, IEEE TIP 29 (2020) 3719.
 */
export function materialTracking(
  libraryFor?: (wavelengths: readonly number[] | undefined) => Promise<SpectralSamples>,
  settings: TrackerSettings = TRACKER_DEFAULTS,
): TrackingMethod {
  return {
    features: 'spectra',
    async start(frame, box) {
      checkFirstBox(box, frame);
      const patch = await readBands(frame, searchSquare(box, settings));
      const library = await libraryFor?.(frame.wavelengths);
      const { spectra, origin } = chooseEndmembers(patch, library);
      const tracker = await ObjectTracker.start(frame, box, materialFeatures(spectra), settings);
      return { tracker, notes: [`endmembers: ${origin}`], endmembers: spectra };
    },
    resume(state, endmembers) {
      if (endmembers === undefined) {
        throw new TrackingError('expected a saved state with endmembers, found one of an RGB tracker');
      }
      return ObjectTracker.resume(state, materialFeatures(endmembers), settings);
    },
  };
}

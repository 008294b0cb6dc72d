/**
 * The public face of spectralift in Node: everything of `spectralift`, and what needs files or the native
 * runtime.
 */
export * from './index.ts';

// cube files
export {
  type OverwriteOption,
  removeTemporaries,
  writeFileAtomically,
} from './cube/node/atomic-file.ts';
export { type CaveOptions, readCaveScene } from './cube/node/cave-folder.ts';
export { folderInput, folderOutput } from './cube/node/folder-files.ts';
export { startHdf5 } from './cube/node/start-hdf5.ts';
export {
  createCubeSink,
  openCube,
  readCube,
  type WriteCubeOptions,
  writeCube,
} from './cube/node/open-cube.ts';

// the native runtime
export { type NodeRuntimeOptions, nodeRuntime } from './runtime/node/node-runtime.ts';
export { type DeviceProbe, probeDevice } from './runtime/node/probe-device.ts';

// photos and pictures
export { decodePhoto, type PhotoHeader, readPhotoHeader } from './reconstruction/node/decode-photo.ts';
export { laneRuntime } from './reconstruction/node/lane-runtime.ts';
export { type ReconstructPhotoOptions, reconstructPhoto } from './reconstruction/node/reconstruct-photo.ts';
export { PhotoInputError } from './reconstruction/node/photo-inputs.ts';
export type { FrameChoice } from './reconstruction/node/frame-choice.ts';
export type { PhotosProgress } from './reconstruction/node/photos-progress.ts';
export {
  type PhotoResult,
  type ReconstructPhotosOptions,
  reconstructPhotos,
} from './reconstruction/node/reconstruct-photos.ts';
export { VideoError } from './reconstruction/node/video-probe.ts';
export {
  DEFAULT_MODEL,
  loadEstimator,
  loadGenerator,
  shippedModelNames,
} from './reconstruction/node/shipped-models.ts';
export { type PictureSamples, writePicture } from './reconstruction/node/write-picture.ts';
export {
  checkSampleOutputs,
  type WriteSampleOptions,
  writeSample,
} from './reconstruction/node/write-sample.ts';

// work that many processes share
export { ClusterError } from './cluster/cluster-error.ts';
export { type DealtInput, dealUnits } from './cluster/shards/deal-units.ts';
export { parseShard, type Shard, ShardError } from './cluster/shards/shard-choice.ts';
export { shardInputs } from './cluster/shards/shard-inputs.ts';
export { type BatchRunner, openUnitRunner, type UnitRunnerOptions } from './cluster/unit-runner.ts';
export type {
  JobSettings,
  UnitFailure,
  UnitOutcome,
  UnitRunner,
  WorkUnit,
} from './cluster/work-unit.ts';

// data sets on disk
export { checkDatasetFolder, listDatasetFolder } from './datasets/node/check-dataset-folder.ts';
export { NODE_DATASET_CONTEXT } from './datasets/node/dataset-context.ts';
// training from folders
export { loadParser } from './training/node/load-parser.ts';
export { type RecipeQuestion, recipeTask } from './training/node/recipe-task.ts';
export { RunWatch, type WatchedRun } from './evaluation/node/run-watch.ts';
// comparisons of methods
export { availableMethods, compareMethods } from './evaluation/node/compare.ts';
export type { CompareProgress, CompareQuestion, MethodResult } from './evaluation/node/compare-question.ts';
export { type ComparisonData, comparisonData } from './evaluation/node/comparison-data.ts';
export { writeComparison } from './evaluation/node/write-comparison.ts';
// evaluation of folders
export { type CubePath, cubesAt, photosAt } from './evaluation/node/scene-folders.ts';
export { writeEvaluation } from './evaluation/node/write-evaluation.ts';

// data sets
export { type CaveSplit, type NamedScene, readCaveScenes } from './datasets/node/cave-scenes.ts';
export { readTrainingSources, type TrainingSources } from './datasets/node/training-sources.ts';

// tracking in videos on disk
export { compareTrackers, type CompareTrackersOptions } from './tracking/node/compare-trackers.ts';
export { readLibrary } from './tracking/node/read-library.ts';
export { trackIntoFolder, type TrackOptions, type TrackProgress } from './tracking/node/track-into-folder.ts';
export type { TrackResult } from './tracking/node/track-result.ts';
export { findSequence, type SequencePlace, sequencesIn } from './tracking/sequences/node/find-sequence.ts';
export {
  type FrameLook,
  type OpenSequenceOptions,
  openSequence,
} from './tracking/sequences/node/open-sequence.ts';
export { type WriteSequenceOptions, writeSequence } from './tracking/sequences/node/write-sequence.ts';

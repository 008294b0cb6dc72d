/**
 * The public face of spectralift where there is no file system: loads in Node and in a browser alike. Files
 * and the native runtime are in `spectralift/node`. Every name is listed, so that nothing becomes public by
 * accident.
 */
export { SpectraliftError } from './errors.ts';
export { Random, RandomError, type RandomState } from './random.ts';

// spectra: wavelength grids, lights, the standard observer, sRGB
export { ciede2000 } from './spectra/ciede2000.ts';
export { type Lab, labOf } from './spectra/cielab.ts';
export { cie1931, type ColourMatching } from './spectra/colour-matching.ts';
export { closestNames } from './spectra/closest-names.ts';
export {
  blackBody,
  daylight,
  daylightChromaticity,
  illuminant,
  illuminantNames,
} from './spectra/illuminants.ts';
export {
  decodeSrgb,
  encodeSrgb,
  type LinearRgbImage,
  linearRgbImage,
  type SrgbImage,
  toLinearRgbImage,
  toSrgbImage,
  XYZ_TO_LINEAR_SRGB,
} from './spectra/srgb.ts';
export { resample, SpectraError, VISIBLE_31 } from './spectra/wavelengths.ts';

// camera: the operator from spectra to RGB
export { CameraError, CameraResponse, type ResponseDescription } from './camera/camera-response.ts';
export { type CanonicalTransform, canonicalTransform } from './camera/canonical-basis.ts';
export { cameraNames, catalogueCamera, catalogueDictionary, findCameraByExif } from './camera/catalogue.ts';
export {
  developedSrgbResponse,
  radianceResponse,
  whiteBalancedResponse,
} from './camera/effective-response.ts';
export { responseFromMatrix } from './camera/estimated-response.ts';
export { type ConsistencyOptions, makeConsistent } from './camera/make-consistent.ts';
export { parseCamspecDatabase, parseResponseCsv } from './camera/response-file.ts';

// charts: curves as SVG, told apart by colour and dashes
export {
  type ChartOptions,
  chartGrid,
  type Curve,
  CURVE_COLOURS,
  CURVE_DASHES,
  lineChart,
  type Stroke,
} from './charts/line-chart.ts';

// cube: the spectral image, read and written piece by piece
export { type CopyOptions, type CubePart, copyRows, partOf } from './cube/copy-cube.ts';
export {
  type BandRange,
  type CubeSink,
  type CubeSource,
  type CubeWindow,
  type MemorySink,
  memorySink,
  memorySource,
  readWholeCube,
} from './cube/cube-source.ts';
export { type BandStatistics, type RegionStatistics, regionStatistics } from './cube/region-statistics.ts';
export { LIT_LEVEL, litPixels } from './cube/lit-pixels.ts';
export { type RowBlock, type RowBlockOptions, rowBlocks } from './cube/row-blocks.ts';
export {
  CubeError,
  type CubeHeader,
  type CubeMetadata,
  createCube,
  type Quantity,
  type SpectralCube,
  spectrumAt,
} from './cube/spectral-cube.ts';

// cube formats: files of every kind, wherever their bytes are
export { blobBytes, type ByteOrigin, type ByteSource, memoryBytes } from './cube/files/byte-source.ts';
export { FileError } from './cube/files/file-error.ts';
export {
  type CubePlace,
  type FolderListing,
  type InputFiles,
  memoryFiles,
} from './cube/files/input-files.ts';
export {
  type MemoryOutput,
  memoryOutput,
  type OutputFile,
  type OutputFiles,
} from './cube/files/output-files.ts';
export { DEFAULT_LIMITS, type ReadLimits } from './cube/files/read-limits.ts';
export {
  type CubeDescription,
  formatCubeDescription,
  parseCubeDescription,
} from './cube/formats/cube-description.ts';
export type {
  CubeFormat,
  CubeFormatName,
  ReadCubeOptions,
  StoreOptions,
  Stores,
} from './cube/formats/cube-format.ts';
export {
  type EnviFormat,
  type EnviHeader,
  formatEnviHeader,
  parseEnviHeader,
} from './cube/formats/envi/envi-header.ts';
export { formatTable } from './cube/formats/format-table.ts';
export { CUBE_FORMATS } from './cube/formats/index.ts';
export { startHdf5InPage } from './cube/formats/mat73/start-hdf5-page.ts';
export { type ListedCube, listCubes } from './cube/formats/list-cubes.ts';
export { encodeNpy } from './cube/formats/npy/npy-array.ts';
export { formatNpyHeader, type NpyHeader, parseNpyHeader } from './cube/formats/npy/npy-header.ts';
export { type CreateCubeOptions, createCubeIn, openCubeAt } from './cube/formats/open-cube.ts';
export type { Axis, AxisOrder, Interleave } from './cube/formats/raw/raw-layout.ts';
export type { SampleType } from './cube/formats/raw/sample-type.ts';

// graph: symbolic tensors, differentiation, ONNX; its operators have everyday names, so they keep to themselves
export * as graph from './graph/index.ts';

// runtime: what computes a graph
export {
  type Device,
  type Runtime,
  RuntimeError,
  type Session,
  type SessionOptions,
  type TensorPort,
  type TensorValue,
  type TensorValues,
} from './runtime/runtime.ts';

// networks: the published networks, and their weights
export {
  HRNET_SMALL,
  HRNET_W48,
  type HighResolutionOptions,
  highResolutionNetwork,
  highResolutionParameters,
} from './networks/high-resolution-network.ts';
export {
  type SemanticBranchOptions,
  type SemanticInputs,
  semanticBranch,
  semanticBranchParameters,
} from './networks/semantic-branch.ts';
export {
  type DiscriminatorOutput,
  discriminator,
  discriminatorParameters,
  divideByMean,
} from './networks/discriminator.ts';
export {
  AGD_NET_DEFAULTS,
  type AgdNetOptions,
  agdNet,
  agdNetNetwork,
  agdNetParameters,
} from './networks/agd-net.ts';
// the methods that the papers compare with
export { CHS_GAN_DEFAULTS, type ChsGanOptions, chsGan } from './networks/chs-gan.ts';
export {
  DEEP_BASIS_DEFAULTS,
  DEEP_BASIS_PARAMETER,
  type DeepBasisOptions,
  deepBasis,
} from './networks/deep-basis.ts';
export { FM_NET_DEFAULTS, type FmNetOptions, fmNet } from './networks/fm-net.ts';
export { HSCNN_D_DEFAULTS, HSCNN_D_RELEASED, type HscnnDOptions, hscnnD } from './networks/hscnn-d.ts';
export { measureNetwork, type MeasureOptions, type NetworkTiming } from './networks/measure-network.ts';
export { MST_PLUS_PLUS_DEFAULTS, type MstPlusPlusOptions, mstPlusPlus } from './networks/mst-plus-plus.ts';
export { type CataloguedNetwork, networkCatalogue } from './networks/network-catalogue.ts';
export { type NetworkFacts, networkFacts } from './networks/network-facts.ts';
export {
  PATCH_DISCRIMINATOR_DEFAULTS,
  PATCH_DISCRIMINATOR_RELEASED,
  type PatchDiscriminatorOptions,
  patchDiscriminator,
  patchDiscriminatorParameters,
  patchDiscriminatorSmallestSide,
} from './networks/patch-discriminator.ts';
export { operationsPerPixel, type PublishedFigures } from './networks/published-figures.ts';
export type { RgbNetwork } from './networks/rgb-network.ts';
export { type RgbNetworkFile, readRgbNetworkFile } from './networks/rgb-network-file.ts';
export { learnBasis, type SpectralBasis, SpectraGram } from './networks/spectral-basis.ts';
export {
  GENERATOR_DEFAULTS,
  GENERATOR_HALO,
  type GeneratorOptions,
  generator,
  generatorNetwork,
  generatorParameters,
} from './networks/generator.ts';
export {
  checkWeights,
  countParameters,
  initialWeights,
  lookupDeclared,
  NetworkError,
  type ParameterDeclaration,
  type ParameterLookup,
  type Weights,
} from './networks/parameters.ts';
export {
  compareOutputs,
  type NamedTensors,
  type NetworkRun,
  type OutputComparison,
  runNetwork,
  runnableNetwork,
  runnableNetworks,
} from './networks/run-network.ts';
export { type ReadTorchOptions, readTorchState } from './networks/pytorch/read-torch-state.ts';
export { TorchFileError } from './networks/pytorch/torch-file-error.ts';
export { writeTorchState } from './networks/pytorch/write-torch-state.ts';
export { readWeights, type WeightFormat } from './networks/read-weights.ts';
export {
  readSafetensors,
  SafetensorsError,
  type SafetensorsFile,
  type StoredTensor,
  writeSafetensors,
} from './networks/safetensors.ts';
export { smoothestSpectra } from './networks/smoothest-spectra.ts';
export {
  SRF_ESTIMATOR_DEFAULTS,
  type SrfEstimatorOptions,
  type SrfEstimatorOutput,
  type SrfGains,
  srfEstimator,
  srfEstimatorParameters,
} from './networks/srf-estimator.ts';

// reconstruction: from a photo to a cube, and from a cube to a picture
export { boxDownsample } from './reconstruction/box-downsample.ts';
export {
  type ForeignNetwork,
  type ForeignNetworkOptions,
  openForeignNetwork,
} from './reconstruction/foreign-network.ts';
export {
  type CameraChoice,
  chooseResponse,
  effectiveResponse,
  parseCameraChoice,
  type ResponseAnswer,
  ResponseChoiceError,
  type ResponseQuestion,
} from './reconstruction/choose-response.ts';
export { DEFAULT_MODEL } from './reconstruction/model-names.ts';
export {
  ESTIMATOR_SIZE,
  type EstimatedResponse,
  type EstimatorModel,
  estimateResponse,
  readEstimatorModel,
} from './reconstruction/estimate-response.ts';
export {
  type RgbEstimateOptions,
  type RgbNetworkEstimate,
  rgbNetworkEstimate,
} from './reconstruction/rgb-network-estimate.ts';
export { MemoryError, parseMemory } from './reconstruction/memory-plan.ts';
export type { LaneRuntime } from './reconstruction/lanes.ts';
export {
  exportEstimator,
  exportRgbNetwork,
  type PictureSize,
  type RgbNetworkExport,
} from './reconstruction/export/export-rgb-network.ts';
export {
  exportReconstruction,
  type ReconstructionExport,
} from './reconstruction/export/export-reconstruction.ts';
export { exportWeights, type WeightsExport } from './reconstruction/export/export-weights.ts';
export {
  type ExportEngine,
  type ExportedNetwork,
  type ExportedTensor,
  ExportError,
  type ExportOrigin,
} from './reconstruction/export/exported-network.ts';
export { type RepositoryFile, tritonRepository } from './reconstruction/export/triton-repository.ts';
export { type ReconstructionModel, readGeneratorModel } from './reconstruction/model.ts';
export {
  type LinearPicture,
  memoryPicture,
  type PictureData,
  PictureError,
  type PictureWindow,
  pictureOf,
} from './reconstruction/linear-picture.ts';
export {
  createPhoto,
  type Photo,
  type PhotoEncoding,
  PhotoError,
  type PhotoExif,
  type PhotoParts,
} from './reconstruction/photo.ts';
export {
  type PhotoResponseQuestion,
  type ResponseChooser,
  responseChooser,
} from './reconstruction/photo-response.ts';
export {
  type PictureOptions,
  projectSource,
  type ShownPicture,
  type SpectraToRgb,
  shareOutside,
  showSource,
} from './reconstruction/picture-of-source.ts';
export {
  type ReconstructionOptions,
  type ReconstructionProgress,
  type ReconstructionSummary,
  reconstruct,
  reconstructWhole,
} from './reconstruction/reconstruct.ts';
export {
  falseColour,
  type Light,
  type Rendering,
  RenderError,
  renderCube,
  trueColour,
} from './reconstruction/render.ts';
export type { ChosenResponse, ReconstructionReport } from './reconstruction/report.ts';
export { ReprojectionMeter, type ReprojectionSummary } from './reconstruction/reprojection.ts';
export { generateSample, type Sample, type SampleOptions } from './reconstruction/sample/generate-sample.ts';
export {
  addSensorNoise,
  quantise,
  type SensorNoise,
  SimulationError,
  simulatePhoto,
} from './reconstruction/simulate.ts';
export {
  DEFAULT_LIGHT,
  type SimulatedView,
  type SimulationQuestion,
  simulatedResponse,
} from './reconstruction/simulated-response.ts';
export type { Strip, StripConsumer } from './reconstruction/strip.ts';
export type { Consistency } from './reconstruction/tile-finisher.ts';
export { TileError } from './reconstruction/tiles.ts';
export type { Way } from './reconstruction/way.ts';

// analysis: what spectra say, place by place
export { AnalysisError } from './analysis/analysis-error.ts';
export {
  type BandIndexKind,
  bandIndex,
  bandIndexMap,
  rangeWeights,
  type WavelengthRange,
} from './analysis/band-index.ts';
export {
  findMetamers,
  type MetamerOptions,
  type MetamerPair,
  type MetamerPlace,
} from './analysis/metamers.ts';
export {
  kindOfCube,
  type NamedSpectrum,
  SpectraFileError,
  type SpectrumKind,
} from './analysis/named-spectrum.ts';
export { parseSpectraCsv } from './analysis/parse-spectra-csv.ts';
export { type ReferenceSpectrum, referenceSpectra } from './analysis/reference-spectra.ts';
export { type RegionSpectrum, regionSpectrum } from './analysis/region-spectrum.ts';
export { reprojectionMap, seenBasis, unseenShare } from './analysis/seen-and-unseen.ts';
export { type SimilarityOptions, similarityMap } from './analysis/similarity.ts';
export { spectraChart, type SpectraChartOptions } from './analysis/spectra-chart.ts';
export { spectraCsv } from './analysis/spectra-csv.ts';

// data sets: what they hold, whether they are whole, and how they are split
export { checkDataset, type CheckOptions } from './datasets/check/check-dataset.ts';
export { type DatasetReport, type Finding, isSound } from './datasets/check/report.ts';
export {
  type Dataset,
  type DatasetContext,
  DatasetError,
  type DatasetSample,
  type Split,
} from './datasets/dataset.ts';
export { type FileTree, listTree } from './datasets/file-tree.ts';
export { DATASETS, datasetByName } from './datasets/index.ts';
export {
  type DrawnPhoto,
  mixedPhotos,
  PhotoSampler,
  PhotoSamplerError,
  type PhotoSampling,
  type PhotoSource,
  photosInMemory,
  type SampledPhoto,
} from './datasets/photo-sampler.ts';
export {
  ResizedSampler,
  type ResizedSampling,
  sceneInMemory,
  type SpectraSource,
  type WindowedScene,
} from './datasets/resized-sampler.ts';
export { PHOTO_SETS, SPECTRA_SETS, UNPAIRED_PAIRS } from './datasets/unpaired-sets.ts';
export { type GroupSplitOptions, leakingGroups, publishedSplit, splitByGroup } from './datasets/splits.ts';

// training: losses, the optimiser, and the loop around them
export { ADAM_DEFAULTS, type AdamOptions } from './training/adam.ts';
export {
  type Checkpoint,
  CheckpointError,
  type CheckpointNetwork,
  decodeCheckpoint,
  encodeCheckpoint,
  type TrainingState,
  weightsOfCheckpoint,
} from './training/checkpoint.ts';
export {
  exportTraining,
  type TrainingExport,
  type TrainingFiles,
  weightsOfState,
} from './training/export/export-training.ts';
export type { StepSettings } from './training/export/exportable-recipes.ts';
export { ParameterVector } from './training/parameter-vector.ts';
export { clipGradient, type ClippingOptions } from './training/gradient-clipping.ts';
export { crossEntropy, oneHot } from './training/cross-entropy.ts';
export { gradientPenalty, imagesBetween, type PenaltyKind } from './training/gradient-penalty.ts';
export { MOMENTUM_DEFAULTS, type MomentumOptions, momentumUpdate } from './training/momentum-descent.ts';
export { type Recipe, RECIPES, type RecipeSettings } from './training/recipes/index.ts';
export { AGD_NET_CHOICES, type AgdNetChoices } from './training/recipes/agd-net-choices.ts';
export {
  PUBLISHED_AGD_NET_CHOICES,
  type PublishedAgdNetRecipe,
  publishedAgdNetTask,
} from './training/recipes/agd-net-published.ts';
export { type AgdNetRecipe, agdNetTask } from './training/recipes/agd-net.ts';
export { type SceneParserRecipe, sceneParserTask } from './training/recipes/scene-parser.ts';
export {
  UNSUPERVISED_DEFAULTS,
  type UnsupervisedChoices,
  type UnsupervisedRecipe,
  unsupervisedRecipe,
} from './training/recipes/unsupervised.ts';
export {
  type CosineOptions,
  cosineSchedule,
  type PolynomialOptions,
  polynomialSchedule,
  type Schedule,
} from './training/schedules.ts';
export { RANK_LOSS_DEFAULTS, type RankLoss, rankLoss, type RankLossOptions } from './training/rank-loss.ts';
export type { EstimateGraph, JudgedEstimate, RankTerm } from './training/ranked-step.ts';
export { type RankedLearning, rankedTask } from './training/ranked-task.ts';
export type { RankLossForm } from './training/singular-value-weights.ts';
export { type SupervisedLearning, supervisedTask } from './training/supervised-task.ts';
export {
  type Figures,
  type Learner,
  type Learnt,
  TrainingError,
  type TrainingOptions,
  type TrainingProgress,
  type TrainingTask,
  train,
} from './training/trainer.ts';

// the unsupervised system of paper 1
export {
  openParser,
  ParserError,
  type ParserModel,
  type SceneParser,
} from './training/unsupervised/scene-parser.ts';
export {
  type LearningRates,
  type LossWeights,
  PAPER_RATES,
  PAPER_WEIGHTS,
  type UnsupervisedSettings,
} from './training/unsupervised/settings.ts';
export { type UnsupervisedLearning, unsupervisedTask } from './training/unsupervised/unsupervised-task.ts';

// evaluation: how near one cube is to another
export {
  type EvaluationOptions,
  type EvaluationProgress,
  type EvaluationScene,
  evaluate,
} from './evaluation/evaluate.ts';
export { EvaluationError } from './evaluation/evaluation-error.ts';
export type {
  Evaluation,
  MeanFigure,
  SceneFailure,
  SceneResult,
  WorstPixel,
  WorstScene,
} from './evaluation/evaluation-result.ts';
export { backProjectionError } from './evaluation/metrics/back-projection.ts';
export type { CubePair } from './evaluation/metrics/cube-pair.ts';
export {
  relativeErrorMap,
  spectralAngleMap,
  type WorstPixelsOptions,
  worstPixels,
} from './evaluation/metrics/error-maps.ts';
export { goodnessOfFit } from './evaluation/metrics/goodness-of-fit.ts';
export {
  type GroupedMrae,
  type GroupedMraeOptions,
  groupedMrae,
  type SpectralGroup,
} from './evaluation/metrics/grouped-mrae.ts';
export { type MraeOptions, mrae, type RelativeError, relativeError } from './evaluation/metrics/mrae.ts';
export {
  intersectMasks,
  invertMask,
  pixelsInside,
  type Rectangle,
  unsaturatedPixels,
} from './evaluation/metrics/pixel-masks.ts';
export {
  type BandPsnrOptions,
  bandPsnrs,
  type PsnrOptions,
  psnrPerBand,
  psnrPerCube,
} from './evaluation/metrics/psnr.ts';
export { rmse } from './evaluation/metrics/rmse.ts';
export type { SampleTreatment } from './evaluation/metrics/sample-treatment.ts';
export {
  type SpectralAngleOptions,
  spectralAngle,
  spectralAngles,
} from './evaluation/metrics/spectral-angle.ts';
export { type SrfAuc, srfAuc } from './evaluation/metrics/srf-auc.ts';
export { type CurveError, type SrfError, srfError } from './evaluation/metrics/srf-error.ts';
export {
  type SsimOptions,
  type SsimWindow,
  ssim,
  type StructuralSimilarity,
  structuralSimilarity,
} from './evaluation/metrics/ssim.ts';
export { LabelCounts } from './evaluation/metrics/intersection-over-union.ts';
export { protocolByName, protocolNames } from './evaluation/protocols/named-protocols.ts';
export type {
  ErrorMaps,
  MetricDescription,
  Protocol,
  SceneFigures,
  ScoreOptions,
} from './evaluation/protocols/protocol.ts';
export {
  type Estimator,
  modelEstimator,
  type NetworkInputOptions,
  networkEstimator,
  type PlanarRgb,
  simulatedPicture,
  storedPicture,
} from './evaluation/scene-inputs.ts';
export { type MaskOptions, maskSettings, sceneMask } from './evaluation/scene-mask.ts';
export type { Setting } from './evaluation/setting.ts';
export {
  REPRODUCTION_TABLES,
  type ReproductionRow,
  type ReproductionTable,
} from './evaluation/reproduction/tables.ts';
export { type RunLine, type RunRecord, runReport } from './evaluation/run-report.ts';
export { evaluationCsv } from './evaluation/tables/evaluation-csv.ts';
export {
  type EvaluationDocument,
  evaluationDocument,
  type JsonNumber,
} from './evaluation/tables/evaluation-json.ts';
export { evaluationMarkdown, figuresTable } from './evaluation/tables/evaluation-markdown.ts';

// tracking: objects followed through video by their spectra, and how well
export {
  BackgroundAwareFilter,
  FILTER_DEFAULTS,
  type FilterResponse,
  type FilterSettings,
  type FilterShape,
} from './tracking/correlation-filter/background-aware-filter.ts';
export { type HalfSpectra, PlaneTransform } from './tracking/correlation-filter/plane-transform.ts';
export { findPeak, type ResponsePeak } from './tracking/correlation-filter/sub-cell-peak.ts';
export type { FeatureExtractor, PlanarPatch } from './tracking/features/feature-extractor.ts';
export { gradientHistograms } from './tracking/features/gradient-histograms.ts';
export { materialFeatures } from './tracking/features/material-features.ts';
export { multidimensionalGradients } from './tracking/features/multidimensional-gradients.ts';
export {
  averageFigures,
  boxOverlap,
  centreDistance,
  type FrameScore,
  PRECISION_THRESHOLDS,
  SUCCESS_THRESHOLDS,
  scoreFrames,
  type TrackingFigures,
  trackingFigures,
} from './tracking/metrics/one-pass-evaluation.ts';
export { type NamedFigures, precisionSvg, successSvg } from './tracking/metrics/tracking-plots.ts';
export { tracksCsv, type TrackingRow, trackingTable } from './tracking/metrics/tracking-table.ts';
export {
  ObjectTracker,
  TRACKER_DEFAULTS,
  type TrackerSettings,
  type TrackerState,
} from './tracking/object-tracker.ts';
export { cubeFrame } from './tracking/sequences/cube-frame.ts';
export {
  type GeneratedObject,
  type GeneratedSequence,
  type GeneratedSequenceOptions,
  generateSequence,
} from './tracking/sequences/generated-sequence.ts';
export { type FrameReconstruction, reconstructedFrame } from './tracking/sequences/reconstructed-frame.ts';
export { rgbFrame } from './tracking/sequences/rgb-frame.ts';
export type { FrameWindow, TrackingFrame, TrackingSequence } from './tracking/sequences/sequence.ts';
export { TrackingError } from './tracking/tracking-error.ts';
export {
  materialTracking,
  rgbTracking,
  type StartedTracking,
  type TrackingMethod,
} from './tracking/tracking-method.ts';
export { chooseEndmembers, type Endmembers, vertexSpectra } from './tracking/unmixing/choose-endmembers.ts';
export {
  type CollaborativeSettings,
  collaborativeShares,
} from './tracking/unmixing/collaborative-sparse-unmixing.ts';
export { FullyConstrainedUnmixing } from './tracking/unmixing/fully-constrained-least-squares.ts';
export { type SignalSubspace, signalSubspace } from './tracking/unmixing/hysime.ts';
export { type SpectralSamples, samplePixels } from './tracking/unmixing/spectral-samples.ts';
export { vertexComponents } from './tracking/unmixing/vertex-component-analysis.ts';

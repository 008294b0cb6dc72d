/**
 * What a data set is to the rest of the house: where it comes from, on what terms, how its folder is laid out, which
 * samples a listing of names holds, and how one sample is read. One file a data set; `index.ts` lists them.
 *
 * Samples are found by names alone. What a file says about other files never becomes a path.
 */
import type { CubeSource, CubeWindow } from '../cube/cube-source.ts';
import type { ByteSource } from '../cube/files/byte-source.ts';
import type { InputFiles } from '../cube/files/input-files.ts';
import type { ReadLimits } from '../cube/files/read-limits.ts';
import type { StartHdf5 } from '../cube/formats/hdf5-parser.ts';
import type { CubeHeader } from '../cube/spectral-cube.ts';
import { SpectraliftError } from '../errors.ts';
import type { FileTree } from './file-tree.ts';
import type { LabelMap } from './label-map.ts';
import type { PictureSize } from './picture-size.ts';
import type { TrackBox } from './track-boxes.ts';

/** A data set that is not there, or a sample of it that is not what its layout says. */
export class DatasetError extends SpectraliftError {
  readonly _tag = 'DatasetError';
}

/** Names by which a person chooses a data set. */
export type DatasetName =
  | 'icvl'
  | 'ntire2020'
  | 'ntire2022'
  | 'cave'
  | 'harvard'
  | 'pascal-context'
  | 'cityscapes'
  | 'camvid'
  | 'hotc'
  | 'otb';

/** A share of a data set with a purpose. */
export type Split = 'train' | 'validation' | 'test';

/** What is known of a data set before a file is opened. */
export interface DatasetFacts {
  readonly name: DatasetName;
  /** For people: "CAVE multispectral images". */
  readonly title: string;
  /** What to cite. */
  readonly citation: string;
  /** On what terms it may be used, as its makers say. */
  readonly terms: string;
  readonly homePage: string;
  /** What stands in the folder, a line each: shown by help and by errors. */
  readonly layout: readonly string[];
  /** Where the facts here are from, and which could not be checked against the originals. */
  readonly sources: string;
  /** What was published: sizes of the whole or of its splits. */
  readonly published: readonly PublishedPart[];
  /** Splits that others use. The seeded split by groups is `splitByGroup`. */
  readonly splits: readonly PublishedSplit[];
  /** How {@link DatasetFacts.sceneGroup} tells which samples belong together, in words. */
  readonly groupRule: string;
  /** The run of near-identical samples that a sample belongs to; such a run must not be split. */
  sceneGroup(sampleName: string): string;
}

/** A part of a data set whose size is known. */
export interface PublishedPart {
  /** What is counted: "scenes", "training photos". */
  readonly title: string;
  readonly count: number;
  /** Samples of one split only, where that tells the part. */
  readonly split?: Split;
  /** Names of all samples of the part, where they are known. */
  readonly names?: readonly string[];
}

/** A way to split a data set that others use. */
export interface PublishedSplit {
  readonly name: string;
  /** What it is and who uses it. */
  readonly about: string;
  /** Why results on it look better than they are; absent where nothing of the kind is known. */
  readonly leaks?: string;
  /** The split of every sample that takes part, by name. */
  assign(samples: readonly DatasetSample[]): ReadonlyMap<string, Split>;
}

/** One scene, photo or sequence. Paths are below the folder of the data set, with slashes. */
export interface DatasetSample {
  /** Its name, unique within what was found. */
  readonly name: string;
  /** See {@link DatasetFacts.sceneGroup}. */
  readonly group: string;
  /** The split that its folder or number says it is of. */
  readonly split?: Split;
}

/** What a listing of names holds. */
export interface Found<Sample extends DatasetSample> {
  /** In natural order of their names. */
  readonly samples: readonly Sample[];
  /** What the layout wants and is not there, one sentence each. */
  readonly missing: readonly string[];
  /** What a person should know of how the listing was understood, one sentence each. */
  readonly notes: readonly string[];
}

/** What differs between Node and the browser, and how much a file may ask for. */
export interface DatasetContext {
  /** Starts the worker in which HDF5 is parsed. */
  readonly startHdf5: StartHdf5;
  /** Decodes a JPEG or PNG picture to its end. @throws DatasetError if it is none, damaged or too large. */
  readonly readPicture: (source: ByteSource) => Promise<Picture>;
  readonly limits?: Partial<ReadLimits>;
}

/** What a picture is once it was decoded: its size as stored, without a turn that its EXIF data ask for. */
export interface Picture extends PictureSize {
  /** False for grey pictures and those of print. */
  readonly isRgb: boolean;
}

/** A scene whose spectra are known. */
export interface CubeSample extends DatasetSample {
  /** The file, or the folder of band pictures, that is the cube. */
  readonly cube: string;
  /** Whether `cube` is a folder. */
  readonly isFolder: boolean;
  /** Pictures of the same scene that come with the set, by what they are: "clean RGB". */
  readonly companions: readonly Companion[];
}

/** A picture that belongs to a scene. */
export interface Companion {
  readonly title: string;
  readonly path: string;
}

/** What every cube of a set should look like. */
export interface CubeExpectations {
  /** As published; the two may be swapped in files of other orientation where `turned` says so. */
  readonly width: number;
  readonly height: number;
  readonly turned: boolean;
  /** Band centres, nm. */
  readonly wavelengths: readonly number[];
  /** Range of sound samples, after scaling; no upper end where none is known. */
  readonly minimum: number;
  readonly maximum: number | undefined;
  /** Level at and above which a sample of a band counts as saturated; absent where none is known. */
  readonly saturation?: (wavelength: number) => number;
}

/** Scenes whose spectra are known. */
export interface CubeDataset extends DatasetFacts {
  readonly kind: 'cubes';
  readonly expected: CubeExpectations;
  find(tree: FileTree): Promise<Found<CubeSample>>;
  /**
   * Opens the cube of a sample: wavelengths, quantity and scale are those of the set. Close it when done.
   *
   * @throws CubeError if the content is wrong. @throws FileError if a file is missing or not readable.
   */
  open(sample: CubeSample, files: InputFiles, context: DatasetContext): Promise<CubeSource>;
  /**
   * The wavelengths that the file of a sample tells, nm; undefined where it tells none. `open` does not heed them.
   *
   * @throws FileError if the file is missing or not readable.
   */
  tellWavelengths?(
    sample: CubeSample,
    files: InputFiles,
    context: DatasetContext,
  ): Promise<readonly number[] | undefined>;
  /** The part of a cube that can be trusted; absent where that is all of it. */
  soundWindow?(header: CubeHeader): CubeWindow;
  /** Reads which pixels count: 1 where they do, `height * width`; absent where the set has no masks. */
  readMask?(sample: CubeSample, files: InputFiles, context: DatasetContext): Promise<PixelMask>;
}

/** Which pixels count. */
export interface PixelMask {
  readonly width: number;
  readonly height: number;
  /** 1 where a pixel counts, else 0. */
  readonly mask: Uint8Array;
}

/** A photo with a class a pixel. */
export interface LabelledPhoto extends DatasetSample {
  readonly photo: string;
  /** The label map; undefined where the set keeps it secret or it is missing. */
  readonly labels: string | undefined;
  /** How the label map stores classes; the data set knows its codings. */
  readonly coding: string;
}

/** Photos with a class a pixel. */
export interface LabelledPhotoDataset extends DatasetFacts {
  readonly kind: 'labelled-photos';
  /** Names of the classes, in the order of their numbers from 0. */
  readonly classes: readonly string[];
  /** The number by which the set itself marks pixels that do not count. */
  readonly publishedIgnore: number;
  /** Size of every photo where they are all alike. */
  readonly expectedSize?: { readonly width: number; readonly height: number };
  find(tree: FileTree): Promise<Found<LabelledPhoto>>;
  /**
   * Reads the classes of a photo, brought to the numbers of {@link LabelledPhotoDataset.classes}.
   *
   * @throws DatasetError if the sample has no labels, or its file is not what the layout says.
   */
  readLabels(sample: LabelledPhoto, tree: FileTree, context: DatasetContext): Promise<LabelMap>;
}

/** The frames of one camera or rendering, in order. */
export interface FrameStream {
  readonly title: 'RGB' | 'false colour' | 'mosaic';
  readonly frames: readonly string[];
  /** Where the boxes of these frames stand; undefined if they are missing. */
  readonly boxes: string | undefined;
}

/** A video with one object in a box. */
export interface SequenceSample extends DatasetSample {
  /** The one that the set is about comes first. */
  readonly streams: readonly FrameStream[];
}

/** Videos with one object in a box. */
export interface SequenceDataset extends DatasetFacts {
  readonly kind: 'sequences';
  find(tree: FileTree): Promise<Found<SequenceSample>>;
  /** Reads the boxes of a stream, one a frame. @throws DatasetError if it has none or a line is no box. */
  readBoxes(stream: FrameStream, files: InputFiles): Promise<TrackBox[]>;
  /** How mosaic frames are read; absent where the set has only photos. */
  readonly mosaic?: MosaicReader;
}

/** Frames of a snapshot camera with a small pattern of filters. */
export interface MosaicReader {
  /** Filters along each side of the square pattern. Boxes count pixels of a band. */
  readonly pattern: number;
  /**
   * Opens a frame as a cube of the pattern's resolution.
   *
   * @throws DatasetError if the sides of the frame are not whole patterns. @throws CubeError if the file is damaged.
   */
  open(path: string, files: InputFiles, context: DatasetContext): Promise<CubeSource>;
}

/** A data set. */
export type Dataset = CubeDataset | LabelledPhotoDataset | SequenceDataset;

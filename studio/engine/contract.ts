/**
 * What the page asks of the engine, and what it gets: photos and cubes in, spectra out. The engine lives in a worker and calls
 * the library; the page keeps the samples of the cube beside it (shared where the page is isolated, else a copy) and draws them.
 */
import type { ChosenResponse } from '../../src/reconstruction/report.ts';
import type { CubeFormatName, CubeMetadata, SampleType } from './library.ts';

/** A cube as the page holds it: planar float32 [bands, height, width]. */
export interface HeldCube {
  readonly bands: number;
  readonly height: number;
  readonly width: number;
  readonly wavelengths: readonly number[];
  readonly metadata: CubeMetadata;
  /** On shared memory where the page is isolated. Rows that have not arrived are 0. */
  readonly data: Float32Array;
}

/** A size at which a photo can be worked on. */
export interface WorkingSize {
  readonly width: number;
  readonly height: number;
  /** 1, or how many pixels of the photo are averaged (in linear light) along each side. */
  readonly reduction: number;
  /** Bytes of the cube. */
  readonly cubeBytes: number;
  /** Expected seconds on this device, from a measured tile; undefined until one was measured. */
  readonly seconds?: number;
}

/** What is known of a photo once it is decoded. */
export interface OpenedPhoto {
  readonly kind: 'photo';
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  readonly encoding: 'srgb' | 'linear';
  readonly exif: { readonly make?: string; readonly model?: string; readonly software?: string };
  readonly notes: readonly string[];
  /** From the recommended one (at most about a megapixel) to the largest whose cube a page can hold; the whole photo is saved by `exportCube`. */
  readonly sizes: readonly [WorkingSize, ...WorkingSize[]];
  /** The photo at the recommended size as sRGB bytes, interleaved RGBA, for showing it at once. */
  readonly preview: ImageData;
}

/** The sample: a photo, and what its reconstruction with the standard choices gave. */
export interface OpenedSample {
  readonly photo: OpenedPhoto;
  readonly estimate: Reconstruction;
}

/** A cube that was read from files. */
export interface OpenedCube {
  readonly kind: 'cube';
  readonly name: string;
  readonly cube: HeldCube;
  readonly notes: readonly string[];
}

/** A camera response as the page draws it. */
export interface ResponseFacts extends Pick<ChosenResponse, 'reason' | 'notes' | 'likeness'> {
  readonly name: string;
  readonly quantity: CubeMetadata['quantity'];
  readonly assumption: string;
  readonly wavelengths: readonly number[];
  /** 3 x bands, row-major: red, green, blue. */
  readonly matrix: Float64Array;
}

/** How a photo is reconstructed. */
export interface ReconstructionRequest {
  readonly size: WorkingSize;
  /** `auto`, `srgb`, `estimate`, a catalogue name, or `file` with the text of a response file. As `--camera`. */
  readonly camera: string;
  readonly responseFile?: { readonly name: string; readonly text: string };
  /** As `--light`. */
  readonly light?: string;
  /** As `--linear`. */
  readonly linear: boolean;
  /** Shipped model by name. */
  readonly model: string;
}

export interface EngineProgress {
  readonly donePixels: number;
  readonly totalPixels: number;
  readonly pixelsPerSecond: number;
  /** Seconds. */
  readonly remaining: number;
}

/** What a reconstruction gives while it runs and at its end. */
export interface ReconstructionCallbacks {
  readonly signal?: AbortSignal;
  /** The cube is allocated (all zeros), the response is known: drawing can begin. */
  onStart?(cube: HeldCube, response: ResponseFacts, rgb: Float32Array): void;
  /** Rows y .. y + rows - 1 of the cube have arrived. */
  onRows?(y: number, rows: number): void;
  onProgress?(progress: EngineProgress): void;
}

export interface Reconstruction {
  readonly cube: HeldCube;
  readonly response: ResponseFacts;
  /** The photo at this size in linear light, planar [3, height, width]. */
  readonly rgb: Float32Array;
  /** Re-projection error over unclipped pixels, RMS, and the share of clipped pixels. */
  readonly reprojection: { readonly unclippedPixelRms: number; readonly clippedShare: number };
  readonly seconds: number;
  /** Such as "onnxruntime-web 1.30.0, wasm, 2 threads". */
  readonly runtime: string;
}

/** Where cubes come from when they are exported: the working cube, or the whole photo reconstructed piece by piece. */
export interface ExportRequest {
  readonly format: CubeFormatName;
  readonly dataType: SampleType;
  /** Name without ending. */
  readonly name: string;
  /** `held`: the cube on the page. `whole-photo`: reconstructed at full size straight into files, in bounded memory. */
  readonly what: 'held' | 'whole-photo';
}

/** The engine as the page sees it. Every call rejects with an `EngineError` that carries a message and a hint to show. */
export interface Engine {
  /** Loads what computes, unless it is loaded, and says what it is: for the footer. */
  runtime(): Promise<string>;
  readonly models: readonly { readonly name: string; readonly title: string }[];
  /** Opens a photo, or the files of one cube (ENVI pair, .mat, .npy, .npz, TIFF cube); the last photo or cube is let go. */
  open(files: readonly File[]): Promise<OpenedPhoto | OpenedCube>;
  /** The sample of our own, with spectra that were estimated when the site was built. */
  openSample(): Promise<OpenedSample>;
  /** The true spectra of the sample; they take seconds. */
  sampleTruth(): Promise<HeldCube>;
  /** Reads a cube beside what is open, to compare with. */
  readCube(files: readonly File[]): Promise<OpenedCube>;
  /** The response that a request would be read with, without reconstructing. */
  chooseResponse(request: Omit<ReconstructionRequest, 'size' | 'model'>): Promise<ResponseFacts>;
  reconstruct(request: ReconstructionRequest, callbacks?: ReconstructionCallbacks): Promise<Reconstruction>;
  /** Files of the cube, ready to be saved. */
  exportCube(
    request: ExportRequest,
    callbacks?: Pick<ReconstructionCallbacks, 'signal' | 'onProgress'>,
  ): Promise<readonly { readonly name: string; readonly blob: Blob }[]>;
}

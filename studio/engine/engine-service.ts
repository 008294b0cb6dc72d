/** The engine itself, in its worker: what is open, and the library's calls on it. It knows nothing of messages. */
import type {
  ExportRequest,
  HeldCube,
  OpenedCube,
  OpenedPhoto,
  OpenedSample,
  Reconstruction,
  ReconstructionRequest,
  ResponseFacts,
} from './contract.ts';
import { DecodedPhotos } from './decoded-photos.ts';
import { exportHeld, exportWhole } from './export.ts';
import { holdSource, holdZeros, MOST_CUBE_BYTES, putRows, SHARED, sharedFloats } from './held-cube.ts';
import {
  type ChosenResponse,
  CubeError,
  type CubeMetadata,
  chooseResponse,
  DEFAULT_MODEL,
  type LinearPicture,
  type Photo,
  PhotoError,
  parseCameraChoice,
  type ReconstructionModel,
  type Runtime,
  reconstruct,
  responseChooser,
  VISIBLE_31,
} from './library.ts';
import type { CallNews } from './messages.ts';
import { kindOfFiles, openCubeFiles } from './open-files.ts';
import { previewOf } from './preview.ts';
import { agreeAgain, fetchSample } from './sample.ts';
import { STUDIO_MODELS } from './studio-models.ts';
import { Weights } from './weights.ts';
import { ReducedPicture, workingSizes } from './working-sizes.ts';

/** What a call is given beside its argument. */
export interface CallContext {
  readonly signal: AbortSignal;
  tell(news: CallNews): void;
}

type ResponseRequest = Omit<ReconstructionRequest, 'size' | 'model'>;

/** The open photo, and how it was reconstructed last. */
interface OpenPhoto {
  readonly name: string;
  readonly decoded: DecodedPhotos;
  /** The photo at the size that was worked on last. */
  readonly reduced: ReducedPicture;
  request?: ReconstructionRequest;
}

/** The calls of the page, one after another or side by side; the last photo or cube is let go when the next is open. */
export class EngineService {
  readonly #runtime: () => Promise<Runtime>;
  readonly #weights: Weights;
  readonly #site: string;
  #photo: OpenPhoto | undefined;
  #cube: HeldCube | undefined;
  /** How many times something was to be opened. */
  #turns = 0;
  /** As measured last, by model. */
  readonly #pixelsPerSecond = new Map<string, number>();

  /** @param site address of the page, below which models and sample lie. */
  constructor(site: string, runtime: () => Promise<Runtime>) {
    this.#site = site;
    this.#runtime = once(runtime);
    this.#weights = new Weights(site);
  }

  async runtime(): Promise<string> {
    const [runtime] = await Promise.all([this.#runtime(), this.#weights.model(STUDIO_MODELS[0].name)]);
    return runtime.name;
  }

  async open(files: readonly File[], { signal }: CallContext): Promise<OpenedPhoto | OpenedCube> {
    const turn = ++this.#turns;
    const kind = kindOfFiles(files);
    if (kind === 'photo') return this.#openPhoto(files[0], files[0].name, turn);
    try {
      const opened = await this.readCube(files, { signal });
      this.#checkTurn(turn);
      this.#cube = opened.cube;
      this.#photo = undefined;
      return opened;
    } catch (error) {
      // The reader of TIFF cubes tells a photo when it sees one.
      const isPhoto = error instanceof CubeError && /photo/.test(`${error.message} ${error.hint}`);
      if (kind !== 'tiff' || !isPhoto) throw error;
      return this.#openPhoto(files[0], files[0].name, turn);
    }
  }

  async openSample(): Promise<OpenedSample> {
    const turn = ++this.#turns;
    const { photo: file, estimate: kept, facts } = await fetchSample(this.#site);
    const photo = await this.#openPhoto(file, 'sample.png', turn);
    const open = this.#openedPhoto();
    const decoded = await open.decoded.read(false);
    this.#checkTurn(turn);
    const [size] = photo.sizes;
    const rgb = linearSamples(open.reduced.of(decoded, size));
    const answer = chooseResponse({
      choice: { kind: 'auto' },
      encoding: decoded.encoding,
      exif: decoded.exif,
    });
    if (answer.kind !== 'known') throw new PhotoError('expected a sample that is a developed photo');
    const reprojection = agreeAgain(kept, rgb, answer.response);
    const metadata = metadataOf(open.name, answer, DEFAULT_MODEL, reprojection.unclippedPixelRms);
    const cube = { ...kept, metadata };
    this.#cube = cube;
    open.request = { size, camera: 'auto', linear: false, model: DEFAULT_MODEL };
    const { seconds, runtime } = facts;
    const made = { seconds, runtime: `${runtime}, when this site was built` };
    return { photo, estimate: { cube, response: responseFacts(answer), rgb, reprojection, ...made } };
  }

  async readCube(files: readonly File[], { signal }: Pick<CallContext, 'signal'>): Promise<OpenedCube> {
    const { source, name } = await openCubeFiles(files);
    try {
      return { kind: 'cube', name, ...(await holdSource(source, name, signal)) };
    } finally {
      await source.close();
    }
  }

  async chooseResponse(request: ResponseRequest): Promise<ResponseFacts> {
    const model = await this.#weights.model(STUDIO_MODELS[0].name);
    const photo = await this.#openedPhoto().decoded.read(request.linear);
    return responseFacts(await this.#respond(request, photo, model));
  }

  async reconstruct(
    request: ReconstructionRequest,
    { signal, tell }: CallContext,
  ): Promise<Omit<Reconstruction, 'cube' | 'rgb' | 'response'>> {
    const open = this.#openedPhoto();
    const [runtime, model] = await Promise.all([this.#runtime(), this.#weights.model(request.model)]);
    const photo = await open.decoded.read(request.linear);
    const chosen = await this.#respond(request, photo, model);
    const { response } = chosen;
    signal.throwIfAborted();
    const picture = open.reduced.of(photo, request.size);
    const { width, height } = picture;
    const rgb = linearSamples(picture);
    const metadata = metadataOf(open.name, chosen, model.name);
    const cube = holdZeros({
      bands: model.network.bands,
      height,
      width,
      wavelengths: model.wavelengths,
      metadata,
    });
    this.#cube = undefined; // a half-filled cube is none
    tell({
      kind: 'start',
      cube: SHARED ? cube : { ...cube, data: new Float32Array(0) },
      response: responseFacts(chosen),
      rgb,
    });
    const summary = await reconstruct(
      picture,
      {
        runtime,
        model,
        response,
        signal,
        onProgress: (progress) => tell({ kind: 'progress', progress }),
      },
      ({ y, rows, cube: samples }) => {
        putRows(cube, y, rows, samples);
        tell({ kind: 'rows', y, rows, ...(SHARED ? {} : { samples: samples.slice() }) });
      },
    );
    this.#pixelsPerSecond.set(model.name, (width * height) / summary.seconds);
    const { unclippedPixelRms, clippedShare } = summary.reprojection;
    if (this.#photo === open) {
      this.#cube = { ...cube, metadata: { ...metadata, reprojectionError: unclippedPixelRms } };
      open.request = request;
    }
    return {
      reprojection: { unclippedPixelRms, clippedShare },
      seconds: summary.seconds,
      runtime: runtime.name,
    };
  }

  async exportCube(
    request: ExportRequest,
    { signal, tell }: CallContext,
  ): Promise<readonly { readonly name: string; readonly blob: Blob }[]> {
    const onProgress = (progress: Extract<CallNews, { kind: 'progress' }>['progress']): void =>
      tell({ kind: 'progress', progress });
    if (request.what === 'held') {
      if (this.#cube === undefined) {
        throw new CubeError('expected a cube to save, found none yet', {
          hint: 'reconstruct the photo first',
        });
      }
      return exportHeld(this.#cube, request, { signal, onProgress });
    }
    const open = this.#openedPhoto();
    const settings = open.request;
    if (settings === undefined) {
      throw new CubeError('expected settings that the photo was reconstructed with, found none yet', {
        hint: 'reconstruct it at a smaller size first',
      });
    }
    const [runtime, model] = await Promise.all([this.#runtime(), this.#weights.model(settings.model)]);
    const photo = await open.decoded.read(settings.linear);
    const chosen = await this.#respond(settings, photo, model);
    const metadata = metadataOf(open.name, chosen, model.name);
    return exportWhole(photo, request, {
      ...{ runtime, model, response: chosen.response, metadata, signal, onProgress },
    });
  }

  async #openPhoto(file: Blob, name: string, turn: number): Promise<OpenedPhoto> {
    const decoded = new DecodedPhotos(file, name);
    const photo = await decoded.read(false);
    this.#checkTurn(turn);
    const { width, height, bitDepth, encoding, exif, notes } = photo;
    const rate = this.#pixelsPerSecond.get(STUDIO_MODELS[0].name);
    const sizes = workingSizes({
      ...{ width, height, bands: VISIBLE_31.length, mostBytes: MOST_CUBE_BYTES },
      ...(rate === undefined ? {} : { pixelsPerSecond: rate }),
    });
    const reduced = new ReducedPicture();
    const preview = previewOf(reduced.of(photo, sizes[0]));
    this.#photo = { name, decoded, reduced };
    this.#cube = undefined;
    return { kind: 'photo', name, width, height, bitDepth, encoding, exif, notes, sizes, preview };
  }

  /** What is opened last stays open, however long what was asked for before takes. */
  #checkTurn(turn: number): void {
    if (turn !== this.#turns) throw new DOMException('another file was opened since', 'AbortError');
  }

  #openedPhoto(): OpenPhoto {
    if (this.#photo === undefined) throw new PhotoError('expected an open photo, found none');
    return this.#photo;
  }

  async #respond(
    request: ResponseRequest,
    photo: Photo,
    model: ReconstructionModel,
  ): Promise<ChosenResponse> {
    const { camera, responseFile, light, linear } = request;
    const named = camera === 'file' && responseFile !== undefined ? responseFile.name : camera;
    const choose = responseChooser({
      ...{ runtime: await this.#runtime(), model, linear, choice: parseCameraChoice(named) },
      ...(light === undefined ? {} : { light }),
      ...(responseFile === undefined ? {} : { fileText: responseFile.text }),
      loadEstimator: () => this.#weights.estimator(model.name),
    });
    return choose(photo);
  }
}

function metadataOf(
  source: string,
  { response }: Pick<ChosenResponse, 'response'>,
  model: string,
  reprojectionError?: number,
): CubeMetadata {
  const { quantity, assumption, name } = response;
  return {
    quantity,
    assumption,
    response: name,
    model,
    source,
    description: 'Spectra estimated from an RGB photo by spectralift; not a measurement.',
    ...(reprojectionError === undefined ? {} : { reprojectionError }),
  };
}

/** All samples of a picture, planar [3, height, width]. */
function linearSamples(picture: LinearPicture): Float32Array {
  const { width, height } = picture;
  const rgb = sharedFloats(3 * width * height);
  picture.readWindow({ x: 0, y: 0, width, height }, rgb);
  return rgb;
}

function responseFacts({ response, reason, notes, likeness }: ChosenResponse): ResponseFacts {
  const { name, quantity, assumption, wavelengths, matrix } = response;
  return {
    ...{ name, quantity, assumption, reason, notes, matrix },
    wavelengths: [...wavelengths],
    ...(likeness === undefined ? {} : { likeness }),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}

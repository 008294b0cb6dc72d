/**
 * From a decoded photo to its files: reconstruct in tiles within a memory limit, and write the cube, a picture of it
 * and a report. Outputs get their names only at the end, each whole: the cube's two files together, then the
 * picture, then the report; what fails before that leaves nothing behind.
 */
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { createCubeSink } from '../../cube/node/open-cube.ts';
import type { CubeSink } from '../../cube/cube-source.ts';
import type { CubeMetadata } from '../../cube/spectral-cube.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { isLaneRuntime } from '../lanes.ts';
import { expectedPeak, type MemoryPlan, planWithin } from '../memory-plan.ts';
import type { ReconstructionModel } from '../model.ts';
import type { Photo } from '../photo.ts';
import { type ReconstructionProgress, reconstruct } from '../reconstruct.ts';
import type { ChosenResponse, ReconstructionReport } from '../report.ts';
import type { Consistency } from '../tile-finisher.ts';
import { defaultWay, type Way } from '../way.ts';
import { makeRoom, allOutputs, type OutputPaths } from './output-paths.ts';
import { writePicture } from './write-picture.ts';

/** How photos are reconstructed and written, whatever they come from. */
export interface ReconstructDecodedOptions {
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  readonly dataType?: 'float32' | 'uint16';
  readonly consistency?: Consistency;
  /** How the network is taken through the photo, if memory allows; what pays on most machines by default. */
  readonly way?: Way;
  /** Bytes that the process may use at its peak. */
  readonly maxMemory: number;
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
}

/** What is known of a photo before it is decoded. */
export interface PhotoSize {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
}

/** How a photo of a size is taken through the network. */
export interface PhotoPlan extends MemoryPlan {
  /** Bytes that the process is expected to need for it at its peak. */
  readonly peak: number;
  /** Those of them that stay taken for the next photo of the kind. */
  readonly sessions: number;
}

/** The plan for a photo. @throws MemoryError if the limit is too low for it. */
export function planPhoto(
  { width, height, bitDepth }: PhotoSize,
  { runtime, model, way, maxMemory }: ReconstructDecodedOptions,
): PhotoPlan {
  const question = { width, height, bitDepth, network: model.network };
  const wanted = {
    way: way ?? defaultWay(runtime.device),
    lanes: isLaneRuntime(runtime) ? runtime.lanes : 1,
  };
  const plan = planWithin(question, wanted, maxMemory);
  const peak = expectedPeak(question, plan);
  const least = expectedPeak({ ...question, width: 2, height: 2 }, plan);
  const samples = 3 * width * height;
  return { ...plan, peak, sessions: Math.max(0, peak - least - samples * (bitDepth / 4 + 1)) };
}

/** A decoded photo and all that was decided about it. */
export interface DecodedPhoto {
  readonly photo: Photo;
  /** As reports name it: the name of its file, or a video's with the number of the frame. */
  readonly file: string;
  /** The file that it comes from. */
  readonly path: string;
  readonly outputs: OutputPaths;
  readonly chosen: ChosenResponse;
  readonly plan: MemoryPlan;
  /** Seconds spent on it before. */
  readonly secondsBefore: number;
}

/** A cube whose samples are all computed, but whose files have no names yet. */
export interface ComputedPhoto {
  /** Gives the outputs their names; the report comes last. @throws FileError if the disk refuses. */
  finish(): Promise<ReconstructionReport>;
  /** Removes what was written instead. */
  discard(): Promise<void>;
}

/**
 * Takes a photo through the network, its spectra into files that have no names yet.
 *
 * @throws FileError if an output exists and may not be replaced or cannot be written. @throws the signal's reason if
 * it aborts, within a tile; once this has returned the signal does not matter.
 */
export async function reconstructDecoded(
  decoded: DecodedPhoto,
  options: ReconstructDecodedOptions & { onProgress?(progress: ReconstructionProgress): void },
): Promise<ComputedPhoto> {
  const { photo, file, outputs, chosen, plan, secondsBefore } = decoded;
  const { runtime, model, consistency = 'non-negative', overwrite = false } = options;
  const { response } = chosen;
  const { width, height } = photo;
  const started = performance.now();
  const metadata: CubeMetadata = {
    quantity: response.quantity,
    assumption: response.assumption,
    response: response.name,
    model: model.name,
    source: file,
    description: 'Spectra estimated from an RGB photo by spectralift; not a measurement.',
  };
  await makeRoom(outputs, decoded.path, { overwrite });
  const sink = await createCubeSink(
    outputs.cube[0],
    { bands: model.network.bands, height, width, wavelengths: model.wavelengths, metadata },
    { format: outputs.format, dataType: options.dataType ?? 'float32', overwrite },
  );
  try {
    const picture = new Uint8Array(3 * width * height);
    const summary = await reconstruct(
      photo,
      { ...options, response, way: plan.way, lanes: plan.lanes, consistency, picture: true },
      async ({ y, rows, cube, picture: colours }) => {
        picture.set(colours, 3 * y * width);
        await sink.writeRows(y, rows, cube);
      },
    );
    const { bitDepth, encoding, exif, notes } = photo;
    return unfinished({
      sink,
      picture,
      outputs,
      overwrite,
      seconds: secondsBefore + secondsSince(started),
      report: {
        photo: { file, width, height, bitDepth, encoding, ...exif },
        response: {
          name: response.name,
          reason: chosen.reason,
          quantity: response.quantity,
          assumption: response.assumption,
          ...(chosen.likeness === undefined ? {} : { likeness: chosen.likeness }),
        },
        model: model.name,
        consistency,
        reprojection: summary.reprojection,
        notes: [...notes, ...chosen.notes],
        outputs: allOutputs(outputs),
        runtime: `${runtime.name}, ${runtime.device}`,
        way: summary.way,
        lanes: summary.lanes,
        megapixels: (width * height) / 1e6,
        inferenceSeconds: summary.seconds,
      },
    });
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** What is left of a photo once its spectra are computed: nothing here refers to its samples. */
interface Unfinished {
  readonly sink: CubeSink;
  /** Interleaved sRGB, as large as the photo. */
  readonly picture: Uint8Array;
  readonly outputs: OutputPaths;
  readonly overwrite: boolean;
  readonly seconds: number;
  readonly report: Omit<ReconstructionReport, 'seconds'>;
}

function unfinished({ sink, picture, outputs, overwrite, seconds, report }: Unfinished): ComputedPhoto {
  return {
    finish: async () => {
      const started = performance.now();
      const { width, height } = report.photo;
      try {
        await sink.finish({ reprojectionError: report.reprojection.unclippedPixelRms });
        const whole: ReconstructionReport = {
          ...report,
          notes: [...report.notes, ...sink.notes], // complete only now
          seconds: seconds + secondsSince(started),
        };
        await writePicture(outputs.picture, { width, height, data: picture }, { overwrite });
        await writeFileAtomically(outputs.report, `${JSON.stringify(whole, undefined, 2)}\n`, { overwrite });
        return whole;
      } catch (error) {
        await sink.abort();
        throw error;
      }
    },
    discard: () => sink.abort(),
  };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

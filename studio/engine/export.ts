/** Cubes as files to be saved: the cube in hand, or the whole photo, reconstructed strip by strip into the files. */
import type { EngineProgress, ExportRequest, HeldCube } from './contract.ts';
import {
  type CameraResponse,
  type CubeMetadata,
  type CubeSink,
  createCube,
  createCubeIn,
  memoryOutput,
  memorySource,
  type Photo,
  type ReconstructionModel,
  type Runtime,
  reconstruct,
  rowBlocks,
} from './library.ts';

export interface SavedFile {
  readonly name: string;
  readonly blob: Blob;
}

export interface ExportContext {
  readonly signal: AbortSignal;
  onProgress(progress: EngineProgress): void;
}

/** Writes the cube in hand. @throws CubeError if the format cannot hold it so. */
export async function exportHeld(
  cube: HeldCube,
  request: ExportRequest,
  { signal, onProgress }: ExportContext,
): Promise<SavedFile[]> {
  const start = performance.now();
  const totalPixels = cube.width * cube.height;
  return saved(request, cube, async (sink) => {
    for await (const { y, rows, data } of rowBlocks(memorySource(createCube(cube, cube.data)), { signal })) {
      await sink.writeRows(y, rows, data);
      const donePixels = (y + rows) * cube.width;
      const pixelsPerSecond = donePixels / ((performance.now() - start) / 1000);
      onProgress({
        donePixels,
        totalPixels,
        pixelsPerSecond,
        remaining: (totalPixels - donePixels) / pixelsPerSecond,
      });
    }
    return {};
  });
}

/** Reconstructs a photo at its full size into files; what is in memory does not grow with its height. */
export async function exportWhole(
  photo: Photo,
  request: ExportRequest,
  context: ExportContext & {
    readonly runtime: Runtime;
    readonly model: ReconstructionModel;
    readonly response: CameraResponse;
    readonly metadata: CubeMetadata;
  },
): Promise<SavedFile[]> {
  const { width, height } = photo;
  const { model, metadata } = context;
  const header = { bands: model.network.bands, height, width, wavelengths: model.wavelengths, metadata };
  return saved(request, header, async (sink) => {
    const { reprojection } = await reconstruct(photo, context, ({ y, rows, cube }) =>
      sink.writeRows(y, rows, cube),
    );
    return { reprojectionError: reprojection.unclippedPixelRms };
  });
}

async function saved(
  { name, format, dataType }: ExportRequest,
  header: Parameters<typeof createCubeIn>[2],
  write: (sink: CubeSink) => Promise<Partial<CubeMetadata>>,
): Promise<SavedFile[]> {
  const outputs = memoryOutput();
  const sink = await createCubeIn(outputs, name, header, { format, dataType });
  try {
    await sink.finish(await write(sink));
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return [...outputs.files].map(([path, blob]) => ({ name: path, blob }));
}

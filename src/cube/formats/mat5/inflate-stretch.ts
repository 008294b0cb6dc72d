/** Packed bytes of a file as they come out, piece by piece; who asks for no more stops the unpacking. */
import type { ByteSource } from '../../files/byte-source.ts';
import { CubeError } from '../../spectral-cube.ts';

/** Packed bytes that are unpacked in one go: at most 34 MB come of them, whatever they are. */
const PIECE_BYTES = 32_768;

/**
 * Unpacks a stretch of a file (zlib).
 *
 * @throws CubeError if the bytes are no packed data, are cut short, or their check sum is wrong.
 * @throws FileError if the disk refuses.
 */
export async function* inflateStretch(
  file: Pick<ByteSource, 'name' | 'read'>,
  stretch: { readonly position: number; readonly length: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { position, length } = stretch;
  let failure: { readonly error: unknown } | undefined;
  let done = 0;
  const packed = new ReadableStream<BufferSource>({
    async pull(controller) {
      const bytes = Math.min(PIECE_BYTES, length - done);
      if (bytes === 0) return controller.close();
      try {
        controller.enqueue(new Uint8Array(await file.read(position + done, bytes)));
        done += bytes;
      } catch (error) {
        failure = { error };
        controller.error(error);
      }
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) return;
      yield value;
    }
  } catch (cause) {
    if (failure !== undefined) throw failure.error;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new CubeError(
      `expected packed data in ${file.name}, found bytes that cannot be unpacked: ${reason}`,
      { cause, hint: 'the file is damaged: copy or save it again' },
    );
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

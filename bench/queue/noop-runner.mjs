/** A runner that does nothing, or keeps the processor busy for as long as the environment says: what is left is the queue. */
const BUSY = Number(process.env.SPECTRALIFT_BENCH_BUSY ?? 0);

export async function openRunner() {
  return {
    run: async (unit) => {
      for (const end = performance.now() + BUSY; performance.now() < end; );
      return [{ kind: 'done', file: unit.source, outputs: [unit.source], megapixels: 0, seconds: 0 }];
    },
    close: async () => undefined,
  };
}

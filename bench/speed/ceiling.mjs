/**
 * What the machine can do at best: plain 3 x 3 convolutions from 64 to 64 channels through ONNX Runtime, one alone and
 * several in a row (which leaves out the change of layout at both ends), at several sizes. The best median counts.
 */
import { constant, convolution, emitOnnx, input } from '../../dist/graph/index.js';
import { Random } from '../../dist/random.js';
import { alternate } from './alternate.mjs';
import { recordRow } from './rows.mjs';

const CHANNELS = 64;
const SIZES = [32, 64, 128, 256];
const LENGTHS = [1, 8];
/** About as much work in one measurement, whatever the size. */
const FLOPS_A_RUN = 20e9;
const WARM_UP_RUNS = 2;

export async function measureCeiling({ runtime, threads, rounds, say }) {
  const rows = [];
  for (const length of LENGTHS) {
    for (const size of SIZES) {
      say(`ceiling ${size}x${size}, ${length} in a row`);
      const flops = 2 * 9 * CHANNELS * CHANNELS * size * size * length;
      const session = await openChain(runtime, size, length);
      const record = { name: `${length} in a row`, run: () => session.time(Math.ceil(FLOPS_A_RUN / flops)) };
      const [result] = await alternate([record], { rounds, say });
      const work = `3x3 convolution ${CHANNELS} to ${CHANNELS}`;
      const what = { section: 'ceiling', work, size: `${size}x${size}`, pixels: size * size, threads, flops };
      rows.push(recordRow(result, what));
      await session.release();
    }
  }
  return rows;
}

/** The most GFLOP/s of any row; undefined without rows. */
export function bestCeiling(rows) {
  const found = rows.filter(({ section }) => section === 'ceiling').map(({ gflops }) => gflops ?? 0);
  return found.length === 0 ? undefined : Math.max(...found);
}

async function openChain(runtime, size, length) {
  const random = new Random(1);
  const picture = input('x', [1, CHANNELS, size, size]);
  let y = picture;
  for (let step = 0; step < length; step++) {
    const kernel = Float64Array.from({ length: 9 * CHANNELS * CHANNELS }, () => random.uniform(-0.07, 0.07));
    y = convolution(y, constant(kernel, [CHANNELS, CHANNELS, 3, 3]));
  }
  const session = await runtime.createSession(emitOnnx({ y }));
  const x = Float32Array.from({ length: CHANNELS * size * size }, () => random.uniform());
  const feeds = { x: { data: x, shape: [1, CHANNELS, size, size] } };
  return {
    /** Mean time of some runs after one another. */
    time: async (runs) => {
      for (let run = 0; run < WARM_UP_RUNS; run++) await session.run(feeds);
      const start = performance.now();
      for (let run = 0; run < runs; run++) await session.run(feeds);
      return { ms: (performance.now() - start) / runs };
    },
    release: () => session.release(),
  };
}

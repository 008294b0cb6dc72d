/** What the benchmark ran on: figures mean nothing without it. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';

/** Threads that are taken unless told otherwise. */
export const CORES = availableParallelism();

/** The machine and the versions of what computes; `torch` is what the PyTorch server said of itself. */
export function describeMachine(runtime, torch) {
  const { model, speed } = cpus()[0] ?? { model: 'unknown', speed: 0 };
  return {
    cpu: model.trim(),
    cores: CORES,
    megahertz: speed,
    vectorExtensions: vectorExtensions(),
    memoryGibibytes: Number((totalmem() / 2 ** 30).toFixed(1)),
    freeGibibytes: Number((freemem() / 2 ** 30).toFixed(1)),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
    runtime: runtime.name,
    pytorch: torch === undefined ? null : `${torch.torch} (Python ${torch.python}, NumPy ${torch.numpy})`,
  };
}

/** The widest vector instructions of the processor, where the system tells. */
function vectorExtensions() {
  try {
    const flags =
      readFileSync('/proc/cpuinfo', 'utf8')
        .match(/^flags\s*:(.*)$/m)?.[1]
        .split(' ') ?? [];
    return ['avx512f', 'avx2', 'avx'].find((flag) => flags.includes(flag)) ?? null;
  } catch {
    return null;
  }
}

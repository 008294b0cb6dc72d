/** Whether a device computes here: a model of nothing but a ReLU is built and run on it. */
import { emitOnnx, input, relu } from '../../graph/index.ts';
import { firstLine } from '../ort-session.ts';
import type { Device } from '../runtime.ts';
import { nodeRuntime } from './node-runtime.ts';

/** What a probe found. */
export interface DeviceProbe {
  readonly device: Device;
  readonly works: boolean;
  /** Engine and version where it works, the reason where it does not. */
  readonly detail: string;
}

/** Tries a device; never throws. */
export async function probeDevice(device: Device): Promise<DeviceProbe> {
  try {
    const runtime = await nodeRuntime({ device });
    const session = await runtime.createSession(emitOnnx({ y: relu(input('x', [1, 2])) }));
    const { y } = await session.run({ x: { data: Float32Array.of(-1, 2), shape: [1, 2] } });
    await session.release();
    const works = y.data[0] === 0 && y.data[1] === 2;
    return { device, works, detail: works ? runtime.name : `expected 0,2, found ${y.data.join(',')}` };
  } catch (cause) {
    return { device, works: false, detail: plainReason(firstLine(cause)) };
  }
}

/** A native failure without the place in its source: what follows the failed condition. */
function plainReason(text: string): string {
  return text.replace(/^WebGPU is not available: /, '').replace(/^.*\bwas false\.\s*(?=\S)/, '');
}

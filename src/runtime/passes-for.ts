/** Which rewrites of inference graphs a device is given. */
import { CPU_PASSES, type NamedPass, WASM_PASSES, WEBGPU_PASSES } from '../graph/index.ts';
import type { Device } from './runtime.ts';

const PASSES: Readonly<Record<Device, readonly NamedPass[]>> = {
  cpu: CPU_PASSES,
  wasm: WASM_PASSES,
  webgpu: WEBGPU_PASSES,
};

/** The rewrites that pay on a device. */
export function passesFor(device: Device): readonly NamedPass[] {
  return PASSES[device];
}

/** How the network is taken through a picture in a page; measured by `bench/studio-engine.mjs`. */
import type { Device, Way } from './library.ts';

/** The way for a device and a picture. */
export function waysFor(device: Device, _picture: { readonly width: number; readonly height: number }): Way {
  return device === 'cpu' ? { steps: 'stages', tile: 128 } : { steps: 'whole', tile: 512 };
}

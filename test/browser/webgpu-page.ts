/** Runs in a browser with WebGPU in software: a tiny photo through the studio's engine. */
import { createEngine } from '../../studio/engine/engine-client.ts';
import { toText } from './bytes.ts';

export async function run(): Promise<{
  readonly runtime: string;
  readonly cube: string;
  readonly auto: string;
}> {
  const engine = createEngine({ device: 'webgpu' });
  const file = new File([await (await fetch('/given/small.png')).blob()], 'small.png');
  const photo = await engine.open([file]);
  if (photo.kind !== 'photo') throw new Error('expected a photo');
  const { cube } = await engine.reconstruct({
    size: photo.sizes[0],
    camera: 'auto',
    linear: false,
    model: 'generator',
  });
  return {
    runtime: await engine.runtime(),
    cube: toText(new Uint8Array(cube.data.slice().buffer)),
    auto: await createEngine().runtime(),
  };
}
